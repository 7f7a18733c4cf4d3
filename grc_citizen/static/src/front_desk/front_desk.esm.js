import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";
import {Combobox} from "./combobox.esm";
import {FrontDeskPerson} from "./front_desk_person.esm";
import {FrontDeskRequest} from "./front_desk_request.esm";
import {FrontDeskSpot} from "./front_desk_spot.esm";
import {KeepLast} from "@web/core/utils/concurrency";
import {Layout} from "@web/search/layout";
import {NewPerson} from "./new_person.esm";
import {_t} from "@web/core/l10n/translation";
import {highlightDigits, highlightWords} from "./highlight.esm";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

/**
 * The screen of whoever has a citizen before them or on the telephone: who it is, what they wait
 * for, what they ask now.
 */
export class FrontDesk extends Component {
    static template = "grc_citizen.FrontDesk";
    static components = {
        Combobox,
        FrontDeskPerson,
        FrontDeskRequest,
        FrontDeskSpot,
        Layout,
        NewPerson,
    };
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.frontDesk = useService("grc_front_desk");
        this.draft = useState(this.frontDesk.draft);
        this.state = useState({isOnTheSpot: false, hint: false});
        this.search = {};
        this.type = {};
        this.keepLast = new KeepLast();
        this.channels = [
            {code: "counter", name: _t("Counter"), icon: "fa-user-circle-o"},
            {code: "phone", name: _t("Telephone"), icon: "fa-phone"},
        ];
        const channels = useRef("channels");
        // Unlike a key of the button, it leaves the cursor where it is.
        useHotkey("alt+c", () => this.toggleChannel(), {
            bypassEditableProtection: true,
            withOverlay: () => channels.el,
        });
        onMounted(() => {
            this.frontDesk.screen.focus = () => this.search.focus();
            if (!this.isChosen) {
                this.search.focus();
            }
            if (this.draft.person) {
                this.loadCard(this.draft.person.id);
            }
        });
        onWillUnmount(() => {
            this.frontDesk.screen.focus = null;
        });
        useSetupAction({
            beforeUnload: (ev) => {
                if (this.frontDesk.isDirty) {
                    ev.preventDefault();
                    ev.returnValue = "";
                }
            },
        });
    }

    /** Whose request it is has been said. */
    get isChosen() {
        const {person, newPerson, isAnonymous} = this.draft;
        return Boolean(person || newPerson || isAnonymous);
    }

    async find(text) {
        if (!text.trim()) {
            this.state.hint = false;
            return [];
        }
        const {people, more, requests, person} = await this.orm.silent.call(
            "grc.front.desk",
            "find",
            [text]
        );
        this.state.hint = more && _t("There are more: type on.");
        return [
            ...people.map((one) => ({...one, key: `p${one.id}`, group: _t("People")})),
            ...requests.map((one) => ({
                ...one,
                key: `r${one.id}`,
                group: _t("Requests"),
                isRequest: true,
            })),
            {key: "new", group: _t("Somebody else"), newPerson: person},
            {key: "anonymous", group: _t("Somebody else"), isAnonymous: true},
        ];
    }

    highlight(text, query) {
        return highlightWords(text, query);
    }

    highlightPhone(text, query) {
        return highlightDigits(text, query);
    }

    onSelect(item) {
        if (item.isRequest) {
            this.openRequest(item.id);
        } else if (item.newPerson) {
            this.chooseNewPerson(item.newPerson);
        } else if (item.isAnonymous) {
            this.chooseNobody();
        } else {
            this.choosePerson(item.id);
        }
    }

    /** Keep what was typed about the request: only whose it is changes. */
    choose(values) {
        const query = this.draft.done ? "" : this.draft.query;
        if (this.draft.done) {
            this.frontDesk.reset();
        }
        Object.assign(this.draft, {
            query,
            person: null,
            newPerson: null,
            isAnonymous: false,
            ...values,
        });
    }

    async choosePerson(partnerId) {
        await this.loadCard(partnerId, true);
        this.draft.query = "";
        this.type.focus?.();
    }

    chooseNewPerson(values) {
        this.choose({newPerson: values, query: ""});
    }

    chooseNobody() {
        this.choose({isAnonymous: true, query: ""});
    }

    async loadCard(partnerId, isNew) {
        const card = await this.keepLast.add(
            this.orm.call("grc.front.desk", "get_card", [partnerId])
        );
        if (isNew) {
            this.choose({person: card});
        } else {
            this.draft.person = card;
        }
    }

    openRequest(requestId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "grc.request",
            res_id: requestId,
            views: [[false, "form"]],
        });
    }

    openPerson(partnerId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: partnerId,
            views: [[false, "form"]],
        });
    }

    toggleChannel() {
        this.frontDesk.setChannel(this.draft.channel === "phone" ? "counter" : "phone");
    }

    toggleSpot() {
        this.state.isOnTheSpot = !this.state.isOnTheSpot;
    }

    onCounted() {
        this.state.isOnTheSpot = false;
        if (this.draft.person) {
            this.loadCard(this.draft.person.id);
        } else {
            this.search.focus();
        }
    }

    startAgain() {
        this.frontDesk.reset();
        this.search.focus();
    }
}

registry.category("actions").add("grc_citizen.front_desk", FrontDesk);
