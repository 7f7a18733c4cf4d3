from odoo import models

from ..tools.question import Question


class GrcRequestDraft(models.Model):
    _inherit = "grc.request.draft"

    def _get_questions(self):
        """Return the questions of the type that a page can ask, in their order.

        :rtype: list[Question]
        """
        self.ensure_one()
        zone = self.company_id.partner_id.tz or "Europe/Paris"
        return Question.read_all(self.env, self.type_id.question_definition, zone)

    def _has_required(self):
        """Whether a field of the step *what* must be filled, which is told before."""
        return self._needs_description() or any(one.is_required for one in self._get_questions())
