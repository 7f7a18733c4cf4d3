from odoo import fields, models


class GrcConsentPurpose(models.Model):
    _inherit = "grc.consent.purpose"

    is_asked_on_form = fields.Boolean(
        string="Asked on the Public Form",
        help="Whoever sends a request is asked whether they agree, with a box that is never ticked "
        "beforehand.",
    )


class GrcRequestDraft(models.Model):
    """What the sender agrees to, purpose by purpose, with the words they read (GDPR, article 7)."""

    _inherit = "grc.request.draft"

    def _get_asked_purposes(self):
        """Return the purposes to ask about: not those that an account agreed to already.

        :rtype: grc.consent.purpose
        """
        purposes = self.env["grc.consent.purpose"].search(
            [("is_asked_on_form", "=", True), ("lawful_basis", "=", "consent")]
        )
        account = self._get_account()
        return purposes - account.granted_purpose_ids if purposes and account else purposes

    def _read_consents(self, form):
        """Return the boxes that are ticked, with the texts shown beside them."""
        return [
            {"purpose_id": purpose.id, "text": purpose.text}
            for purpose in self._get_asked_purposes()
            if form.get(f"consent-{purpose.id}")
        ]

    def _get_agreed(self):
        """Return what the sender agreed to: dicts with the purpose's id and the text shown."""
        return [] if self._is_anonymous() else self._get_values().get("consents", [])

    def _is_agreed(self, purpose):
        return purpose.id in {one["purpose_id"] for one in self._get_agreed()}
