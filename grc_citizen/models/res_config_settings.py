from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    grc_department_id = fields.Many2one(related="company_id.grc_department_id", readonly=False)
    grc_at_risk_percent = fields.Integer(related="company_id.grc_at_risk_percent", readonly=False)
    grc_reminder_days = fields.Integer(related="company_id.grc_reminder_days", readonly=False)
    grc_reminder_count = fields.Integer(related="company_id.grc_reminder_count", readonly=False)
    grc_third_party_days = fields.Integer(related="company_id.grc_third_party_days", readonly=False)
    grc_third_party_max_days = fields.Integer(
        related="company_id.grc_third_party_max_days", readonly=False
    )
    grc_inbox_retention_days = fields.Integer(
        string="Keep Raw Messages (days)",
        config_parameter="grc_citizen.inbox_retention_days",
        default=90,
    )
    grc_scan_alias_name = fields.Char(related="company_id.grc_scan_alias_name", readonly=False)
    grc_scan_alias_domain = fields.Char(related="company_id.alias_domain_id.name")
    grc_scan_senders = fields.Char(related="company_id.grc_scan_senders", readonly=False)
