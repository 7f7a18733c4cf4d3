import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

const SECONDS = 5;

/** Shows how far the copy of one's data is, without loading the page again. */
export class OwnDataExport extends Interaction {
    static selector = "#export-state[data-waiting]";

    setup() {
        this.waitForTimeout(this.refresh, SECONDS * 1000);
    }

    async refresh() {
        const response = await this.waitFor(fetch(window.location.href));
        const text = await this.waitFor(response.text());
        const page = new DOMParser().parseFromString(text, "text/html");
        const state = page.querySelector("#export-state");
        if (!state || !state.dataset.waiting) {
            window.location.reload();
            return;
        }
        const progress = this.el.querySelector("progress");
        progress.value = state.querySelector("progress").value;
        this.el.querySelector("p").textContent = state.querySelector("p").textContent;
        this.waitForTimeout(this.refresh, SECONDS * 1000);
    }
}

registry.category("public.interactions").add("grc_citizen_portal.own_data_export", OwnDataExport);
