from odoo import api, fields, models


class GrcRequestTransfer(models.TransientModel):
    """Ask which department requests go to, and why."""

    _name = "grc.request.transfer"
    _description = "Transfer Requests"

    request_ids = fields.Many2many(
        "grc.request", required=True, default=lambda self: self._get_chosen_requests()
    )
    department_id = fields.Many2one("grc.department", string="To", required=True)
    reason = fields.Text(
        required=True, help="The receiving department reads it; the citizen does not."
    )
    hidden_count = fields.Integer(compute="_compute_hidden_count")

    @api.depends("request_ids", "department_id")
    def _compute_hidden_count(self):
        for wizard in self:
            is_staff = self.env.user in wizard.department_id.sudo().staff_ids
            confidential = wizard.request_ids.filtered("is_confidential")
            wizard.hidden_count = len(confidential) if wizard.department_id and not is_staff else 0

    @api.model
    def _get_chosen_requests(self):
        if self.env.context.get("active_model") == "grc.request":
            return self.env.context.get("active_ids")
        return False

    def action_confirm(self):
        """Transfer the requests and tell the user that they left."""
        requests = self.request_ids
        requests._transfer(self.department_id, self.reason)
        self.env.flush_all()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._get_done_message(),
                "next": self._get_next_action(),
            },
        }

    def _get_done_message(self):
        department = self.department_id.display_name
        if len(self.request_ids) == 1:
            return self.env._(
                "%(number)s is now with %(department)s, which has been told.",
                number=self.request_ids.sudo().number,
                department=department,
            )
        return self.env._(
            "%(count)s requests are now with %(department)s, which has been told.",
            count=len(self.request_ids),
            department=department,
        )

    def _get_next_action(self):
        """Return to the form, or to the list when the user does not see the request any more."""
        if self.request_ids.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "grc_citizen.grc_request_action_department"
        )
        return {**action, "target": "main"}
