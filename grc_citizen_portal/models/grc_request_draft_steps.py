from odoo import models

#: In the order of the form. A step that a type does not need is skipped.
STEPS = ("what", "where", "photo", "documents", "who", "check")


class GrcRequestDraft(models.Model):
    """The steps of the form, as data: each is read, checked and shown by methods of its own.

    A step `<name>` brings the template ``grc_citizen_portal.form_step_<name>`` and:

    * ``_needs_step_<name>()``: whether the type asks for it;
    * ``_read_step_<name>(form)``: what was typed, as values to keep;
    * ``_check_step_<name>()``: errors by the id of their field;
    * ``_show_step_<name>()``: label and text of each thing typed, for the page that checks;
    * ``_prepare_step_<name>()``: values of the request to create;
    * ``_get_step_title_<name>()``: its heading.
    """

    _inherit = "grc.request.draft"

    def _get_all_steps(self):
        """Return the names of all steps that exist, in order; hook."""
        return [name for name in STEPS if hasattr(self, f"_needs_step_{name}")]

    def _get_steps(self):
        """Return the names of the steps that this draft goes through, in order.

        :rtype: list[str]
        """
        self.ensure_one()
        return [name for name in self._get_all_steps() if self._call_step("needs", name)]

    def _get_typed_steps(self):
        """Return the steps in which something is typed: all but the last, which checks."""
        return self._get_steps()[:-1]

    def _call_step(self, verb, name, *args):
        return getattr(self, f"_{verb}_step_{name}")(*args)

    def _get_step_title(self, name):
        return getattr(self, f"_get_step_title_{name}")()

    def _get_next_step(self, name):
        """Return the step after one, the last one after itself."""
        steps = self._get_steps()
        return steps[min(steps.index(name) + 1, len(steps) - 1)]

    def _get_previous_step(self, name):
        """Return the step before one, False before the first."""
        steps = self._get_steps()
        return steps[steps.index(name) - 1] if name in steps[1:] else False

    def _check_steps(self):
        """Return the errors of every step that has some: ``{step: {field id: message}}``."""
        errors = {name: self._call_step("check", name) for name in self._get_typed_steps()}
        return {name: found for name, found in errors.items() if found}

    def _show_steps(self):
        """Return what was typed, step by step: name, heading and its labels and texts.

        :rtype: list[dict]
        """
        return [
            {
                "name": name,
                "title": self._get_step_title(name),
                "lines": self._call_step("show", name),
            }
            for name in self._get_typed_steps()
        ]

    def _prepare_request_values(self):
        """Return the values of the request, as ``create`` takes them.

        :rtype: dict
        """
        self.ensure_one()
        values = {
            "type_id": self.type_id.id,
            "company_id": self.company_id.id,
            "channel_id": self.env["grc.channel"]._by_code("portal").id,
            "link_origin": self._get_values().get("origin") or False,
        }
        for name in self._get_typed_steps():
            values.update(self._call_step("prepare", name))
        return values

    def _needs_step_check(self):
        return True

    def _get_step_title_check(self):
        return self.env._("Check and send")
