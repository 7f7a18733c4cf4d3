import {Component, useEffect, useRef} from "@odoo/owl";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {hidePDFJSButtons} from "@web/core/utils/pdfjs";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

const PILE = 80;

/** A pile of letters: the next one opens as soon as one is recorded or discarded. */
export class ScanFormController extends FormController {
    setup() {
        super.setup();
        this.orm = useService("orm");
        useEffect(
            (resId, state) => {
                const seen = this.seen;
                this.seen = {resId, state};
                if (seen?.resId === resId && seen.state === "draft" && state !== "draft") {
                    this.openNext(resId);
                } else if (seen?.resId !== resId && state === "draft") {
                    this.focusFirstField();
                }
            },
            () => [this.model.root.resId, this.model.root.data.state]
        );
    }

    focusFirstField() {
        if (!this.env.isSmall) {
            this.rootRef.el?.querySelector("[name='type_id'] input")?.focus();
        }
    }

    /** Open the letter after this one in the pile, else any that is left, else the list. */
    async openNext(resId) {
        const {resIds} = this.model.root;
        const position = resIds.indexOf(resId);
        let left = [...resIds.slice(position + 1), ...resIds.slice(0, position)];
        left = left.length ? await this.keepDrafts(left) : left;
        left = left.length ? left : await this.keepDrafts();
        if (left.length) {
            await this.model.load({resId: left[0], resIds: left});
        } else {
            this.env.config.historyBack();
        }
    }

    /** @returns {Promise<Number[]>} those that are still to record, in the same order */
    async keepDrafts(ids) {
        const domain = [["state", "=", "draft"]];
        if (!ids) {
            return this.orm.search("grc.scan", domain, {limit: PILE});
        }
        const drafts = await this.orm.search("grc.scan", [...domain, ["id", "in", ids]]);
        return ids.filter((id) => drafts.includes(id));
    }
}

registry.category("views").add("grc_scan_form", {...formView, Controller: ScanFormController});

/** The letter itself, beside what is typed of it. */
export class ScanPreview extends Component {
    static template = "grc_citizen.ScanPreview";
    static props = {...standardWidgetProps};

    setup() {
        this.viewer = useRef("viewer");
        useEffect(
            (viewer) => viewer && hidePDFJSButtons(viewer),
            () => [this.viewer.el]
        );
    }

    get attachment() {
        return this.props.record.data.attachment_id;
    }

    get mimetype() {
        return this.props.record.data.mimetype || "";
    }

    get fileUrl() {
        return `/web/content/${this.attachment.id}`;
    }

    get viewerUrl() {
        const file = encodeURIComponent(this.fileUrl);
        return `/web/static/lib/pdfjs/web/viewer.html?file=${file}#pagemode=none&zoom=page-width`;
    }
}

registry.category("view_widgets").add("grc_scan_preview", {
    component: ScanPreview,
    fieldDependencies: [
        {name: "attachment_id", type: "many2one"},
        {name: "mimetype", type: "char"},
    ],
});
