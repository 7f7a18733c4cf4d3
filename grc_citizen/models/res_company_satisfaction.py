from odoo import fields, models


class ResCompany(models.Model):
    """When the city asks citizens whether they are satisfied."""

    _inherit = "res.company"

    grc_survey = fields.Boolean(string="Ask After Closing", default=True)
    grc_survey_hours = fields.Integer(
        string="Ask After (hours)", default=24, help="From the closing of the request."
    )
    grc_survey_days = fields.Integer(
        string="Answer Within (days)", default=60, help="From the closing of the request."
    )
    grc_survey_correction_days = fields.Integer(
        string="Correct Within (days)",
        default=7,
        help="For how many days citizens may change what they answered; zero: never.",
    )
    grc_survey_alert = fields.Boolean(
        string="Alert the Manager",
        help="The manager of the department has something to do when a citizen is not satisfied.",
    )
    _grc_survey_range = models.Constraint(
        "CHECK(grc_survey_hours BETWEEN 0 AND 8760 AND grc_survey_days BETWEEN 1 AND 366"
        " AND grc_survey_correction_days BETWEEN 0 AND 366)",
        "Satisfaction is asked within a year of closing, and answered within a year.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    grc_survey = fields.Boolean(related="company_id.grc_survey", readonly=False)
    grc_survey_hours = fields.Integer(related="company_id.grc_survey_hours", readonly=False)
    grc_survey_days = fields.Integer(related="company_id.grc_survey_days", readonly=False)
    grc_survey_correction_days = fields.Integer(
        related="company_id.grc_survey_correction_days", readonly=False
    )
    grc_survey_alert = fields.Boolean(related="company_id.grc_survey_alert", readonly=False)
