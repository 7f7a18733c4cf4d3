from odoo import fields, models


class GrcRequest(models.Model):
    """By which link or QR code a request came."""

    _inherit = "grc.request"

    link_origin = fields.Char(
        string="Link",
        readonly=True,
        copy=False,
        index="trigram",
        help="Label of the link or QR code that opened the form, as printed by the town hall.",
    )
