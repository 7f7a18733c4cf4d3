import {Component, onWillStart, useExternalListener, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useCommand} from "@web/core/commands/command_hook";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

const KEY = "F2";

/** The door to the front desk on every screen: a click, F2, Alt+0 or the command palette. */
export class FrontDeskSystray extends Component {
    static template = "grc_citizen.FrontDeskSystray";
    static props = {};

    setup() {
        this.frontDesk = useService("grc_front_desk");
        this.ui = useService("ui");
        this.button = useRef("button");
        this.state = useState({isVisible: false});
        onWillStart(async () => {
            const [isFrontDesk, isAgent] = await Promise.all([
                user.hasGroup("grc_citizen.group_front_desk"),
                user.hasGroup("grc_citizen.group_agent"),
            ]);
            this.state.isVisible = isFrontDesk || isAgent;
        });
        const open = () => this.frontDesk.open();
        useCommand(_t("Front desk"), open, {
            hotkey: "alt+0",
            isAvailable: () => this.state.isVisible,
            hotkeyOptions: {
                bypassEditableProtection: true,
                isAvailable: () => this.state.isVisible,
                withOverlay: () => this.button.el,
            },
        });
        useExternalListener(window, "keydown", this.onKeydown, {capture: true});
    }

    /** A dialog that is open keeps the keys: what is typed in it would be lost. */
    onKeydown(ev) {
        const plain = !ev.altKey && !ev.ctrlKey && !ev.metaKey && !ev.shiftKey;
        const isFree = this.ui.activeElement === document && !this.ui.isBlocked;
        if (ev.key === KEY && plain && isFree && this.state.isVisible && !ev.repeat) {
            ev.preventDefault();
            ev.stopPropagation();
            this.frontDesk.open();
        }
    }
}

registry
    .category("systray")
    .add("grc_citizen.front_desk", {Component: FrontDeskSystray}, {sequence: 60});
