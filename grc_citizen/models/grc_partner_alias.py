from odoo import api, fields, models
from odoo.tools import email_normalize


class GrcPartnerAlias(models.Model):
    """Another e-mail or telephone of a citizen: who uses it is still recognised.

    Merging leaves those of the contact that goes. Nothing is ever sent to them.
    """

    _name = "grc.partner.alias"
    _description = "Other E-mail or Phone of a Citizen"
    _order = "kind, value"
    _rec_name = "value"

    partner_id = fields.Many2one(
        "res.partner", string="Citizen", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection([("email", "E-mail"), ("phone", "Phone")], required=True)
    value = fields.Char(required=True)

    _value_unique = models.UniqueIndex("(kind, value, partner_id)")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalize(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalize({"kind": self[:1].kind, **vals}))

    @api.model
    def _normalize(self, vals):
        """Write e-mails and telephones the way incoming ones are compared."""
        value = vals.get("value")
        if value and vals.get("kind") == "email":
            value = email_normalize(value) or value.strip()
        elif value:
            country = self.env.company.country_id
            value = self.env["res.partner"]._phone_format_number(value, country) or value.strip()
        return {**vals, "value": value} if value else vals
