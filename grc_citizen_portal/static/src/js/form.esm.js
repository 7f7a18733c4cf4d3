import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

const PREFIX = "grc-draft:";

/**
 * The form of a request: it works without this. What is typed outlives a lost connection in the
 * tab where it was typed, and a second press of the button sends nothing twice.
 */
export class RequestForm extends Interaction {
    static selector = ".grc-form[data-step]";
    dynamicContent = {
        _root: {"t-on-submit": this.onSubmit, "t-on-input": this.onInput},
        _window: {"t-on-online": this.onOnline, "t-on-pageshow": this.onPageShow},
    };

    setup() {
        this.offline = this.el.querySelector(".grc-offline");
        this.isSending = false;
        const draft = this.el.dataset.draft || window.location.pathname;
        this.prefix = `${PREFIX}${draft}:`;
        this.key = this.prefix + this.el.dataset.step;
    }

    start() {
        this.forgetOtherSteps();
        this.restore();
        for (const field of this.el.querySelectorAll("[data-count]")) {
            this.showCount(field);
        }
    }

    onSubmit(ev) {
        if (this.isSending) {
            ev.preventDefault();
            return;
        }
        if (!window.navigator.onLine) {
            ev.preventDefault();
            ev.stopImmediatePropagation();
            this.keep();
            this.offline.hidden = false;
            return;
        }
        this.isSending = true;
    }

    onInput(ev) {
        this.keep();
        if (ev.target.dataset.count) {
            this.showCount(ev.target);
        }
    }

    onOnline() {
        this.offline.hidden = true;
    }

    /** The browser's back button may show this page as it was left. */
    onPageShow() {
        this.isSending = false;
    }

    get fields() {
        return [...this.el.querySelectorAll("input, textarea, select")].filter(
            (field) => !["hidden", "file"].includes(field.type) && !field.closest(".grc-trap")
        );
    }

    keep() {
        const typed = this.fields.map((field) =>
            field.type === "checkbox" || field.type === "radio" ? field.checked : field.value
        );
        window.sessionStorage.setItem(this.key, JSON.stringify(typed));
    }

    restore() {
        const kept = JSON.parse(window.sessionStorage.getItem(this.key) || "[]");
        if (kept.length !== this.fields.length) {
            return;
        }
        let changed = false;
        this.fields.forEach((field, index) => {
            const property = typeof kept[index] === "boolean" ? "checked" : "value";
            changed = changed || field[property] !== kept[index];
            field[property] = kept[index];
        });
        if (changed) {
            const text = this.el.querySelector(".grc-restored").content.textContent;
            this.el.querySelector(".grc-status").textContent = text;
        }
    }

    /** What the server has kept need not stay here. */
    forgetOtherSteps() {
        for (const key of Object.keys(window.sessionStorage)) {
            if (key.startsWith(PREFIX) && key !== this.key) {
                window.sessionStorage.removeItem(key);
            }
        }
    }

    showCount(field) {
        const counter = document.getElementById(`${field.id}-count`);
        const left = Number(field.dataset.count) - field.value.length;
        counter.hidden = left > 200;
        counter.querySelector("span").textContent = left;
    }
}

registry.category("public.interactions").add("grc_citizen_portal.request_form", RequestForm);
