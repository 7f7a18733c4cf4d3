from odoo import fields, models


class GrcInboxRoute(models.TransientModel):
    _name = "grc.inbox.route"
    _description = "Make Requests of Inbox Entries"

    entry_ids = fields.Many2many("grc.inbox.message", required=True)
    department_id = fields.Many2one("grc.department", required=True)

    def action_route(self):
        return self.entry_ids._route_to(self.department_id)
