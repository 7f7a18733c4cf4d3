import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime, formatDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** What a citizen said of each purpose; one click records that they say something else. */
export class ConsentsField extends Component {
    static template = "grc_citizen.ConsentsField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.states = {
            granted: {text: _t("Agrees"), class: "text-bg-success"},
            withdrawn: {text: _t("Refuses"), class: "text-bg-danger"},
            never: {text: _t("Never asked"), class: "text-bg-secondary"},
        };
    }

    get rows() {
        return (this.props.record.data[this.props.name] || []).map((row) => ({
            ...row,
            label: this.states[row.state],
            day: row.date ? formatDate(deserializeDateTime(row.date)) : "",
        }));
    }

    async record(row, granted) {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("res.partner", "action_record_consent", [
            [record.resId],
            row.id,
            granted,
        ]);
        await this.action.doAction(action, {onClose: () => record.load()});
    }
}

registry.category("fields").add("grc_consents", {
    component: ConsentsField,
    supportedTypes: ["json"],
});
