import {Component, onMounted, onWillUnmount} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

/** How long to wait, in milliseconds, when another process is at the same batch. */
const PAUSE = 1000;

/** Has the server do a batch piece by piece as long as it is shown, and shows how far it is. */
export class BatchProgress extends Component {
    static template = "grc_citizen.BatchProgress";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.shown = true;
        onMounted(() => this.goOn());
        onWillUnmount(() => {
            this.shown = false;
        });
    }

    get data() {
        return this.props.record.data;
    }

    get percent() {
        return Math.round(this.data.progress);
    }

    get text() {
        return _t("%(done)s done, %(refused)s left out, of %(total)s", {
            done: this.data.done_count,
            refused: this.data.refused_count,
            total: this.data.total,
        });
    }

    get title() {
        return {
            running: _t("Working…"),
            stopped: _t("Stopped"),
            done: _t("Finished"),
        }[this.data.state];
    }

    async goOn() {
        while (this.shown && this.data.state === "running") {
            const worked = await this.orm.call("grc.request.batch", "action_process", [
                [this.props.record.resId],
            ]);
            if (!worked) {
                await new Promise((resolve) => {
                    browser.setTimeout(resolve, PAUSE);
                });
            }
            if (this.shown) {
                await this.props.record.load();
            }
        }
    }
}

registry.category("view_widgets").add("grc_batch_progress", {
    component: BatchProgress,
});
