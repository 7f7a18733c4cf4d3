from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    grc_draft_days = fields.Integer(
        string="Keep What Is Typed For (days)",
        default=7,
        help="How long a form that was begun and not sent can be taken up again.",
    )

    grc_confirmation_hours = fields.Integer(
        string="Wait for a Confirmation For (hours)",
        default=24,
        help="What is not confirmed by then is forgotten.",
    )

    _grc_draft_days_range = models.Constraint(
        "CHECK(grc_draft_days BETWEEN 1 AND 90)",
        "Keep what is typed for a day at least, and for 90 days at most.",
    )
    _grc_confirmation_hours_range = models.Constraint(
        "CHECK(grc_confirmation_hours BETWEEN 1 AND 720)",
        "Wait for a confirmation for an hour at least, and for 720 hours at most.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    grc_draft_days = fields.Integer(related="company_id.grc_draft_days", readonly=False)
    grc_confirmation_hours = fields.Integer(
        related="company_id.grc_confirmation_hours", readonly=False
    )
