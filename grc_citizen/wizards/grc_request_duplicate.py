from odoo import fields, models


class GrcRequestDuplicate(models.TransientModel):
    """Choose the request that stays."""

    _name = "grc.request.duplicate"
    _description = "Mark as Duplicate"

    request_ids = fields.Many2many("grc.request", required=True)
    original_id = fields.Many2one(
        "grc.request",
        string="Request That Stays",
        required=True,
        domain="[('id', 'not in', request_ids), ('duplicate_of_id', '=', False)]",
    )

    def action_confirm(self):
        return self.request_ids.action_mark_duplicate(self.original_id.id)
