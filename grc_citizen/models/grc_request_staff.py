from odoo import api, fields, models


class GrcRequest(models.Model):
    """Requests by the town hall's own staff."""

    _inherit = "grc.request"

    origin = fields.Selection(
        [("citizen", "Citizen"), ("staff", "Staff")],
        default="citizen",
        readonly=True,
        copy=False,
        help="Who noticed: a citizen, or a member of the town hall's staff.",
    )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"origin"}
