import {Component, onWillUnmount, xml} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const PERIOD = 2000;
const OPEN_STATES = ["waiting", "running"];

/** Reloads the record every two seconds as long as work on it goes on in the background. */
export class RefreshWidget extends Component {
    static template = xml``;
    static props = {...standardWidgetProps};

    setup() {
        this.timer = setInterval(() => this.refresh(), PERIOD);
        onWillUnmount(() => clearInterval(this.timer));
    }

    async refresh() {
        const {record} = this.props;
        if (OPEN_STATES.includes(record.data.state) && !document.hidden && !record.dirty) {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("grc_refresh", {component: RefreshWidget});
