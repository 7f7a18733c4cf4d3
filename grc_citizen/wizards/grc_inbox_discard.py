from odoo import fields, models


class GrcInboxDiscard(models.TransientModel):
    _name = "grc.inbox.discard"
    _description = "Discard Inbox Entries"

    entry_ids = fields.Many2many("grc.inbox.message", required=True)
    reason = fields.Char(required=True)

    def action_discard(self):
        self.entry_ids._discard(self.reason)
        return {"type": "ir.actions.act_window_close"}
