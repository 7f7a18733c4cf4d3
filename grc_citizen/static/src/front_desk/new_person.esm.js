import {Component, onMounted, useEffect, useRef, useState} from "@odoo/owl";
import {getServerMessage} from "./server_message.esm";
import {useService} from "@web/core/utils/hooks";

/** Somebody whom nobody knows yet, from what was typed to find them. */
export class NewPerson extends Component {
    static template = "grc_citizen.NewPerson";
    static props = {person: Object, onCreated: Function, onClose: Function};

    setup() {
        this.orm = useService("orm");
        this.person = useState(this.props.person);
        this.state = useState({error: "", known: null, isBusy: false});
        this.form = useRef("form");
        this.known = useRef("known");
        // Enter on what is known already takes that person.
        useEffect(
            (button) => {
                button?.focus();
            },
            () => [this.known.el]
        );
        onMounted(() => {
            const inputs = [...this.form.el.querySelectorAll("input")];
            inputs.find((input) => !input.value)?.focus();
        });
    }

    get knownDetails() {
        const {phone, email, address} = this.state.known;
        return [phone, email, address].filter(Boolean).join(" · ");
    }

    async create(knownIsOther) {
        if (this.state.isBusy) {
            return;
        }
        Object.assign(this.state, {isBusy: true, error: "", known: null});
        try {
            const {id, known} = await this.orm.call("grc.front.desk", "create_person", [
                {...this.person},
                knownIsOther,
            ]);
            if (known) {
                this.state.known = known;
            } else {
                await this.props.onCreated(id);
            }
        } catch (error) {
            this.state.error = getServerMessage(error);
        } finally {
            this.state.isBusy = false;
        }
    }
}
