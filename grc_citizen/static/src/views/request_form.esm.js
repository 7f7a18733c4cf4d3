import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

/** What two people may decide at once: the server is told what this form showed of it. */
const DECIDED_FIELDS = ["stage_id", "department_id", "user_id"];

/**
 * A request that the user may read but not change is shown as such, instead of failing on save.
 * What somebody else decided meanwhile is not silently undone: see grc.request.web_save.
 */
export class RequestFormController extends FormController {
    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRootLoaded = this.onRootLoaded.bind(this);
        return params;
    }

    async onWillSaveRecord(record, changes) {
        const decided = DECIDED_FIELDS.filter((name) => record.resId && name in changes);
        if (decided.length) {
            changes.grc_seen = Object.fromEntries(
                decided.map((name) => [name, record._values[name]?.id || false])
            );
        }
        return super.onWillSaveRecord(...arguments);
    }

    onRootLoaded(root) {
        const readonly = this.props.readonly || root.data.is_writable === false;
        root.switchMode(readonly ? "readonly" : "edit");
    }
}

registry.category("views").add("grc_request_form", {
    ...formView,
    Controller: RequestFormController,
});
