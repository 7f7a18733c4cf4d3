import re

from odoo import models

#: Lines of an address under the street: post box, special bag, place name.
UNDER_STREET = re.compile(r"(BP|CS|TSA|lieu[- ]dit)\b", re.IGNORECASE)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_envelope_lines(self, home):
        """Return the postal address in the order of NF Z 10-011, the town in capitals.

        From the person to the place: who, where in the building, street, post box, then post code
        and town without punctuation, and the country when it is another. Six lines at most.

        :param home: ``res.country`` the letter leaves from
        :rtype: list[str]
        """
        if not self:
            return []
        self.ensure_one()
        street = [self.street2, self.street]
        if UNDER_STREET.match(self.street2 or ""):
            street.reverse()
        town = re.sub(r"[^\w]+", " ", f"{self.zip or ''} {self.city or ''}").strip().upper()
        country = self.country_id != home and self.country_id.name
        lines = [
            self.parent_id.name or self.company_name,
            self.name,
            *street,
            town,
            country and country.upper(),
        ]
        return [line for line in lines if line]
