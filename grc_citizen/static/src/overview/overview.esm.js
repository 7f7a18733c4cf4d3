import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {Layout} from "@web/search/layout";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/** All that happened with a citizen, their household or their company, the latest first. */
export class Overview extends Component {
    static template = "grc_citizen.Overview";
    static components = {Layout};
    static props = {...standardActionServiceProps};
    static displayName = _t("Everything");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.partnerId = this.props.action.context.active_id;
        this.state = useState({
            name: "",
            people: [],
            sections: [],
            entries: [],
            more: false,
            kind: null,
        });
        onWillStart(() => this.load());
    }

    async load() {
        const page = await this.read(null);
        this.env.config.setDisplayName(_t("Everything with %s", page.name));
        Object.assign(this.state, page);
    }

    /** Read one page; an entry of the very second where the last one ended comes again. */
    read(before) {
        return this.orm.call("res.partner", "grc_get_overview", [
            [this.partnerId],
            this.state.kind,
            before,
        ]);
    }

    async show(kind) {
        this.state.kind = kind;
        await this.load();
    }

    async loadMore() {
        const page = await this.read(this.state.entries.at(-1).date);
        const known = new Set(this.state.entries.map(this.keyOf));
        const entries = page.entries.filter((entry) => !known.has(this.keyOf(entry)));
        this.state.entries.push(...entries);
        this.state.more = page.more && entries.length > 0;
    }

    keyOf(entry) {
        return `${entry.kind}-${entry.id}`;
    }

    when(entry) {
        return toLocaleDateTimeString(deserializeDateTime(entry.date));
    }

    open([resModel, resId]) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("grc_overview", Overview);
