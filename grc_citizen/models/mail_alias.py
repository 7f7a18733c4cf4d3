from odoo import models
from odoo.exceptions import UserError

from ..tools.gateway_mail import CONTEXT_KEY


class MailAlias(models.Model):
    _inherit = "mail.alias"

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """Return nothing to the sender of a mail that waits in the inbox.

        :raises UserError: for a mail that the alias of a department refuses, to keep it
        """
        if not self.env.context.get(CONTEXT_KEY):
            return super()._alias_bounce_incoming_email(message, message_dict, set_invalid)
        if set_invalid:
            return None
        if self.sudo().alias_model_id.model == "grc.request":
            raise UserError(
                self.env._(
                    "%(address)s only accepts mails from senders it knows, and %(sender)s is not "
                    "one of them. Change who may write to this address and retry, or make a "
                    "request by hand.",
                    address=self.display_name,
                    sender=message_dict["email_from"],
                )
            )
        return super()._alias_bounce_incoming_email(message, message_dict, set_invalid)
