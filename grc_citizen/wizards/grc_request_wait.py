from markupsafe import Markup

from odoo import api, fields, models


class GrcRequestWait(models.TransientModel):
    """Ask the citizen something, and stop the clock until they answer."""

    _name = "grc.request.wait"
    _description = "Ask the Citizen"

    request_id = fields.Many2one("grc.request", required=True)
    can_write = fields.Boolean(compute="_compute_can_write")
    question = fields.Html(
        help="Sent to the citizen. Their reply puts the request back in your queue."
    )

    @api.depends("request_id")
    def _compute_can_write(self):
        for wizard in self:
            wizard.can_write = wizard.request_id._get_delivery() == "email"

    def action_confirm(self):
        request = self.request_id
        if self.question and Markup(self.question).striptags().strip():
            request._ask_citizen(self.question)
        return request.action_wait_for_citizen()
