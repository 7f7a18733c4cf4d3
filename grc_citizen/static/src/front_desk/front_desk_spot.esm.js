import {Component, onMounted, onWillStart, useState} from "@odoo/owl";
import {Combobox} from "./combobox.esm";
import {_t} from "@web/core/l10n/translation";
import {findTypes} from "./find_types.esm";
import {getServerMessage} from "./server_message.esm";
import {useService} from "@web/core/utils/hooks";

const UNDO_MS = 10_000;

/** Counts a question that was answered on the spot: one click on what it was about. */
export class FrontDeskSpot extends Component {
    static template = "grc_citizen.FrontDeskSpot";
    static components = {Combobox};
    static props = {
        person: {type: [Object, {value: null}]},
        channel: String,
        onCounted: Function,
        onClose: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({types: [], note: "", query: "", error: "", isBusy: false});
        this.search = {};
        onWillStart(async () => {
            this.state.types = await findTypes(this.orm, "");
        });
        onMounted(() => this.search.focus());
    }

    find(text) {
        return text.trim() ? findTypes(this.orm, text) : [];
    }

    async count(type) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            const contactId = await this.orm.call("grc.front.desk", "answer_on_the_spot", [
                {
                    type_id: type.id,
                    channel: this.props.channel,
                    partner_id: this.props.person?.id,
                    note: this.state.note,
                },
            ]);
            this.tell(type, contactId);
            this.props.onCounted();
        } catch (error) {
            this.state.error = getServerMessage(error);
        } finally {
            this.state.isBusy = false;
        }
    }

    tell(type, contactId) {
        const close = this.notification.add(_t("Counted: %s", type.name), {
            type: "success",
            autocloseDelay: UNDO_MS,
            buttons: [
                {
                    name: _t("Undo"),
                    onClick: async () => {
                        close();
                        await this.env.services.orm.unlink("grc.contact", [contactId]);
                        this.notification.add(_t("No longer counted: %s", type.name), {
                            type: "info",
                        });
                    },
                },
            ],
        });
    }
}
