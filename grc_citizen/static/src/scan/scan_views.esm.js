import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {ScanUploadDialog} from "./scan_uploader.esm";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {useRef} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

/** A view where letters are dropped, or chosen with a button. */
const WithLetters = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            this.dialog = useService("dialog");
            this.fileInput = useRef("fileInput");
            useDropzone(this.rootRef, (event) => this.bringIn([...event.dataTransfer.files]));
        }

        onFilesChosen(event) {
            const files = [...event.target.files];
            event.target.value = "";
            this.bringIn(files);
        }

        bringIn(files) {
            if (files.length) {
                this.dialog.add(ScanUploadDialog, {
                    files,
                    onUploaded: (count) => count && this.model.load(),
                });
            }
        }
    };

class ScanListController extends WithLetters(ListController) {
    static template = "grc_citizen.ScanListView";
}

class ScanKanbanController extends WithLetters(KanbanController) {
    static template = "grc_citizen.ScanKanbanView";
}

registry.category("views").add("grc_scan_list", {...listView, Controller: ScanListController});
registry
    .category("views")
    .add("grc_scan_kanban", {...kanbanView, Controller: ScanKanbanController});
