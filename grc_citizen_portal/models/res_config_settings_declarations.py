from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    grc_accessibility_status = fields.Selection(
        related="company_id.grc_accessibility_status", readonly=False
    )
    grc_accessibility_date = fields.Date(
        related="company_id.grc_accessibility_date", readonly=False
    )
    grc_accessibility_auditor = fields.Char(
        related="company_id.grc_accessibility_auditor", readonly=False
    )
    grc_accessibility_rate = fields.Integer(
        related="company_id.grc_accessibility_rate", readonly=False
    )
    grc_accessibility_issues = fields.Html(
        related="company_id.grc_accessibility_issues", readonly=False
    )
    grc_accessibility_plan_url = fields.Char(
        related="company_id.grc_accessibility_plan_url", readonly=False
    )
    grc_accessibility_email = fields.Char(
        related="company_id.grc_accessibility_email", readonly=False
    )
    grc_privacy_officer = fields.Char(related="company_id.grc_privacy_officer", readonly=False)
    grc_privacy_email = fields.Char(related="company_id.grc_privacy_email", readonly=False)
    grc_privacy_text = fields.Html(related="company_id.grc_privacy_text", readonly=False)
