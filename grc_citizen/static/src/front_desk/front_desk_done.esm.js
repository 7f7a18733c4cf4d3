import {Component, onMounted, useRef, useState} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

const RECEIPT = "grc_citizen.action_report_receipt";

/** The number and the code to give, and the receipt to print. */
export class FrontDeskDone extends Component {
    static template = "grc_citizen.FrontDeskDone";
    static props = {result: Object, onOpenRequest: Function, onNext: Function};

    setup() {
        this.action = useService("action");
        this.printButton = useRef("print");
        this.nextButton = useRef("next");
        this.state = useState({isPrinting: false});
        onMounted(() => this.printButton.el.focus());
    }

    async print() {
        this.state.isPrinting = true;
        try {
            const {id} = this.props.result;
            await this.action.doAction(RECEIPT, {
                additionalContext: {active_id: id, active_ids: [id], active_model: "grc.request"},
            });
        } finally {
            this.state.isPrinting = false;
            this.nextButton.el?.focus();
        }
    }
}
