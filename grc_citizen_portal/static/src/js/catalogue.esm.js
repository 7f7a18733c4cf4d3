import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

const WAIT_MS = 250;

/** The catalogue answers while one types; without it, the form asks for the page. */
export class CatalogueSearch extends Interaction {
    static selector = "form.grc-search";
    dynamicContent = {
        "input[type=search]": {"t-on-input": this.debounced(this.search, WAIT_MS)},
    };

    setup() {
        // With its language, which the address of the form does not have.
        this.path = location.pathname;
        this.input = this.el.querySelector("input[type=search]");
        this.status = this.el.querySelector("[data-grc-status]");
        this.found = document.getElementById("found");
        this.catalogue = document.getElementById("catalogue");
        this.all = document.getElementById("all");
    }

    start() {
        // What was typed before this script was there.
        if (this.input.value !== this.input.defaultValue) {
            this.search();
        }
    }

    destroy() {
        this.asked?.abort();
    }

    async search() {
        this.asked?.abort();
        const question = this.input.value.trim();
        const query = question ? `?${new URLSearchParams({q: question})}` : "";
        if (question) {
            this.asked = new AbortController();
            const page = await this.waitFor(this.fetchFound(query, this.asked));
            if (page === null) {
                return;
            }
            this.found.innerHTML = page;
        } else {
            this.found.replaceChildren();
        }
        this.catalogue.classList.toggle("d-none", Boolean(question));
        this.all.classList.toggle("d-none", !question);
        this.status.textContent =
            this.found.querySelector("[data-grc-found]")?.textContent.trim() || "";
        history.replaceState(history.state, "", this.path + query);
    }

    /** Ask the server; null when another question came meanwhile or the network is gone: Enter
     * asks for the whole page then. */
    async fetchFound(query, {signal}) {
        try {
            const response = await fetch(`${this.path}/search${query}`, {signal});
            return response.ok ? await response.text() : null;
        } catch {
            return null;
        }
    }
}

registry.category("public.interactions").add("grc_citizen_portal.catalogue", CatalogueSearch);
