from odoo import fields, models


class ResCompany(models.Model):
    """The town hall as citizens meet it: when it is open, whom to write to for all the rest."""

    _inherit = "res.company"

    grc_opening_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Opening Hours of the Town Hall",
        help="Shown on the public pages with the public holidays. Empty: not shown.",
    )
    grc_general_type_id = fields.Many2one(
        "grc.request.type",
        string="Write to Us",
        help="Type proposed to those who do not find what they look for in the catalogue.",
    )

    def _get_town_hall(self):
        """Return what the public pages tell of the town hall's hours.

        :return: ``is_open``, ``now`` (a sentence) and ``week`` (see
            :meth:`resource.calendar._grc_get_week`); nothing when the city does not say
        :rtype: dict
        """
        self.ensure_one()
        calendar = self.sudo().grc_opening_calendar_id
        if not calendar:
            return {}
        opening = calendar._grc_get_opening()
        return {
            "is_open": bool(opening.closes),
            "now": self._get_town_hall_now(calendar, opening),
            "week": calendar._grc_get_week(),
        }

    def _get_town_hall_now(self, calendar, opening):
        if opening.closes:
            closes = calendar._grc_format_time(opening.closes)
            return self.env._("Open now, until %(time)s", time=closes)
        if not opening.opens:
            return self.env._("Closed at the moment")
        when = calendar._grc_format_opening(opening.opens)
        return self.env._("Closed now, opens %(when)s", when=when)
