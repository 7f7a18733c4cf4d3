from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.phone import _grc_phone_e164


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def _phone_format_number(self, number, country, force_format="E164", raise_exception=False):
        """Understand what citizens type, so that every ``phone_sanitized`` of Odoo agrees.

        The numbers of overseas France typed locally are the only ones read differently.
        """
        e164 = _grc_phone_e164(number, country | self.env.company.country_id)
        return super()._phone_format_number(
            e164 or number,
            country,
            force_format=force_format,
            raise_exception=raise_exception,
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Answers equality and, whatever the collation, the first digits of a number.
    _phone_sanitized_idx = models.Index(
        "(phone_sanitized varchar_pattern_ops) WHERE phone_sanitized IS NOT NULL"
    )

    @api.constrains("phone")
    def _check_phone(self):
        """Refuse what is no phone number when somebody is there to correct it.

        Contacts that are no citizens stay as Odoo treats them. An import and what arrives from
        outside keep the number as it was typed: the filter *Phone to check* finds it.
        """
        if self.env.context.get("import_file") or self.env.context.get("grc_keep_as_typed"):
            return
        for partner in self:
            if partner.is_citizen and partner.phone and not partner._phone_format(fname="phone"):
                raise ValidationError(
                    self.env._(
                        "“%(phone)s” is not a phone number: a digit may be missing, or one too "
                        "many. Type it like 06 12 34 56 78 or 0692 12 34 56, and a number from "
                        "abroad with + and its country code, like +32 470 12 34 56.",
                        phone=partner.phone,
                    )
                )

    def _search_phone_mobile_search(self, operator, value):
        """Find a number however it is typed here and however it was typed there."""
        domain = super()._search_phone_mobile_search(operator, value)
        if operator not in ("ilike", "like", "=", "in") or not isinstance(value, str):
            return domain
        e164 = _grc_phone_e164(value, self.env.company.country_id)
        if e164:
            return Domain("phone_sanitized", "=", e164) | Domain(domain)
        national = value.strip().removeprefix("0")
        if operator in ("ilike", "like") and len(national) >= self._phone_search_min_length:
            return Domain(domain) | Domain(super()._search_phone_mobile_search(operator, national))
        return domain
