import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {shrinkPhoto} from "./photo_shrink.esm";

/** The button of a file that the server has. */
const KEPT = "button[value^='remove-']";

/**
 * Files of the form are sent as soon as they are chosen, one after the other, and stay on the page
 * until the server has them. Without this, the form sends them when a button is pressed.
 */
export class FormFiles extends Interaction {
    static selector = ".grc-form";
    static selectorHas = ".grc-files-model";
    dynamicContent = {
        // Before the form's own listener: nothing is sent while a file is under way.
        _root: {
            "t-on-submit.capture": this.onSubmit,
            "t-on-change": this.onChange,
            "t-on-click": this.onClick,
        },
        _window: {"t-on-online": this.sendAll},
    };

    setup() {
        this.model = this.el.querySelector(".grc-files-model");
        this.status = this.el.querySelector(".grc-files-status");
        this.waiting = [];
        this.isSending = false;
        this.el.classList.add("grc-files-live");
        this.registerCleanup(() => this.el.classList.remove("grc-files-live"));
    }

    /** Some may have been chosen before this script was there. */
    start() {
        for (const input of this.el.querySelectorAll(".grc-files input[type=file]")) {
            this.take(input);
        }
    }

    onChange(ev) {
        if (ev.target.type === "file") {
            this.take(ev.target);
        }
    }

    take(input) {
        const field = input.closest(".grc-files");
        for (const file of input.files) {
            this.add(field, input.name, file);
        }
        input.value = "";
        this.sendAll();
    }

    onClick(ev) {
        const sending = this.waiting.find((one) => one.item.contains(ev.target));
        if (sending && ev.target.closest(".grc-file-drop")) {
            this.drop(sending);
        } else if (sending && ev.target.closest(".grc-file-retry")) {
            this.sendAll();
        } else if (ev.target.closest(KEPT)) {
            ev.preventDefault();
            this.removeKept(ev.target.closest(KEPT));
        }
    }

    onSubmit(ev) {
        if (this.waiting.length) {
            ev.preventDefault();
            ev.stopImmediatePropagation();
            this.status.textContent = this.model.dataset.wait;
            this.say(this.waiting[0], this.model.dataset.wait);
            this.waiting[0].item.scrollIntoView({block: "center"});
        }
    }

    add(field, name, file) {
        const item = this.model.querySelector("li").cloneNode(true);
        const preview = document.createElement("canvas");
        preview.width = preview.height = 192;
        preview.setAttribute("aria-hidden", "true");
        item.querySelector(".grc-file-preview").append(preview);
        item.querySelector(".grc-file-name").textContent = file.name;
        field.querySelector(".grc-files-list").append(item);
        this.waiting.push({field: field.dataset.field, name, file, item, preview});
        this.say(this.waiting.at(-1), this.model.dataset.sending);
    }

    drop(one) {
        one.asked?.abort();
        one.item.remove();
        this.waiting = this.waiting.filter((other) => other !== one);
    }

    async sendAll() {
        if (this.isSending) {
            return;
        }
        this.isSending = true;
        while (this.waiting.length && (await this.send(this.waiting[0]))) {
            // The next one.
        }
        this.isSending = false;
    }

    /** Send a file; false when the network or the server does not take it now. */
    async send(one) {
        one.item.querySelector(".grc-file-retry").classList.add("d-none");
        this.say(one, this.model.dataset.sending);
        one.content = one.content || (await shrinkPhoto(one.file, one.preview));
        const answer = await this.post(one, "stay", [[one.name, one.content, one.file.name]]);
        if (!this.waiting.includes(one)) {
            return true;
        }
        if (!answer) {
            one.item.querySelector(".grc-file-retry").classList.remove("d-none");
            this.say(one, this.model.dataset.failed);
            return false;
        }
        this.waiting = this.waiting.filter((other) => other !== one);
        this.show(answer, one);
        return true;
    }

    async removeKept(button) {
        const field = button.closest(".grc-files").dataset.field;
        const item = button.closest("li");
        item.classList.add("d-none");
        document.getElementById(field).focus();
        const answer = await this.post({}, button.value, []);
        item.classList.toggle("d-none", !answer);
        if (answer) {
            this.show(answer, {field, item});
        } else {
            this.status.textContent = this.model.dataset.failed;
        }
    }

    /**
     * Post the form with some files; the page that follows, null when there is none.
     *
     * A fetch would not tell how much was sent.
     */
    post(one, action, files) {
        const form = new FormData();
        for (const input of this.el.querySelectorAll("input[type=hidden], input:checked")) {
            form.append(input.name, input.value);
        }
        form.append("action", action);
        for (const [name, content, filename] of files) {
            form.append(name, content, filename);
        }
        const progress = one.item?.querySelector("progress");
        return new Promise((resolve) => {
            const request = new XMLHttpRequest();
            one.asked = request;
            request.upload.onprogress = (ev) => {
                if (progress && ev.lengthComputable) {
                    progress.value = (ev.loaded / ev.total) * 100;
                }
            };
            request.onload = () => {
                const page = {text: request.responseText, url: request.responseURL};
                resolve(request.status === 200 ? page : null);
            };
            request.onerror = request.onabort = request.ontimeout = () => resolve(null);
            request.open("POST", window.location.pathname + window.location.search);
            request.send(form);
        });
    }

    /** Show what became of a file in its place: nothing else moves. */
    show(answer, {field, file, item}) {
        // The policy of this page refuses the styles of that one.
        const text = answer.text.replace(/<style\b.*?<\/style>/gs, "");
        const page = new DOMParser().parseFromString(text, "text/html");
        const there = this.find(page, field);
        if (!there) {
            window.location.assign(answer.url);
            return;
        }
        const error = there.querySelector(".grc-field-error");
        if (file && error) {
            item.classList.add("grc-file-refused");
            item.querySelector(".grc-file-state").textContent = error.textContent;
            this.status.textContent = error.textContent;
            return;
        }
        const here = this.find(this.el, field);
        const known = [...here.querySelectorAll(KEPT)].map((button) => button.value);
        const fresh = [...there.querySelectorAll(KEPT)].filter(
            (button) => !known.includes(button.value)
        );
        item.replaceWith(...fresh.map((button) => button.closest("li")));
        this.status.textContent = file ? this.model.dataset.sent + file.name : "";
        this.mend(here, error);
        const place = page.querySelector(".grc-photo-place");
        if (place) {
            this.el.querySelector(".grc-photo-place").replaceWith(place);
        }
    }

    /** The error of a field that is right by now leaves its room. */
    mend(field, error) {
        const name = field.dataset.field;
        field.classList.toggle("grc-field-mended", !error);
        field.querySelector(".grc-files-error").classList.toggle("invisible", !error);
        const input = document.getElementById(name);
        input.classList.toggle("is-invalid", Boolean(error));
        input.setAttribute("aria-invalid", Boolean(error));
        if (!error) {
            this.mendSummary(`#${name}`);
        }
    }

    /** What the page says at its top, when nothing of it is wrong any more; nothing moves. */
    mendSummary(field) {
        const summary = document.getElementById("errors");
        const links = [...(summary?.querySelectorAll("a") || [])];
        if (links.length && links.every((link) => link.hash === field)) {
            summary.style.minHeight = `${summary.offsetHeight}px`;
            summary.classList.replace("alert-danger", "alert-success");
            summary.textContent = this.model.dataset.mended;
        }
    }

    find(root, name) {
        return root.querySelector(`.grc-files[data-field="${name}"]`);
    }

    say(one, text) {
        one.item.querySelector(".grc-file-state").textContent = text;
    }
}

registry.category("public.interactions").add("grc_citizen_portal.files", FormFiles);
