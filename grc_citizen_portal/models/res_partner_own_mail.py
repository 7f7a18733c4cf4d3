from odoo import models

from odoo.addons.grc_citizen.models.grc_request_notification import AUTO_GENERATED


class ResPartner(models.Model):
    """Mails to a citizen about their own data: due, and kept in no history."""

    _inherit = "res.partner"

    def _in_own_lang(self):
        """Return this citizen so that texts about them are in the language they chose."""
        return self.with_context(lang=self.lang or self.env.company.partner_id.lang)

    def _mail_own_data(self, subject, template, values=None, email=None):
        """Queue a mail that Odoo forgets once it has left.

        :param str subject: in the citizen's language
        :param str template: XML id of its text
        :param dict values: of the template
        :param str email: where it goes, when not to the citizen's address
        """
        self.ensure_one()
        to = email or self.email_normalized
        if not to:
            return
        company = self.env.company
        partner = self._in_own_lang()
        lang, qweb = partner.env.lang, partner.env["ir.qweb"]
        body = qweb._render(
            template, {"partner": partner, **(values or {})}, lang=lang, minimal_qcontext=True
        )
        wrapped = qweb._render(
            "grc_citizen.mail_layout",
            {"body": body, "company": company, "lang": lang},
            minimal_qcontext=True,
        )
        mail = {
            "message_type": "user_notification",
            "subject": subject,
            "body": body,
            "body_html": wrapped,
            "email_from": company.email_formatted,
            "reply_to": company.email_formatted,
            "author_id": company.partner_id.id,
            "email_to": to,
            "headers": repr(AUTO_GENERATED),
            "auto_delete": True,
        }
        self.env["grc.request"]._write_mails([mail])
