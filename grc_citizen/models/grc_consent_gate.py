from odoo import api, fields, models, tools
from odoo.tools import hash_sign

from .grc_consent_purpose import NOTICES

#: What may be sent to somebody who was never asked: who objects says so (GDPR, article 21). The
#: rest needs a yes first (article 6, 1, a).
OPT_OUT = ("public_task", "legitimate_interests", "legal_obligation", "contract", "vital_interests")
TOKEN_SCOPE = "grc_citizen.unsubscribe"


class GrcConsentPurpose(models.Model):
    _inherit = "grc.consent.purpose"

    @api.model
    @tools.ormcache("kind", "channel")
    def _get_covering(self, kind, channel):
        """Return the ids of the purposes that govern a sending, and whether silence allows it.

        :param str kind: of :data:`NOTICES`
        :param str channel: ``email`` or ``sms``
        :rtype: tuple[tuple[int, bool]]
        """
        purposes = self.sudo().search(
            [("covers", "=", kind), ("covers_channel", "in", (channel, False))]
        )
        return tuple((purpose.id, purpose.lawful_basis in OPT_OUT) for purpose in purposes)


class ResPartner(models.Model):
    """The one gate that every sender asks, when it sends."""

    _inherit = "res.partner"

    def _grc_may_receive(self, kind, channel):
        """Return those to whom something may be sent now; one query, whatever their number.

        The acknowledgement, the questions and the answer are due (CRPA L112-11, R112-5): they are
        of no kind, and nobody asks here about them.

        :param str kind: ``progress``, ``survey`` or ``news``
        :param str channel: ``email`` or ``sms``
        :rtype: res.partner
        """
        covering = dict(self.env["grc.consent.purpose"]._get_covering(kind, channel))
        if not covering:
            return self.browse() if kind == "news" else self
        states = self.sudo()._grc_consent_state()

        def is_allowed(partner):
            latest = states.get(partner.id, {})
            said = [latest[purpose].granted for purpose in covering if purpose in latest]
            return all(said) and (bool(said) or any(covering.values()))

        return self.filtered(is_allowed)

    def _grc_record_consent(self, kind, channel, granted, proof):
        """Record what a citizen said of all that governs a sending, once.

        :param bool granted: False to withdraw or object
        :param str proof: how it was said
        :return: the ``grc.consent`` recorded, empty when nothing changed
        """
        self.ensure_one()
        latest = self.sudo()._grc_consent_state().get(self.id, {})
        purposes = self.env["grc.consent.purpose"]._get_covering(kind, channel)
        return (
            self.env["grc.consent"]
            .sudo()
            .create(
                [
                    {
                        "partner_id": self.id,
                        "purpose_id": purpose_id,
                        "granted": granted,
                        "channel_id": self.env["grc.channel"]._by_code("email").id,
                        "proof": proof,
                    }
                    for purpose_id, _silence in purposes
                    if purpose_id not in latest or latest[purpose_id].granted != granted
                ]
            )
        )

    def _grc_unsubscribe(self, kind):
        """Record that this citizen refused a kind of mails by the link in one of them."""
        proof = self.env._(
            "By the link in a mail sent to %(email)s.", email=self.email_normalized or self.name
        )
        return self._grc_record_consent(kind, "email", granted=False, proof=proof)

    def _grc_get_unsubscribe_url(self, kind):
        """Return the link by which this citizen refuses mails of a kind; it never expires.

        :param str kind: of :data:`NOTICES`
        """
        self.ensure_one()
        token = hash_sign(
            self.env(su=True), TOKEN_SCOPE, [self.id, self.sudo().email_normalized or "", kind]
        )
        return f"{self.get_base_url()}/citizen/unsubscribe/{token}"

    @api.model
    def _grc_read_unsubscribe_token(self, token):
        """Return whom and what an unsubscribe link is about.

        A contact merged into another since is found again by their address.

        :param str token: of the link
        :return: ``res.partner`` in superuser mode, kind; both empty for a link that is not ours
        """
        try:
            values = tools.verify_hash_signed(self.env(su=True), TOKEN_SCOPE, token)
        except ValueError:
            values = None
        partners = self.sudo()
        if not values:
            return partners.browse(), False
        partner_id, email, kind = values
        partner = partners.browse(partner_id).exists()
        if not partner and email:
            partner = partners._grc_candidates("email_normalized", {email}).get(email, partner)[:1]
        return partner, kind if kind in dict(NOTICES) else False


class MailTemplate(models.Model):
    _inherit = "mail.template"

    grc_notice = fields.Selection(
        NOTICES,
        string="Citizens May Refuse It As",
        help="Empty: it is always sent, as acknowledgements, questions and answers are. Otherwise "
        "it carries a link to refuse what follows, and is not sent to whoever did.",
    )

    def send_mail_batch(self, res_ids, *args, **kwargs):
        notice = self.sudo().grc_notice
        return super(MailTemplate, self.with_context(grc_notice=notice)).send_mail_batch(
            res_ids, *args, **kwargs
        )
