from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class GrcRequestDuplicate(models.TransientModel):
    """Choose the requests about one matter, and the one that stays."""

    _name = "grc.request.duplicate"
    _description = "Merge Duplicates"

    request_ids = fields.Many2many("grc.request", required=True)
    line_ids = fields.One2many(
        "grc.request.duplicate.line",
        "wizard_id",
        string="About the Same Matter",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    original_id = fields.Many2one(
        "grc.request",
        string="Request That Stays",
        compute="_compute_original_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('duplicate_of_id', '=', False), ('parent_id', '=', False)]",
    )

    @api.depends("request_ids")
    def _compute_line_ids(self):
        for wizard in self:
            chosen = wizard.request_ids._origin
            likely = chosen._get_likely_duplicates() if chosen else chosen
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create({"request_id": request.id, "is_merged": request in chosen})
                    for request in [*chosen, *likely]
                ),
            ]

    @api.depends("request_ids")
    def _compute_original_id(self):
        """Propose the oldest of those chosen; for one alone, its user says which."""
        for wizard in self:
            chosen = wizard.request_ids._origin
            wizard.original_id = len(chosen) > 1 and chosen.sorted("id")[:1]

    def action_confirm(self):
        """Merge what is ticked into the request that stays, and open that one."""
        self.ensure_one()
        merged = self.line_ids.filtered("is_merged").request_id - self.original_id
        if not self.original_id or not merged:
            raise UserError(
                self.env._("Choose the request that stays, and tick at least one other to merge.")
            )
        merged.action_mark_duplicate(self.original_id.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "grc.request",
            "res_id": self.original_id.id,
            "views": [(False, "form")],
        }

    def _open(self):
        """Return the dialog, of a record that is saved: the buttons of its lines ask for that."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Duplicate of…"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }


class GrcRequestDuplicateLine(models.TransientModel):
    _name = "grc.request.duplicate.line"
    _description = "Request to Merge"

    wizard_id = fields.Many2one("grc.request.duplicate", index=True, ondelete="cascade")
    is_merged = fields.Boolean(string="Merge")
    request_id = fields.Many2one("grc.request", required=True, ondelete="cascade")
    number = fields.Char(related="request_id.number")
    name = fields.Char(related="request_id.name")
    contact_name = fields.Char(related="request_id.contact_name", string="Citizen")
    date_received = fields.Datetime(related="request_id.date_received")
    stage_id = fields.Many2one(related="request_id.stage_id")

    def action_keep(self):
        """Let the request of this line be the one that stays."""
        self.ensure_one()
        self.wizard_id.original_id = self.request_id
        return self.wizard_id._open()
