from odoo import api, fields, models


class GrcInboxDiscard(models.TransientModel):
    _name = "grc.inbox.discard"
    _description = "Discard Inbox Entries"

    entry_ids = fields.Many2many("grc.inbox.message", required=True)
    reason = fields.Char(required=True)

    @api.constrains("entry_ids")
    def _check_entries(self):
        self.entry_ids.check_access("read")

    def action_discard(self):
        self.entry_ids._discard(self.reason)
        return {"type": "ir.actions.act_window_close"}
