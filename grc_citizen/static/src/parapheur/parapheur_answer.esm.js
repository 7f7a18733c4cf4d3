import {Component, markup} from "@odoo/owl";

/** One answer that waits: the request, the letter as it would leave, who decided what so far. */
export class ParapheurAnswer extends Component {
    static template = "grc_citizen.ParapheurAnswer";
    static props = {answer: Object};

    get answer() {
        return this.props.answer;
    }

    /** The server gives texts that it sanitized. */
    markup(html) {
        return markup(html);
    }

    fileUrl(file) {
        return `/grc/parapheur/${this.answer.id}/${file.id}`;
    }
}
