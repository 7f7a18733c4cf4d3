from odoo import api, fields, models

from .grc_consent_gate import OPT_OUT


class GrcConsentPurpose(models.Model):
    """Each purpose on the page of a citizen: what they said of it, and what follows."""

    _inherit = "grc.consent.purpose"

    partner_state = fields.Selection(
        [("granted", "Agrees"), ("withdrawn", "Refuses"), ("never", "Never asked")],
        string="Says",
        compute="_compute_partner_state",
    )
    partner_date = fields.Datetime(string="Since", compute="_compute_partner_state")
    partner_receives = fields.Selection(
        [("yes", "Receives"), ("no", "Does not receive")],
        string="Effect",
        compute="_compute_partner_state",
        help="Whoever was never asked receives what rests on the city's task until they object, "
        "and nothing of what needs their consent.",
    )

    @api.depends_context("grc_partner_id")
    def _compute_partner_state(self):
        partner = self.env["res.partner"].browse(self.env.context.get("grc_partner_id") or [])
        latest = partner._grc_consent_state().get(partner.id, {}) if partner else {}
        for purpose in self:
            consent = latest.get(purpose._origin.id)
            purpose.partner_date = consent and consent.date
            if consent:
                purpose.partner_state = "granted" if consent.granted else "withdrawn"
            else:
                purpose.partner_state = "never"
            receives = consent.granted if consent else purpose.lawful_basis in OPT_OUT
            purpose.partner_receives = purpose.covers and ("yes" if receives else "no")

    def action_give(self):
        """Record that the citizen agrees, or takes an objection back."""
        return self._action_record(granted=True)

    def action_withdraw(self):
        """Record that the citizen withdraws (GDPR, article 7, 3) or objects (article 21)."""
        return self._action_record(granted=False)

    def _action_record(self, granted):
        partner = self.env["res.partner"].browse(self.env.context.get("grc_partner_id"))
        return {
            **partner.action_record_consent(),
            "context": {
                "default_partner_id": partner.id,
                "default_purpose_id": self.id,
                "default_granted": granted,
            },
        }


class ResPartner(models.Model):
    _inherit = "res.partner"

    grc_purpose_ids = fields.Many2many(
        "grc.consent.purpose",
        string="Consents and Objections",
        compute="_compute_grc_purpose_ids",
        groups="grc_citizen.group_front_desk,grc_citizen.group_agent",
    )

    def _compute_grc_purpose_ids(self):
        self.grc_purpose_ids = self.env["grc.consent.purpose"].search([])
