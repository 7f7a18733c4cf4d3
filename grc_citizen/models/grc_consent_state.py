from odoo import api, fields, models

from .grc_consent_gate import OPT_OUT


class ResPartner(models.Model):
    """What a citizen said of each purpose, and what follows, on their page."""

    _inherit = "res.partner"

    grc_consent_states = fields.Json(
        string="Consents and Objections",
        compute="_compute_grc_consent_states",
        groups="grc_citizen.group_front_desk,grc_citizen.group_agent",
    )

    @api.depends_context("lang")
    @api.depends("consent_ids")
    def _compute_grc_consent_states(self):
        purposes = self.env["grc.consent.purpose"].search([("active", "=", True)])
        states = self._grc_consent_state()
        for partner in self:
            latest = states.get(partner._origin.id, {})
            partner.grc_consent_states = [
                purpose._prepare_state(latest.get(purpose.id)) for purpose in purposes
            ]

    def action_record_consent(self, purpose_id=False, granted=True):
        """Open the form on which a consent, its withdrawal or an objection is recorded.

        :param int purpose_id: ``grc.consent.purpose`` proposed
        :param bool granted: False to withdraw (GDPR, article 7, 3) or object (article 21)
        """
        action = super().action_record_consent()
        if purpose_id:
            action["context"].update(default_purpose_id=purpose_id, default_granted=bool(granted))
        return action


class GrcConsentPurpose(models.Model):
    _inherit = "grc.consent.purpose"

    def _prepare_state(self, consent):
        """Return what the page of a citizen shows of this purpose.

        Whoever was never asked receives what rests on the city's task until they object, and
        nothing of what needs their consent.

        :param consent: the ``grc.consent`` that counts, None when they were never asked
        :rtype: dict
        """
        receives = consent.granted if consent else self.lawful_basis in OPT_OUT
        return {
            "id": self.id,
            "name": self.name,
            "state": ("granted" if consent.granted else "withdrawn") if consent else "never",
            "date": consent and fields.Datetime.to_string(consent.date),
            "receives": receives if self.covers else None,
        }
