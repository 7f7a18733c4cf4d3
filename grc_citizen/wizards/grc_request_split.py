from odoo import fields, models


class GrcRequestSplit(models.TransientModel):
    """Choose the departments that each get a part of a request."""

    _name = "grc.request.split"
    _description = "Split a Request"

    request_ids = fields.Many2many("grc.request", required=True)
    department_ids = fields.Many2many("grc.department", required=True)

    def action_confirm(self):
        for request in self.request_ids:
            request.action_split(self.department_ids.ids)
        return {"type": "ir.actions.act_window_close"}
