from odoo import fields, models
from odoo.tools import is_html_empty

#: Décret 2019-768, article 4: what a body says of its site.
STATUSES = [
    ("non", "Not compliant"),
    ("partial", "Partially compliant"),
    ("full", "Fully compliant"),
]


class ResCompany(models.Model):
    """What the city declares of its pages: accessibility (law 2005-102, article 47) and privacy."""

    _inherit = "res.company"

    grc_accessibility_status = fields.Selection(
        STATUSES,
        string="Accessibility",
        default="non",
        required=True,
        help="Fully: all criteria of RGAA 4.1 are met. Partially: half of them at least. A site "
        "that was not audited is not compliant (décret 2019-768).",
    )
    grc_accessibility_date = fields.Date(string="Declared On")
    grc_accessibility_auditor = fields.Char(
        string="Audited By", help="Who checked the pages against RGAA 4.1: a firm, or the city."
    )
    grc_accessibility_rate = fields.Integer(
        string="Criteria Met (%)", help="Share of the applicable criteria of RGAA that are met."
    )
    grc_accessibility_issues = fields.Html(
        string="What Is Not Accessible",
        translate=True,
        help="Criteria that are not met, disproportionate burdens, contents that the law exempts.",
    )
    grc_accessibility_plan_url = fields.Char(
        string="Plans", help="Address of the multi-year and yearly plans of the city."
    )
    grc_accessibility_email = fields.Char(
        string="Whom to Tell",
        help="Who gets what is not accessible in another form. Empty: the address of the city.",
    )
    grc_privacy_officer = fields.Char(
        string="Data Protection Officer", help="Name or service, as citizens should call them."
    )
    grc_privacy_email = fields.Char(string="Their E-mail")
    grc_privacy_text = fields.Html(
        string="More on Personal Data",
        translate=True,
        help="Shown after what the pages say themselves: recipients, transfers, other purposes.",
    )
    _grc_accessibility_rate_range = models.Constraint(
        "CHECK(grc_accessibility_rate BETWEEN 0 AND 100)",
        "The share of criteria met is between 0 and 100 %.",
    )

    def _get_accessibility_label(self):
        """Return the status that each page shows (décret 2019-768, article 5)."""
        field = self._fields["grc_accessibility_status"]
        labels = dict(field._description_selection(self.env))
        return labels[self.grc_accessibility_status].lower()

    def _get_accessibility_contact(self):
        """Return the e-mail address for what is not accessible; False when the city has none."""
        return self.grc_accessibility_email or self.email

    def _get_accessibility_gaps(self):
        """Return what the city has not yet said in its declaration, in words.

        :rtype: list[str]
        """
        self.ensure_one()
        known = {
            self.env._("the date of the declaration"): self.grc_accessibility_date,
            self.env._("who checked the pages"): self.grc_accessibility_auditor,
            self.env._("the share of criteria that are met"): self.grc_accessibility_rate,
            self.env._("what is not accessible"): self.grc_accessibility_status == "full"
            or not is_html_empty(self.grc_accessibility_issues),
            self.env._("the plans of the city"): self.grc_accessibility_plan_url,
            self.env._("whom to tell"): self._get_accessibility_contact() or self.phone,
        }
        return [words for words, said in known.items() if not said]

    def _get_privacy_gaps(self):
        """Return what the city has not yet said of personal data, in words.

        :rtype: list[str]
        """
        self.ensure_one()
        known = {
            self.env._("the data protection officer"): self.grc_privacy_officer,
            self.env._("how to write to them"): self.grc_privacy_email,
        }
        return [words for words, said in known.items() if not said]

    def _get_retention_months(self):
        """Return how long requests are kept after closing at most, in months; 0: for ever."""
        months = self.env["grc.request.type"]._get_listed().mapped("retention_months")
        return max(months, default=0) if all(months) else 0
