import {Component, onWillStart, useRef, useState} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {Layout} from "@web/search/layout";
import {ParapheurAnswer} from "./parapheur_answer.esm";
import {ParapheurChange} from "./parapheur_change.esm";
import {ParapheurRefused} from "./parapheur_refused.esm";
import {ParapheurSendBack} from "./parapheur_send_back.esm";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {useService} from "@web/core/utils/hooks";

/** Answers sent to the server at once, so that the progress of many shows. */
const AT_ONCE = 5;

export const DEADLINES = {
    late: {label: _t("Late"), badge: "text-bg-danger"},
    at_risk: {label: _t("At risk"), badge: "text-bg-warning"},
    on_time: {label: _t("On time"), badge: "text-bg-success"},
    paused: {label: _t("Paused"), badge: "text-bg-info"},
};

/** The queue of a validator: what waits on the left, the request and the letter beside it. */
export class Parapheur extends Component {
    static template = "grc_citizen.Parapheur";
    static components = {Layout, ParapheurAnswer};
    static props = {...standardActionServiceProps};
    static displayName = _t("Parapheur");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.display = {controlPanel: {}};
        this.deadlines = DEADLINES;
        this.queue = useRef("queue");
        this.state = useState({
            entries: [],
            total: 0,
            chosen: new Set(),
            current: null,
            progress: null,
        });
        useHotkey("j", () => this.move(1));
        useHotkey("k", () => this.move(-1));
        onWillStart(() => this.load());
    }

    get current() {
        return this.state.current;
    }

    get allChosen() {
        return this.state.entries.every((entry) => this.state.chosen.has(entry.id));
    }

    /** Read the queue again, and open the answer at a place of it. */
    async load(index = 0) {
        const queue = await this.orm.call("grc.parapheur", "get_queue");
        this.state.entries = queue.entries;
        this.state.total = queue.total;
        this.state.chosen.clear();
        this.state.current = null;
        const entry = queue.entries[Math.min(index, queue.entries.length - 1)];
        if (entry && !this.ui.isSmall) {
            await this.open(entry.id);
        }
    }

    async open(id) {
        try {
            this.state.current = await this.orm.call("grc.parapheur", "get_answer", [id]);
        } catch (error) {
            await this.load();
            throw error;
        }
    }

    openAbsences() {
        this.action.doAction("grc_citizen.grc_absence_action");
    }

    close() {
        this.state.current = null;
    }

    get index() {
        return this.state.entries.findIndex((entry) => entry.id === this.current?.id);
    }

    async move(step) {
        const entry = this.state.entries[this.index + step];
        if (entry) {
            await this.open(entry.id);
            this.queue.el?.querySelector(".active")?.scrollIntoView({block: "nearest"});
        }
    }

    toggle(id) {
        if (!this.state.chosen.delete(id)) {
            this.state.chosen.add(id);
        }
    }

    toggleAll() {
        const ids = this.allChosen ? [] : this.state.entries.map((entry) => entry.id);
        this.state.chosen.clear();
        ids.forEach((id) => this.state.chosen.add(id));
    }

    approve() {
        const approve = () => this.approveEach([this.current]);
        if (!this.current.leaves) {
            return approve();
        }
        this.dialog.add(ConfirmationDialog, {
            title: _t("Approve and send"),
            body: _t("Yours is the last level: the answer leaves at once. It cannot be changed."),
            confirmLabel: _t("Approve and send"),
            confirm: approve,
            cancel: () => {},
        });
    }

    approveChosen() {
        const entries = this.state.entries.filter((entry) => this.state.chosen.has(entry.id));
        this.dialog.add(ConfirmationDialog, {
            title: _t("Approve several answers"),
            body: _t("Approve %(count)s answers without opening them one by one?", {
                count: entries.length,
            }),
            confirmLabel: _t("Approve"),
            confirm: () => this.approveEach(entries),
            cancel: () => {},
        });
    }

    /** Approve answers, each on its own, and say which were refused and why. */
    async approveEach(entries) {
        const index = Math.max(this.index, 0);
        const refused = [];
        let approved = 0;
        for (let start = 0; start < entries.length; start += AT_ONCE) {
            this.state.progress = {done: start, total: entries.length};
            const items = entries
                .slice(start, start + AT_ONCE)
                .map(({id, digest}) => ({id, digest}));
            const result = await this.orm
                .call("grc.parapheur", "approve", [items])
                .finally(() => (this.state.progress = null));
            approved += result.approved.length;
            refused.push(...result.refused);
        }
        if (approved) {
            const message =
                approved === 1
                    ? _t("Answer approved")
                    : _t("%(count)s answers approved", {count: approved});
            this.notification.add(message, {type: "success"});
        }
        if (refused.length) {
            const names = new Map(entries.map((one) => [one.id, `${one.number} ${one.name}`]));
            this.dialog.add(ParapheurRefused, {
                refused: refused.map((one) => ({...one, name: names.get(one.id)})),
            });
        }
        await this.load(index);
    }

    change() {
        this.decide(ParapheurChange, {letter: this.current.letter}, "action_approve_with_change", [
            this.current.digest,
        ]);
    }

    sendBack() {
        const props = {author: this.current.author};
        this.decide(ParapheurSendBack, props, "action_send_back", []);
    }

    /** Ask for what a decision needs, then take it; what was typed stays when it is refused. */
    decide(dialog, props, method, args) {
        const {id} = this.current;
        const index = this.index;
        this.dialog.add(dialog, {
            ...props,
            confirm: async (given) => {
                await this.orm.call("grc.request.answer", method, [[id], given, ...args]);
                await this.load(index);
            },
        });
    }
}

registry.category("actions").add("grc_parapheur", Parapheur);
