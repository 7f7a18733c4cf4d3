from odoo import api, fields, models
from odoo.fields import Domain


class GrcRequest(models.Model):
    """Validators who are not agents read the requests whose answer waits for them."""

    _inherit = "grc.request"

    awaits_my_validation = fields.Boolean(
        compute="_compute_awaits_my_validation",
        search="_search_awaits_my_validation",
        compute_sudo=True,
    )

    @api.depends_context("uid")
    def _compute_awaits_my_validation(self):
        waiting = self.browse(self._get_ids_awaiting_me())
        for request in self:
            request.awaits_my_validation = request in waiting

    def _search_awaits_my_validation(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return Domain("id", "in", self._get_ids_awaiting_me())

    def _get_ids_awaiting_me(self):
        answers = self.env["grc.request.answer"].sudo().browse(self.env.user._grc_get_awaiting())
        return answers.request_id.ids


class GrcRequestAnswer(models.Model):
    """Validators who are not agents read the answers that wait for them."""

    _inherit = "grc.request.answer"

    awaits_my_validation = fields.Boolean(
        compute="_compute_awaits_my_validation",
        search="_search_awaits_my_validation",
        compute_sudo=True,
    )

    @api.depends_context("uid")
    def _compute_awaits_my_validation(self):
        waiting = self.env.user._grc_get_awaiting()
        for answer in self:
            answer.awaits_my_validation = answer.id in waiting

    def _search_awaits_my_validation(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return Domain("id", "in", list(self.env.user._grc_get_awaiting()))
