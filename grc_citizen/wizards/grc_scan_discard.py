from odoo import fields, models


class GrcScanDiscard(models.TransientModel):
    _name = "grc.scan.discard"
    _description = "Discard Letters"

    scan_ids = fields.Many2many("grc.scan", required=True)
    reason = fields.Char(required=True)

    def action_discard(self):
        self.scan_ids._discard(self.reason)
        return {"type": "ir.actions.act_window_close"}
