import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

/** A request that the user may read but not change is shown as such, instead of failing on save. */
export class RequestFormController extends FormController {
    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRootLoaded = this.onRootLoaded.bind(this);
        return params;
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
