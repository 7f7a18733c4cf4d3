from odoo import api, fields, models
from odoo.tools import format_date, format_datetime


class GrcRequest(models.Model):
    """What the papers of the town hall tell of a request."""

    _inherit = "grc.request"

    def _get_back_end_url(self):
        """Return the address that opens this request for an agent."""
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/requests/{self.id}"

    def _get_place_text(self):
        """Return where this request is about, in words; hook for addons that know places.

        :rtype: str
        """
        self.ensure_one()
        return self.place or ""

    def _format_day(self, moment):
        """Return a day in full in the time zone of the city.

        :param datetime moment: in UTC, or False
        :rtype: str
        """
        if not moment:
            return ""
        local = fields.Datetime.context_timestamp(self._in_city_zone(), moment)
        return format_date(self.env, local, date_format="long")

    def _format_moment(self, moment):
        """Return a day and its time in the time zone of the city.

        :param datetime moment: in UTC, or False
        :rtype: str
        """
        if not moment:
            return ""
        zone = self._in_city_zone().env.context["tz"]
        return format_datetime(self.env, moment, tz=zone, dt_format="short")

    def _get_question_answers(self):
        """Return the answers to the questions of the type.

        :rtype: list[tuple[str, str]]
        :returns: question and answer in words, for the questions that were answered
        """
        self.ensure_one()
        questions = self.read(["questions"])[0]["questions"] or []
        answers = [(one["string"], self._format_property(one)) for one in questions]
        return [(question, answer) for question, answer in answers if answer]

    @api.model
    def _format_property(self, one):
        """Return the value of a property in words.

        :param dict one: definition and value, as read
        :rtype: str
        """
        value, kind = one.get("value"), one.get("type")
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if not value:
            return ""
        if kind == "selection":
            return dict(one.get("selection") or ()).get(value, "")
        if kind == "tags":
            labels = {tag[0]: tag[1] for tag in one.get("tags") or ()}
            return ", ".join(labels.get(tag, tag) for tag in value)
        if kind == "many2one":
            return value[1] or ""
        if kind == "many2many":
            return ", ".join(filter(None, (record[1] for record in value)))
        if kind == "date":
            return format_date(self.env, value)
        if kind == "datetime":
            return self._format_moment(fields.Datetime.to_datetime(value))
        return str(value)

    def _get_photos_before(self):
        """Return the pictures that came with this request, the oldest first.

        :rtype: ir.attachment
        """
        self.ensure_one()
        pictures = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "=", False),
                ("mimetype", "=like", "image/%"),
            ],
            order="id",
        )
        return pictures - self.photo_after_ids
