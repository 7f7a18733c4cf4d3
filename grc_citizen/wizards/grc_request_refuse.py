from odoo import fields, models


class GrcRequestRefuse(models.TransientModel):
    """Ask why requests are refused."""

    _name = "grc.request.refuse"
    _description = "Refuse Requests"

    request_ids = fields.Many2many("grc.request", required=True)
    refusal_reason_id = fields.Many2one("grc.refusal.reason", required=True)
    note = fields.Text(string="Internal Note")

    def action_confirm(self):
        requests = self.request_ids
        requests.write({"refusal_reason_id": self.refusal_reason_id.id})
        if self.note:
            requests._message_log_batch({request.id: self.note for request in requests})
        return requests.action_refuse()
