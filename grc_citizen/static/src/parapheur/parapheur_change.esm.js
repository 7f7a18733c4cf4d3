import {Component, markup, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {MAIN_PLUGINS} from "@html_editor/plugin_sets";
import {Wysiwyg} from "@html_editor/wysiwyg";

/** The text of an answer, to change it while approving. */
export class ParapheurChange extends Component {
    static template = "grc_citizen.ParapheurChange";
    static components = {Dialog, Wysiwyg};
    static props = {letter: Object, confirm: Function, close: Function};

    setup() {
        this.state = useState({subject: this.props.letter.subject, busy: false});
        this.config = {
            content: markup(this.props.letter.body),
            Plugins: MAIN_PLUGINS,
            allowImage: false,
            allowVideo: false,
            allowFile: false,
            baseContainers: ["DIV", "P"],
            getRecordInfo: () => ({}),
        };
    }

    onEditorLoad(editor) {
        this.editor = editor;
    }

    async approve() {
        this.state.busy = true;
        try {
            await this.props.confirm({
                subject: this.state.subject,
                body: this.editor.getContent(),
            });
            this.props.close();
        } finally {
            this.state.busy = false;
        }
    }
}
