import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

const LIBRARY = "https://www.recaptcha.net/recaptcha/api.js?render=";
const FIELD = "recaptcha_token_response";

/**
 * The check of Odoo's module `google_recaptcha`, when the city turned it on: the page names its key
 * then. Odoo's own script sends the form without the button that was pressed.
 */
export class Captcha extends Interaction {
    static selector = "form[data-captcha]";

    setup() {
        this.key = document.querySelector("meta[name='grc-captcha']")?.content;
    }

    start() {
        if (this.key) {
            this.library = this.load();
            this.addListener(this.el, "submit", this.onSubmit, {capture: true});
        }
    }

    load() {
        return new Promise((resolve, reject) => {
            const script = document.createElement("script");
            script.src = LIBRARY + encodeURIComponent(this.key);
            script.addEventListener("load", () => globalThis.grecaptcha.ready(resolve));
            script.addEventListener("error", reject);
            document.head.append(script);
        });
    }

    async onSubmit(ev) {
        if (this.el.elements[FIELD] || !navigator.onLine) {
            return;
        }
        ev.preventDefault();
        ev.stopImmediatePropagation();
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = FIELD;
        field.value = await this.getToken();
        this.el.append(field);
        // A form that is being submitted does not start again before its event is over.
        this.waitForTimeout(() => this.el.requestSubmit(ev.submitter), 0);
    }

    /** What Google gives; nothing when it cannot be reached: the server says what to do then. */
    async getToken() {
        try {
            await this.library;
            return await globalThis.grecaptcha.execute(this.key, {
                action: this.el.dataset.captcha,
            });
        } catch {
            return "";
        }
    }
}

registry.category("public.interactions").add("grc_citizen_portal.captcha", Captcha);
