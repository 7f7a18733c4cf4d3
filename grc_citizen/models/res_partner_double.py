from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.addresses import address_key
from ..tools.names import name_sound

#: Contacts for whom doubles are looked for at once, while the agent waits.
CHECKED_AT_ONCE = 200


class ResPartner(models.Model):
    """What brings the doubles of a citizen together, and those that were found."""

    _inherit = "res.partner"

    grc_name_sound = fields.Char(
        compute="_compute_grc_name_sound", store=True, precompute=True, index="btree_not_null"
    )
    grc_address_key = fields.Char(
        compute="_compute_grc_address_key", store=True, precompute=True, index="btree_not_null"
    )
    grc_double_count = fields.Integer(
        string="Possible Doubles", compute="_compute_grc_double_count"
    )

    @api.depends("name")
    def _compute_grc_name_sound(self):
        for partner in self:
            partner.grc_name_sound = name_sound(partner.name) or False

    @api.depends("street", "zip", "city")
    def _compute_grc_address_key(self):
        for partner in self:
            partner.grc_address_key = address_key(partner.street, partner.zip, partner.city)

    @api.depends_context("uid")
    def _compute_grc_double_count(self):
        self.grc_double_count = 0
        doubles = self.env["grc.partner.double"]
        if not doubles.has_access("read"):
            return
        for side in ("partner_id", "other_id"):
            groups = doubles._read_group(
                [(side, "in", self.ids), ("state", "=", "proposed")], [side], ["__count"]
            )
            for partner, count in groups:
                partner.with_env(self.env).grc_double_count += count

    def action_view_doubles(self):
        """Open what may be the same person as these citizens."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "grc_citizen.grc_partner_double_action"
            ),
            "domain": ["|", ("partner_id", "in", self.ids), ("other_id", "in", self.ids)],
            "context": {"search_default_proposed": 1},
        }

    def action_find_doubles(self):
        """Look at once for the doubles of a few citizens, and open what was found.

        :raises UserError: for more than can be looked at while one waits
        """
        self.check_access("read")
        doubles = self.env["grc.partner.double"]
        doubles.check_access("read")
        if len(self) > CHECKED_AT_ONCE:
            raise UserError(
                self.env._(
                    "Choose %(count)s citizens at most, or have all of them looked through in "
                    "the background: menu Citizens, Searches for Doubles.",
                    count=CHECKED_AT_ONCE,
                )
            )
        doubles._find_for(self.ids)
        return self.action_view_doubles()
