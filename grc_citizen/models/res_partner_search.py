from odoo import api, models
from odoo.fields import Domain

from ..tools.phone import _grc_phone_e164


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _search_display_name(self, operator, value):
        """Let the words of a name, in any order and without accents, say whose it is.

        Where a citizen is chosen, who is found that way is enough: the indexes answer at once, and
        the other fields, which have none, are only looked into when nobody is found.
        """
        if operator != "ilike" or not isinstance(value, str) or not value.strip():
            return super()._search_display_name(operator, value)
        domain = self._grc_person_domain(value)
        if self.env.context.get("default_is_citizen") and self.search_count(domain, limit=1):
            return domain
        return Domain(super()._search_display_name(operator, value)) | domain

    @api.model
    def _grc_search_person(self, text):
        """Return the people of whom a name, an e-mail address or a telephone was typed.

        :param str text: any typing
        :return: a query, to be used on the right of ``in``
        """
        domain = self._grc_person_domain(text)
        return self.sudo().with_context(active_test=False)._search(domain)

    @api.model
    def _grc_person_domain(self, text):
        """Return the domain of those of whom a name, an e-mail address or a telephone was typed.

        :rtype: Domain
        """
        if "@" in text:
            return Domain("email_normalized", "=", text.strip().lower())
        if phone := _grc_phone_e164(text, self.env.company.country_id):
            return Domain("phone_sanitized", "=", phone)
        return self._grc_name_domain(text)
