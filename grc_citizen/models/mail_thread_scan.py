from odoo import api, models

from ..tools.gateway_mail import CONTEXT_KEY


class MailThread(models.AbstractModel):
    """Mails to the scanner's address become letters to record, one a file."""

    _inherit = "mail.thread"

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        if route and route[0] == "grc.scan" and self.env.context.get(CONTEXT_KEY):
            return route
        return super()._routing_check_route(message, message_dict, route, raise_exception)

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        mail = self.env.context.get(CONTEXT_KEY)
        letters = [route for route in routes if mail and route[0] == "grc.scan"]
        if letters:
            company_id = letters[0][2].get("company_id") or self.env.company.id
            company = self.env["res.company"].sudo().browse(company_id)
            self.env["grc.scan"]._receive_mail(mail, message_dict, company)
        return [route for route in routes if route not in letters]
