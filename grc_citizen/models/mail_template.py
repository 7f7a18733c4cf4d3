from odoo import api, fields, models, tools

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

    @api.model
    def _has_unsafe_expression_template_qweb(self, source, model, fname=None):
        """Parse a template of requests once, not at each mail, to know whether it is safe."""
        if model != "grc.request" or not source:
            return super()._has_unsafe_expression_template_qweb(source, model, fname=fname)
        return self._grc_is_unsafe(str(source), fname)

    @api.model
    @tools.ormcache("source", "fname")
    def _grc_is_unsafe(self, source, fname):
        return super()._has_unsafe_expression_template_qweb(source, "grc.request", fname=fname)
