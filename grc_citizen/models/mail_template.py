from odoo import fields, models

from .grc_request_stage import REQUEST_STATES


class MailTemplate(models.Model):
    """A template of requests may be offered as an answer, by type and state."""

    _inherit = "mail.template"

    grc_is_answer = fields.Boolean(string="Offered as an Answer")
    grc_request_type_ids = fields.Many2many(
        "grc.request.type", string="For Types", help="Empty: for every type."
    )
    grc_request_state = fields.Selection(
        REQUEST_STATES, string="For State", help="Empty: in every state."
    )
