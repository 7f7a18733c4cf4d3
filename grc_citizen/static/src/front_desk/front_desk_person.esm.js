/* global luxon */
import {deserializeDateTime, formatDate, formatDateTime} from "@web/core/l10n/dates";
import {Component} from "@odoo/owl";

const {DateTime} = luxon;
const TONES = {
    on_time: "success",
    at_risk: "warning",
    late: "danger",
    paused: "info",
};

/** Who it is, how to reach them, what they wait for and when they were last heard of. */
export class FrontDeskPerson extends Component {
    static template = "grc_citizen.FrontDeskPerson";
    static props = {
        person: Object,
        onOpenRequest: Function,
        onOpenPerson: Function,
        onClose: Function,
    };

    get initials() {
        const words = this.props.person.name.split(/[\s-]+/u);
        return words
            .slice(0, 2)
            .map((word) => word[0])
            .join("")
            .toUpperCase();
    }

    tone(request) {
        return TONES[request.deadline_state] || "secondary";
    }

    /** What is left of the delay, or why it does not count. */
    deadline(request) {
        if (!request.deadline || !["on_time", "at_risk", "late"].includes(request.deadline_state)) {
            return request.deadline_label;
        }
        return deserializeDateTime(request.deadline).toRelativeCalendar({unit: "days"});
    }

    deadlineTitle(request) {
        return request.deadline
            ? `${request.deadline_label} – ${formatDateTime(deserializeDateTime(request.deadline))}`
            : request.deadline_label;
    }

    when(event) {
        const date = deserializeDateTime(event.date);
        return DateTime.local().diff(date, "days").days < 7
            ? date.toRelativeCalendar()
            : formatDate(date);
    }

    whenTitle(event) {
        return formatDateTime(deserializeDateTime(event.date));
    }
}
