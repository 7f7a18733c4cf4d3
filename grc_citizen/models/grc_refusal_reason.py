from odoo import fields, models


class GrcRefusalReason(models.Model):
    """Why a request is refused, with the words sent to the citizen."""

    _name = "grc.refusal.reason"
    _description = "Refusal Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    message = fields.Html(translate=True, help="Told to the citizen.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
