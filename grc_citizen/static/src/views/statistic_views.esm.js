import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {PivotRenderer} from "@web/views/pivot/pivot_renderer";
import {graphView} from "@web/views/graph/graph_view";
import {pivotView} from "@web/views/pivot/pivot_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** A figure of the statistics opens the requests that it counts. */
const opensRequests = (Renderer) =>
    class extends Renderer {
        setup() {
            super.setup();
            this.orm = useService("orm");
        }

        async openView(domain, views, context, newWindow) {
            const action = await this.orm.call("grc.request.statistic", "action_open_requests", [
                domain,
            ]);
            this.actionService.doAction(action, {newWindow});
        }
    };

registry.category("views").add("grc_statistic_pivot", {
    ...pivotView,
    Renderer: opensRequests(PivotRenderer),
});
registry.category("views").add("grc_statistic_graph", {
    ...graphView,
    Renderer: opensRequests(GraphRenderer),
});
