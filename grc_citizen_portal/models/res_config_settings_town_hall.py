from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    grc_opening_calendar_id = fields.Many2one(
        related="company_id.grc_opening_calendar_id", readonly=False
    )
    grc_general_type_id = fields.Many2one(related="company_id.grc_general_type_id", readonly=False)
