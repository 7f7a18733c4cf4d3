from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    grc_department_id = fields.Many2one(
        "grc.department",
        string="Department of Last Resort",
        help="Receives the requests that neither their type nor their address sends elsewhere.",
    )
    grc_at_risk_percent = fields.Integer(
        string="At Risk From",
        default=75,
        help="Share of the delay, in percent, after which an open request counts as at risk.",
    )
    grc_reminder_days = fields.Integer(
        string="Remind After",
        default=5,
        help="Working days without a reply before a citizen or a third party is reminded; zero: "
        "never.",
    )
    grc_reminder_count = fields.Integer(
        string="Number of Reminders",
        default=2,
        help="Then the request comes back to its agent, with an activity.",
    )
    _grc_reminder_days_range = models.Constraint(
        "CHECK(grc_reminder_days BETWEEN 0 AND 365 AND grc_reminder_count BETWEEN 0 AND 20)",
        "Remind after at most 365 working days, and at most 20 times.",
    )
    grc_third_party_days = fields.Integer(
        string="Third Parties' Links Work For (days)",
        default=30,
        help="How long a link works when whoever sends it says nothing else.",
    )
    grc_third_party_max_days = fields.Integer(
        string="At Most (days)",
        default=90,
        help="The longest that a link sent to a third party may work.",
    )
    _third_party_days_positive = models.Constraint(
        "CHECK(grc_third_party_days > 0 AND grc_third_party_max_days >= grc_third_party_days)",
        "Links to third parties work for a day at least, and no longer than the most allowed.",
    )
