from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal


class CitizenAccount(CustomerPortal):
    """Odoo's own pages of the account follow the rules of ``/my/data``.

    Its form of the address changes no e-mail address: one is confirmed by a link. Its button to
    delete the account, which would delete the proof of consents and leave the requests, leads to
    the page where erasure is asked for.
    """

    @route()
    def deactivate_account(self, *_args, **_form):
        return request.redirect("/my/data/erasure", 303)

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
