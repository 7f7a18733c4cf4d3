import {Component} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";

/** The answers that could not be approved, each with the reason. */
export class ParapheurRefused extends Component {
    static template = "grc_citizen.ParapheurRefused";
    static components = {Dialog};
    static props = {refused: Array, close: Function};
}
