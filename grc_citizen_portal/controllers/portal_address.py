from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class CitizenAddress(CustomerPortal):
    """Odoo's own form of the address changes no e-mail address: one is confirmed by a link."""

    def _validate_address_values(self, address_values, partner_sudo, *args, **kwargs):
        invalid, missing, messages = super()._validate_address_values(
            address_values, partner_sudo, *args, **kwargs
        )
        typed = address_values.get("email", partner_sudo.email)
        if partner_sudo == request.env.user.partner_id and typed != partner_sudo.email:
            invalid.add("email")
            messages.append(
                request.env._("Change your e-mail address on the page “My data”: /my/data/email")
            )
        return invalid, missing, messages
