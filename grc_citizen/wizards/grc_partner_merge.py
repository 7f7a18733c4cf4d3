from odoo import api, fields, models
from odoo.tools import format_date

#: What is compared and chosen, in this order; what stands together is chosen together.
COMPARED = {
    "name": ("name",),
    "citizen_type": ("citizen_type", "is_company"),
    "email": ("email",),
    "phone": ("phone",),
    "address": ("street", "street2", "zip", "city", "state_id", "country_id"),
    "household_id": ("household_id",),
    "company_registry": ("company_registry",),
    "rna": ("rna",),
    "preferred_channel": ("preferred_channel",),
    "lang": ("lang",),
}


class GrcPartnerMerge(models.TransientModel):
    """Two contacts of one person side by side: which one stays, and with which values."""

    _name = "grc.partner.merge"
    _description = "Merge Two Citizens"
    _rec_name = "kept_id"

    kept_id = fields.Many2one(
        "res.partner", string="Stays", required=True, readonly=True, ondelete="cascade"
    )
    other_id = fields.Many2one(
        "res.partner", string="Goes Into It", required=True, readonly=True, ondelete="cascade"
    )
    line_ids = fields.One2many("grc.partner.merge.line", "merge_id")
    has_account = fields.Boolean(compute="_compute_has_account")
    kept_request_count = fields.Integer(
        string="Requests of the One That Stays", compute="_compute_request_counts"
    )
    other_request_count = fields.Integer(
        string="Requests of the One That Goes", compute="_compute_request_counts"
    )
    kept_since = fields.Char(string="Stays, Known Since", compute="_compute_since")
    other_since = fields.Char(string="Goes, Known Since", compute="_compute_since")

    @api.depends("kept_id", "other_id")
    def _compute_has_account(self):
        for merge in self:
            merge.has_account = (
                (merge.kept_id + merge.other_id).sudo().with_context(active_test=False).user_ids
            )

    @api.depends_context("uid")
    @api.depends("kept_id", "other_id")
    def _compute_request_counts(self):
        for merge in self:
            merge.kept_request_count = merge.kept_id.grc_request_count
            merge.other_request_count = merge.other_id.grc_request_count

    @api.depends("kept_id", "other_id")
    def _compute_since(self):
        for merge in self:
            merge.kept_since = format_date(self.env, merge.kept_id.create_date)
            merge.other_since = format_date(self.env, merge.other_id.create_date)

    @api.model
    def _open(self, partners):
        """Compare two contacts, the one to keep proposed.

        :param partners: two ``res.partner``
        :rtype: grc.partner.merge
        """
        kept, other = partners.sorted(self._get_claim, reverse=True)
        return self.create(
            {
                "kept_id": kept.id,
                "other_id": other.id,
                "line_ids": self._prepare_lines(kept, other),
            }
        )

    @api.model
    def _get_claim(self, partner):
        """Hook: what makes a contact the one to keep: an account, requests, age."""
        account = partner.sudo().with_context(active_test=False).user_ids
        return bool(account), partner.active, partner.grc_request_count, -partner.id

    @api.model
    def _prepare_lines(self, kept, other):
        return [
            fields.Command.create(
                {
                    "name": name,
                    "take_other": not any(kept[field] for field in names)
                    and any(other[field] for field in names),
                }
            )
            for name, names in COMPARED.items()
            if any(kept[field] or other[field] for field in names)
        ]

    def action_swap(self):
        """Keep the other contact instead."""
        self.ensure_one()
        kept, other = self.other_id, self.kept_id
        self.line_ids.unlink()
        self.write(
            {"kept_id": kept.id, "other_id": other.id, "line_ids": self._prepare_lines(kept, other)}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("One Person, Two Contacts"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        """Merge, and open the citizen that stays."""
        self.ensure_one()
        kept, other = self.kept_id, self.other_id
        kept._grc_merge(other, self._get_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": kept.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "main",
        }

    def action_dismiss(self):
        """Remember that these two are not one person."""
        self.ensure_one()
        pair = sorted((self.kept_id + self.other_id).ids)
        doubles = self.env["grc.partner.double"]
        double = doubles.search([("partner_id", "=", pair[0]), ("other_id", "=", pair[1])])
        if not double:
            self.kept_id.check_access("read")
            double = doubles.sudo().create({"partner_id": pair[0], "other_id": pair[1]}).sudo(False)
        double.action_dismiss()
        return {"type": "ir.actions.act_window_close"}

    def _get_values(self):
        """Return what the citizen has afterwards, as chosen line by line."""
        values = {}
        for line in self.line_ids:
            source = self.other_id if line.take_other else self.kept_id
            for field in COMPARED[line.name]:
                values[field] = source._fields[field].convert_to_write(source[field], source)
        return values


class GrcPartnerMergeLine(models.TransientModel):
    """What both contacts say of one thing, and which of them is right."""

    _name = "grc.partner.merge.line"
    _description = "Compared Value"
    _order = "id"

    merge_id = fields.Many2one("grc.partner.merge", required=True, ondelete="cascade", index=True)
    name = fields.Selection(
        [
            ("name", "Name"),
            ("citizen_type", "Kind of citizen"),
            ("email", "E-mail"),
            ("phone", "Phone"),
            ("address", "Address"),
            ("household_id", "Household"),
            ("company_registry", "SIREN or SIRET"),
            ("rna", "RNA number"),
            ("preferred_channel", "Preferred channel"),
            ("lang", "Language"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    kept_value = fields.Char(string="The One That Stays", compute="_compute_values")
    other_value = fields.Char(string="The One That Goes", compute="_compute_values")
    take_other = fields.Boolean(string="Take This One")
    is_same = fields.Boolean(compute="_compute_values")

    @api.depends_context("lang")
    @api.depends("name", "merge_id.kept_id", "merge_id.other_id")
    def _compute_values(self):
        for line in self:
            kept, other = line.merge_id.kept_id, line.merge_id.other_id
            line.kept_value = line._get_text(kept)
            line.other_value = line._get_text(other)
            line.is_same = line.kept_value == line.other_value

    def _get_text(self, partner):
        if self.name == "address":
            return partner.contact_address_inline
        field = partner._fields[self.name]
        value = partner[self.name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        return value.display_name if field.relational else value
