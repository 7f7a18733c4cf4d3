/* global luxon */
import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {formatDateTime} from "@web/core/l10n/dates";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;
const TONES = {
    on_time: "success",
    met: "success",
    at_risk: "warning",
    late: "danger",
    missed: "danger",
    paused: "info",
};
const RUNNING = ["on_time", "at_risk", "late"];

/** What is left of a request's delay, in days, in the colour of its deadline's state. */
export class DeadlineField extends Component {
    static template = "grc_citizen.DeadlineField";
    static props = {...standardFieldProps};

    get deadline() {
        return this.props.record.data[this.props.name];
    }

    get state() {
        return this.props.record.data.deadline_state;
    }

    get stateLabel() {
        const {selection} = this.props.record.fields.deadline_state;
        return Object.fromEntries(selection)[this.state] || "";
    }

    get tone() {
        return TONES[this.state] || "secondary";
    }

    get text() {
        if (!this.deadline || !RUNNING.includes(this.state)) {
            return this.stateLabel;
        }
        const day = this.deadline.toRelativeCalendar({unit: "days"});
        return this.deadline.hasSame(DateTime.local(), "day")
            ? `${day} ${this.deadline.toLocaleString(DateTime.TIME_SIMPLE)}`
            : day;
    }

    get title() {
        return this.deadline
            ? `${this.stateLabel} – ${formatDateTime(this.deadline)}`
            : this.stateLabel;
    }
}

registry.category("fields").add("grc_deadline", {
    component: DeadlineField,
    supportedTypes: ["datetime"],
    fieldDependencies: [{name: "deadline_state", type: "selection"}],
});
