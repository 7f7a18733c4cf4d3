from odoo import api, fields, models
from odoo.exceptions import UserError


class GrcPartnerDouble(models.Model):
    """Two contacts that may be one person, why, and what somebody decided.

    Proposals are found by :meth:`_find_for`. What was dismissed stays, and is not proposed again.
    """

    _name = "grc.partner.double"
    _description = "Possible Double"
    _order = "score desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Citizen", required=True, readonly=True, ondelete="cascade"
    )
    other_id = fields.Many2one(
        "res.partner",
        string="Perhaps the Same",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    name_match = fields.Selection(
        [("same", "Same name"), ("similar", "Similar name"), ("unnamed", "One has no name")],
        readonly=True,
    )
    same_email = fields.Boolean(readonly=True)
    same_phone = fields.Boolean(readonly=True)
    same_address = fields.Boolean(readonly=True)
    same_number = fields.Boolean(string="Same SIREN, SIRET or RNA", readonly=True)
    score = fields.Integer(
        readonly=True, aggregator=False, help="How likely it is, from 0 to 100: see the reasons."
    )
    reason = fields.Char(string="Reasons", compute="_compute_reason")
    state = fields.Selection(
        [("proposed", "Proposed"), ("merged", "Merged"), ("dismissed", "Not the same person")],
        required=True,
        readonly=True,
        default="proposed",
    )
    merged_name = fields.Char(string="Merged Contact", readonly=True)
    user_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    date_decided = fields.Datetime(string="Decided on", readonly=True)
    partner_email = fields.Char(related="partner_id.email", string="E-mail")
    partner_phone = fields.Char(related="partner_id.phone", string="Phone")
    partner_address = fields.Char(related="partner_id.contact_address_inline", string="Address")
    other_email = fields.Char(related="other_id.email", string="Other's E-mail")
    other_phone = fields.Char(related="other_id.phone", string="Other's Phone")
    other_address = fields.Char(related="other_id.contact_address_inline", string="Other's Address")

    _pair_unique = models.Constraint(
        "UNIQUE(partner_id, other_id)", "These two contacts are compared already."
    )
    _pair_ordered = models.Constraint(
        "CHECK(state = 'merged' OR partner_id < other_id)",
        "A double names two contacts, the older first.",
    )
    _state_score_idx = models.Index("(state, score DESC, id DESC)")

    @api.depends_context("lang")
    @api.depends("name_match", "same_email", "same_phone", "same_address", "same_number")
    def _compute_reason(self):
        names = dict(self._fields["name_match"]._description_selection(self.env))
        for double in self:
            reasons = [
                double.name_match and names[double.name_match],
                double.same_number and self.env._("same SIREN, SIRET or RNA"),
                double.same_email and self.env._("same e-mail"),
                double.same_phone and self.env._("same phone"),
                double.same_address and self.env._("same address"),
            ]
            double.reason = ", ".join(filter(None, reasons))

    def action_dismiss(self):
        """Remember that these are not the same person: they are not proposed again.

        :raises UserError: when one of them was merged meanwhile
        """
        self._check_decidable("proposed")
        self.sudo().write(
            {
                "state": "dismissed",
                "user_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )

    def action_propose_again(self):
        """Take back that they are not the same person."""
        self._check_decidable("dismissed")
        self.sudo().write({"state": "proposed", "user_id": False, "date_decided": False})

    def action_open(self):
        """Open the comparison for those who may merge, the first contact for the others."""
        self.ensure_one()
        if self.state == "proposed" and self.env.user.has_group("grc_citizen.group_agent"):
            return self.action_merge()
        return self.partner_id.get_formview_action()

    def action_merge(self):
        """Open both side by side, to choose what is kept."""
        self.ensure_one()
        self._check_decidable("proposed")
        return (self.partner_id + self.other_id)._action_open_merge()

    def _check_decidable(self, state):
        self.check_access("read")
        if any(double.state != state for double in self):
            raise UserError(
                self.env._("Somebody has decided on this meanwhile. Reload the page to see what.")
            )

    @api.model
    def _follow_merge(self, merged, kept):
        """Have what was proposed and decided about contacts follow those they are merged into.

        :param merged: ``res.partner`` that go
        :param kept: the one that stays
        """
        self = self.sudo()
        doubles = self.search(
            ["|", ("partner_id", "in", merged.ids), ("other_id", "in", merged.ids)]
        )
        for double in doubles:
            pair = sorted(
                (kept if one in merged else one).id for one in (double.partner_id, double.other_id)
            )
            if double.state == "merged" or pair[0] == pair[1]:
                double._set_merged(merged & (double.partner_id + double.other_id), kept)
                continue
            existing = self.search([("partner_id", "=", pair[0]), ("other_id", "=", pair[1])])
            if not existing:
                double.write({"partner_id": pair[0], "other_id": pair[1]})
                continue
            if double.state == "dismissed" and existing.state == "proposed":
                existing.write(double._get_decision())
            double.unlink()
        self.env.flush_all()

    def _set_merged(self, merged, kept):
        """Keep the trace of a merge on the contact that stays."""
        values = {"partner_id": kept.id, "other_id": False}
        if self.state != "merged":
            values.update(
                state="merged",
                merged_name=", ".join(merged.mapped("display_name")),
                user_id=self.env.uid,
                date_decided=fields.Datetime.now(),
            )
        self.write(values)

    def _get_decision(self):
        return {
            "state": self.state,
            "user_id": self.user_id.id,
            "date_decided": self.date_decided,
        }
