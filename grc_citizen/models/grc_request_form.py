from odoo import api, fields, models


class GrcRequest(models.Model):
    """What the form tells of the type, of the citizen and of the user's own rights."""

    _inherit = "grc.request"

    is_confidential = fields.Boolean(related="type_id.is_confidential")
    type_warning = fields.Html(related="type_id.warning")
    required_documents = fields.Html(related="type_id.required_documents")
    has_questions = fields.Boolean(compute="_compute_has_questions")
    partner_preferred_channel = fields.Selection(
        related="partner_id.preferred_channel", string="Prefers"
    )
    partner_name = fields.Char(related="partner_id.name")
    partner_household_id = fields.Many2one(related="partner_id.household_id")
    partner_address = fields.Char(related="partner_id.contact_address_inline", string="Address")
    is_writable = fields.Boolean(
        compute="_compute_is_writable",
        help="The user may change this request: the form is read-only otherwise.",
    )

    @api.depends("type_id.question_definition")
    def _compute_has_questions(self):
        for request in self:
            request.has_questions = bool(request.type_id.question_definition)

    @api.depends_context("uid")
    @api.depends("department_id", "user_id")
    def _compute_is_writable(self):
        writable = self._origin._filtered_access("write")
        for request in self:
            request.is_writable = not request._origin or request._origin in writable

    def action_view_partner_requests(self):
        """Open every request of this citizen and of those they stand for."""
        self.ensure_one()
        return self.partner_id.action_view_grc_requests()
