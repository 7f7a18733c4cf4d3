from odoo import api, models
from odoo.fields import Domain

from ..tools.phone import _grc_phone_e164


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _search_display_name(self, operator, value):
        """Let the words of a name, in any order and without accents, say whose it is."""
        domain = super()._search_display_name(operator, value)
        if operator == "ilike" and isinstance(value, str) and value.strip():
            return Domain(domain) | self._grc_name_domain(value)
        return domain

    @api.model
    def _grc_search_person(self, text):
        """Return the people of whom a name, an e-mail address or a telephone was typed.

        :param str text: any typing
        :return: a query, to be used on the right of ``in``
        """
        if "@" in text:
            domain = Domain("email_normalized", "=", text.lower())
        elif phone := _grc_phone_e164(text, self.env.company.country_id):
            domain = Domain("phone_sanitized", "=", phone)
        else:
            domain = self._grc_name_domain(text)
        return self.sudo().with_context(active_test=False)._search(domain)
