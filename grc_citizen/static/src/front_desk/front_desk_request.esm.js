import {Component, onMounted, useEffect, useRef, useState} from "@odoo/owl";
import {Combobox} from "./combobox.esm";
import {FrontDeskDone} from "./front_desk_done.esm";
import {KeepLast} from "@web/core/utils/concurrency";
import {PropertiesField} from "@web/views/fields/properties/properties_field";
import {Record} from "@web/model/record";
import {findTypes} from "./find_types.esm";
import {getServerMessage} from "./server_message.esm";
import {highlightWords} from "./highlight.esm";
import {markup} from "@odoo/owl";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {useService} from "@web/core/utils/hooks";

/** What is asked: the type by its words, what will become of it, and the words of the citizen. */
export class FrontDeskRequest extends Component {
    static template = "grc_citizen.FrontDeskRequest";
    static components = {Combobox, FrontDeskDone, PropertiesField, Record};
    static props = {
        type: Object,
        onOpenRequest: Function,
        onRecorded: Function,
        onNext: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.frontDesk = useService("grc_front_desk");
        this.draft = useState(this.frontDesk.draft);
        this.state = useState({error: "", isBusy: false});
        this.subject = useRef("subject");
        this.keepLast = new KeepLast();
        this.questions = null;
        this.questionsHooks = {
            onRootLoaded: async (root) => {
                this.questions = root;
                if (this.draft.questions) {
                    await root.update({questions: this.draft.questions});
                }
            },
            onRecordChanged: (root) => {
                this.draft.questions = root.data.questions;
            },
        };
        this.isTypeNew = false;
        useHotkey("control+enter", () => this.record(), {
            bypassEditableProtection: true,
            isAvailable: () => Boolean(this.draft.type && !this.draft.done),
        });
        onMounted(() => {
            if (!this.draft.type && !this.draft.newPerson) {
                this.props.type.focus();
            }
        });
        useEffect(
            () => {
                if (this.isTypeNew) {
                    this.isTypeNew = false;
                    this.subject.el.focus();
                }
            },
            () => [this.draft.type?.id]
        );
        useEffect(
            () => {
                if (this.draft.type && !this.draft.done) {
                    this.loadPreview();
                }
            },
            () => [this.draft.type?.id, this.draft.person?.id, this.draft.channel]
        );
    }

    async findTypes(text) {
        return findTypes(this.orm, this.draft.type?.name === text ? "" : text);
    }

    highlight(text, query) {
        return highlightWords(text, query);
    }

    chooseType(type) {
        Object.assign(this.draft, {
            type,
            typeQuery: type.name,
            questions: null,
            preview: null,
        });
        this.questions = null;
        this.state.error = "";
        this.isTypeNew = true;
    }

    get values() {
        const {type, person, channel} = this.draft;
        return {type_id: type.id, partner_id: person?.id, channel};
    }

    async loadPreview() {
        const preview = await this.keepLast.add(
            this.orm.call("grc.front.desk", "preview", [this.values])
        );
        for (const name of ["warning", "documents"]) {
            preview[name] = preview[name] && markup(preview[name]);
        }
        this.draft.preview = preview;
    }

    /** The questions are those of a request of this type, in Odoo's own fields. */
    get questionsProps() {
        return {
            resModel: "grc.request",
            resId: false,
            fieldNames: ["type_id", "questions"],
            context: {default_type_id: this.draft.type.id},
            mode: "edit",
            hooks: this.questionsHooks,
        };
    }

    async record() {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        this.state.error = "";
        const focused = document.activeElement;
        try {
            focused?.blur(); // a question says what was typed when it is left
            const {name, description} = this.draft;
            const answers = this.draft.preview?.has_questions
                ? await this.questions?.getChanges()
                : {};
            this.draft.done = await this.orm.call("grc.front.desk", "record", [
                {...this.values, name, description, questions: answers?.questions || []},
            ]);
            this.props.onRecorded();
        } catch (error) {
            focused?.focus();
            this.state.error = getServerMessage(error);
        } finally {
            this.state.isBusy = false;
        }
    }
}
