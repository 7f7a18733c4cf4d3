import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** The icon of a request's channel, named for screen readers and on hover. */
export class ChannelIconField extends Component {
    static template = "grc_citizen.ChannelIconField";
    static props = {...standardFieldProps};

    get icon() {
        return this.props.record.data[this.props.name];
    }

    get channel() {
        return this.props.record.data.channel_id?.display_name || "";
    }
}

registry.category("fields").add("grc_channel_icon", {
    component: ChannelIconField,
    supportedTypes: ["char"],
    fieldDependencies: [{name: "channel_id", type: "many2one"}],
});
