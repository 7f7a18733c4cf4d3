from odoo import api, models

from ..tools.gateway_mail import CONTEXT_KEY


class MailAliasDomain(models.Model):
    _inherit = "mail.alias.domain"

    @api.model
    def _find_aliases(self, email_list):
        """Ask only once a mail whether an address is ours: core asks up to six times."""
        mail = self.env.context.get(CONTEXT_KEY)
        if not mail:
            return super()._find_aliases(email_list)
        unknown = [email for email in email_list if email not in mail.own_addresses]
        if unknown:
            ours = set(super()._find_aliases(unknown))
            mail.own_addresses.update((email, email in ours) for email in unknown)
        return [email for email in email_list if mail.own_addresses[email]]
