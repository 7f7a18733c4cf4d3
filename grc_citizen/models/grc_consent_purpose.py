from odoo import fields, models

#: What is sent to citizens and may be refused. All else is due, and always sent.
NOTICES = [
    ("progress", "Progress of their requests"),
    ("survey", "Satisfaction surveys"),
    ("news", "News and notices of the city"),
]


class GrcConsentPurpose(models.Model):
    """A reason for which a citizen's data may be kept or used, as they read it."""

    _name = "grc.consent.purpose"
    _description = "Consent Purpose"
    _inherit = ["grc.remembered.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True, help="For the staff: what it allows.")
    text = fields.Text(
        string="Text Shown",
        required=True,
        translate=True,
        help="What the citizen reads when they are asked. Each consent keeps a copy of it.",
    )
    lawful_basis = fields.Selection(
        [
            ("consent", "Consent"),
            ("public_task", "Public interest task"),
            ("legal_obligation", "Legal obligation"),
            ("contract", "Contract"),
            ("vital_interests", "Vital interests"),
            ("legitimate_interests", "Legitimate interests"),
        ],
        required=True,
        default="consent",
        help="GDPR, article 6.",
    )

    covers = fields.Selection(
        NOTICES,
        help="What the city sends on this ground. Whoever refuses or withdraws stops receiving it "
        "at once, what waits in the queue included.",
    )
    covers_channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS")], string="By", help="Empty: by every channel."
    )

    _code_unique = models.Constraint("UNIQUE(code)", "Another purpose already has this code.")

    def _granted_partners(self):
        """Return the contacts in use whose latest word on one of these purposes is yes.

        One query, whatever their number; the access rules of the user apply.

        :rtype: res.partner
        """
        return self.env["res.partner"].search([("granted_purpose_ids", "in", self.ids)])
