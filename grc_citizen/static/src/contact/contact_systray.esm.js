import {Component, onWillStart, useState} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

const UNDO_MS = 10_000;

/** A question answered on the spot: a click opens what is usual, a click on it counts. */
export class ContactSystray extends Component {
    static template = "grc_citizen.ContactSystray";
    static components = {Dropdown, DropdownItem};
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({
            isVisible: false,
            types: [],
            channels: [],
            channelId: false,
            note: "",
        });
        onWillStart(async () => {
            this.state.isVisible = await user.hasGroup("grc_citizen.group_agent");
        });
    }

    async load() {
        const {types, channels, channel_id} = await this.orm.call("grc.contact", "get_choices");
        Object.assign(this.state, {types, channels, channelId: channel_id, note: ""});
    }

    async count(type) {
        const id = await this.orm.call("grc.contact", "record", [
            type.id,
            this.state.channelId,
            this.state.note,
        ]);
        const close = this.notification.add(_t("Counted: %s", type.name), {
            type: "success",
            autocloseDelay: UNDO_MS,
            buttons: [
                {
                    name: _t("Undo"),
                    onClick: async () => {
                        close();
                        await this.env.services.orm.unlink("grc.contact", [id]);
                    },
                },
            ],
        });
    }

    openAll() {
        this.action.doAction("grc_citizen.grc_contact_action");
    }
}

registry
    .category("systray")
    .add("grc_citizen.contact", {Component: ContactSystray}, {sequence: 58});
