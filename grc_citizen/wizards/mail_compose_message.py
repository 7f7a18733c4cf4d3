from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _get_optout_emails(self, mail_values_dict):
        """A mail to many citizens is news: it leaves out those who did not agree to any.

        What is due to them is sent with the exclusion list unticked, or request by request.
        """
        emails = super()._get_optout_emails(mail_values_dict)
        if self.model != "res.partner" or not self.use_exclusion_list:
            return emails
        citizens = self.env["res.partner"].browse(mail_values_dict).filtered("is_citizen")
        refusing = citizens - citizens._grc_may_receive("news", "email")
        return [*emails, *filter(None, refusing.mapped("email_normalized"))]
