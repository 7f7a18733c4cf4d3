from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column


class ResPartner(models.Model):
    """Who of a household reads what the others share with it."""

    _inherit = "res.partner"

    is_minor = fields.Boolean(
        string="Under Age", help="Does not read what the household shares on the portal."
    )
    shares_with_household = fields.Boolean(
        string="Shares Requests",
        help="New requests of this citizen are shown to the adults of their household, unless "
        "they are confidential. The citizen decides on the portal.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"household_id", "is_minor"} & vals.keys() and self.sudo().user_ids:
            # Odoo remembers the record rules of each user.
            self.env["res.users"].invalidate_model(["grc_household_ids"])
            self.env.registry.clear_cache()
        return result

    def _set_shares_with_household(self, shares):
        """Have new requests of this citizen shown to the adults of their household, or not.

        Called for the citizen; what they asked until now stays as it is.

        :param bool shares: True to show them
        """
        self.ensure_one()
        if self.shares_with_household != shares:
            self.shares_with_household = shares


class ResUsers(models.Model):
    _inherit = "res.users"

    grc_household_ids = fields.Many2many(
        "res.partner",
        compute="_compute_grc_household_ids",
        string="Reads What Is Shared With",
        help="The household of an adult: what its members chose to share.",
    )

    def _compute_grc_household_ids(self):
        for user in self:
            partner = user.sudo().partner_id
            user.grc_household_ids = not partner.is_minor and partner.household_id


class GrcRequest(models.Model):
    """Requests that a citizen lets the adults of their household read.

    Nobody else opts in for them, a confidential request is never shared unless it is asked for
    that very one, and sharing ends when the requester leaves the household.
    """

    _inherit = "grc.request"

    household_shared = fields.Boolean(
        string="Shared With the Household", readonly=True, copy=False, tracking=True
    )
    household_id = fields.Many2one(
        "res.partner",
        string="Read by Household",
        compute="_compute_household_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )

    def _auto_init(self):
        # Nothing was shared before: a million requests need not be reckoned.
        if not column_exists(self.env.cr, self._table, "household_id"):
            create_column(self.env.cr, self._table, "household_id", "int4")
        return super()._auto_init()

    @api.depends("household_shared", "partner_id.household_id")
    def _compute_household_id(self):
        for request in self:
            request.household_id = request.household_shared and request.partner_id.household_id

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"household_shared"}

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        # What follows reads what `create` has read already, but for those who share.
        sharing = requests.sudo().filtered(
            lambda one: one.partner_id.shares_with_household and not one.type_id.is_confidential
        )
        if sharing:
            sharing.household_shared = True
        return requests

    def write(self, vals):
        result = super().write(vals)
        if "type_id" in vals:
            # Who shared it did not know that it would become confidential.
            self.sudo().filtered(
                lambda one: one.household_shared and one.type_id.is_confidential
            ).household_shared = False
        return result

    def _set_household_shared(self, shared):
        """Show this request to the adults of its citizen's household, or no longer.

        Called for the citizen, whom the caller has recognized.

        :param bool shared: True to show it
        """
        self.ensure_one()
        if self.household_shared != shared:
            self.sudo().household_shared = shared
