from datetime import datetime

from odoo import api, models
from odoo.tools import format_datetime

from .grc_data_export_content import PERSON, REQUEST

#: What has a place of its own in the document.
APART = {"number", "subject", "description", "type_code", "channel", "state"}


class GrcDataExport(models.Model):
    """The words of a copy for people: labels of fields, values and moments as they read them."""

    _inherit = "grc.data.export"

    @api.model
    def _introduce(self, head):
        """Return the first sentence of the document."""
        return self.env._(
            "What %(city)s holds about %(person)s, on %(moment)s.",
            city=head["city"]["name"],
            person=head["person"]["name"],
            moment=self._format_moment(head["generated"]),
        )

    @api.model
    def _label(self, values, model):
        """Return what is filled among values of the copy: label and value in words.

        :param dict values: keys and values of the copy
        :param str model: whose fields they are
        :rtype: list[tuple[str, str]]
        """
        keys = PERSON if model == "res.partner" else REQUEST
        names = {key: path.split(".")[0] for key, path in keys.items() if key not in APART}
        described = self.env[model].fields_get(set(names.values()), ["string", "type", "selection"])
        return [
            (described[name]["string"], self._word(values[key], described[name]))
            for key, name in names.items()
            if values.get(key)
        ]

    @api.model
    def _word(self, value, description):
        if description["type"] == "selection":
            return dict(description["selection"]).get(value, value)
        if description["type"] == "boolean":
            return self.env._("yes")
        return self._format_moment(value) if description["type"] == "datetime" else value

    @api.model
    def _format_moment(self, text):
        """Return a moment of the copy in the time zone of the city and the citizen's language.

        :param str text: ISO 8601, UTC, or nothing
        """
        if not text:
            return ""
        moment = datetime.fromisoformat(text.removesuffix("Z"))
        zone = self.env.company.partner_id.tz or "UTC"
        return format_datetime(self.env, moment, tz=zone, dt_format="d MMMM y, HH:mm")
