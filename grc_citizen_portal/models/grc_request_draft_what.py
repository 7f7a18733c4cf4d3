from odoo import models
from odoo.tools import plaintext2html

SUBJECT_LENGTH = 120
DESCRIPTION_LENGTH = 5000
#: Kinds whose words are all there is.
WORDED_KINDS = ("information", "complaint", "idea")


class GrcRequestDraft(models.Model):
    """The step *what*: subject, description and the questions of the type."""

    _inherit = "grc.request.draft"

    def _needs_step_what(self):
        return True

    def _get_step_title_what(self):
        return self.env._("What is it about?")

    def _needs_description(self):
        """Whether the description is required; hook."""
        return self.type_id.kind in WORDED_KINDS

    def _read_step_what(self, form):
        return {
            "subject": form.get("subject"),
            "description": form.get("description"),
            "answers": {
                question.name: question.collect(form) for question in self._get_questions()
            },
        }

    def _check_step_what(self):
        errors = {}
        too_long = self.env._("Please shorten this: %(count)s characters at most.")
        if len(self._get_values().get("subject", "")) > SUBJECT_LENGTH:
            errors["subject"] = too_long % {"count": SUBJECT_LENGTH}
        description = self._get_values().get("description", "")
        if not description and self._needs_description():
            errors["description"] = self.env._("Say in a few words what it is about.")
        elif len(description) > DESCRIPTION_LENGTH:
            errors["description"] = too_long % {"count": DESCRIPTION_LENGTH}
        answers = self._get_values().get("answers", {})
        for question in self._get_questions():
            error = question.check(answers.get(question.name))
            if error:
                errors[question.field_id] = error
        return errors

    def _show_step_what(self):
        answers = self._get_values().get("answers", {})
        lines = [
            (self.env._("Subject"), self._get_subject()),
            (self.env._("Description"), self._get_values().get("description")),
            *(
                (question.label, question.show(answers.get(question.name)))
                for question in self._get_questions()
            ),
        ]
        return [(label, text) for label, text in lines if text]

    def _prepare_step_what(self):
        answers = self._get_values().get("answers", {})
        description = self._get_values().get("description")
        questions = {
            question.name: question.convert(answers.get(question.name)) or False
            for question in self._get_questions()
            if question.kind != "separator"
        }
        return {
            "name": self._get_subject(),
            "description": plaintext2html(description) if description else False,
            "questions": questions,
        }

    def _get_subject(self):
        return self._get_values().get("subject") or self.type_id.name
