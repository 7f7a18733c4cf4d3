from odoo import fields, models


class GrcRequestQuestions(models.TransientModel):
    """Edit the questions of a type where they can be tried: in a form that asks them."""

    _name = "grc.request.questions"
    _description = "Questions of a Type"

    type_id = fields.Many2one("grc.request.type", required=True, ondelete="cascade")
    questions = fields.Properties(definition="type_id.question_definition")


class GrcRequestType(models.Model):
    _inherit = "grc.request.type"

    def action_edit_questions(self):
        """Open the editor of this type's questions."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Questions of “%(type)s”", type=self.name),
            "res_model": "grc.request.questions",
            "view_mode": "form",
            "target": "new",
            "context": {"default_type_id": self.id},
        }
