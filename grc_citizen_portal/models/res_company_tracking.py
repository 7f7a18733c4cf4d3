from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    grc_tracking_days = fields.Integer(
        string="Tracking Codes Work For (days)",
        default=365,
        help="How long after closing a tracking code still opens its page. Zero: until the request "
        "is made anonymous.",
    )

    _grc_tracking_days_positive = models.Constraint(
        "CHECK(grc_tracking_days >= 0)",
        "The number of days for which tracking codes work cannot be negative.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    grc_tracking_days = fields.Integer(related="company_id.grc_tracking_days", readonly=False)
