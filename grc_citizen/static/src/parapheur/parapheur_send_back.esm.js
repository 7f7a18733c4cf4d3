import {Component, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {useAutofocus} from "@web/core/utils/hooks";

/** What must be changed before an answer is validated. */
export class ParapheurSendBack extends Component {
    static template = "grc_citizen.ParapheurSendBack";
    static components = {Dialog};
    static props = {author: String, confirm: Function, close: Function};

    setup() {
        this.state = useState({comment: "", missing: false, busy: false});
        useAutofocus({refName: "comment"});
    }

    async sendBack() {
        this.state.missing = !this.state.comment.trim();
        if (this.state.missing) {
            return;
        }
        this.state.busy = true;
        try {
            await this.props.confirm(this.state.comment);
            this.props.close();
        } finally {
            this.state.busy = false;
        }
    }
}
