from odoo import models


class ResPartner(models.Model):
    """Purpose by purpose: what citizens agreed to, and what they say now (GDPR, article 7)."""

    _inherit = "res.partner"

    def _get_own_consents(self):
        """Return every purpose in use, or ever answered, with what was said of it.

        :return: dicts of ``purpose``, ``state`` (see ``grc.consent.purpose._prepare_state``) and
            ``history``, the ``grc.consent`` from the latest to the first
        :rtype: list[dict]
        """
        self.ensure_one()
        Consent = self.env["grc.consent"]
        said = Consent.search([("partner_id", "=", self.id)])
        history = said.grouped("purpose_id")
        purposes = self.env["grc.consent.purpose"].search([("active", "=", True)]) | said.purpose_id
        return [
            {
                "purpose": purpose,
                "state": purpose._prepare_state(history.get(purpose, Consent)[:1] or None),
                "history": history.get(purpose, Consent),
            }
            for purpose in purposes.sorted(lambda one: (one.sequence, one.id))
        ]

    def _say_consent(self, purpose, granted, proof=None):
        """Record what this citizen says of a purpose on their page, when it is new.

        :param purpose: ``grc.consent.purpose``
        :param bool granted: False to withdraw or object
        :param str proof: how it was said, when not by the button of the purpose
        :return: the ``grc.consent`` recorded, if any
        """
        self.ensure_one()
        latest = self._grc_consent_state().get(self.id, {}).get(purpose.id)
        if latest and latest.granted == granted:
            return self.env["grc.consent"]
        return self.env["grc.consent"].create(
            {
                "partner_id": self.id,
                "purpose_id": purpose.id,
                "granted": granted,
                "channel_id": self.env["grc.channel"]._by_code("portal").id,
                "text": purpose.text,
                "proof": proof or self.env._("Said on the page “My data”, logged in."),
            }
        )
