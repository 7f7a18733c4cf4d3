from odoo import fields, models
from odoo.tools import SQL


class GrcRequestReport(models.Model):
    """What citizens withdrew is told apart from what was done."""

    _inherit = "grc.request.report"

    is_withdrawn = fields.Integer(string="Withdrawn", readonly=True)

    def _select(self):
        return SQL(
            "%s, (request.date_withdrawn IS NOT NULL)::int AS is_withdrawn", super()._select()
        )
