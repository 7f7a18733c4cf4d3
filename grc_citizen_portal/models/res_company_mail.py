from odoo import models

from odoo.addons.grc_citizen.models.grc_request_notification import AUTO_GENERATED


class ResCompany(models.Model):
    _inherit = "res.company"

    def _grc_mail_address(self, email, subject, template, values):
        """Queue a mail to an address, that Odoo forgets once it has left; no history keeps it.

        The language is that of the environment.

        :param str email: where it goes
        :param str subject: of the mail
        :param str template: XML id of its text
        :param dict values: of the template
        """
        self.ensure_one()
        lang, qweb = self.env.lang, self.env["ir.qweb"]
        body = qweb._render(template, values, lang=lang, minimal_qcontext=True)
        wrapped = qweb._render(
            "grc_citizen.mail_layout",
            {"body": body, "company": self, "lang": lang},
            minimal_qcontext=True,
        )
        mail = {
            "message_type": "user_notification",
            "subject": subject,
            "body": body,
            "body_html": wrapped,
            "email_from": self.email_formatted,
            "reply_to": self.email_formatted,
            "author_id": self.partner_id.id,
            "email_to": email,
            "headers": repr(AUTO_GENERATED),
            "auto_delete": True,
        }
        self.env["grc.request"]._write_mails([mail])
