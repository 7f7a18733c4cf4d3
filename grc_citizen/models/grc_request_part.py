from odoo import models


class GrcRequest(models.Model):
    """Work split over departments: the citizen keeps one request, each department its part."""

    _inherit = "grc.request"

    def action_split(self, department_ids=None):
        """Hand parts of one request to other departments; the user follows them.

        :param list[int] department_ids: of ``grc.department``; a dialog asks when absent
        :return: the parts, or the dialog
        """
        self.ensure_one()
        if not department_ids:
            return self._open_wizard("grc.request.split", self.env._("Split"))
        self.check_access("write")
        parts = self.with_context(grc_no_acknowledge=True).create(
            [self._prepare_part_values(department_id) for department_id in department_ids]
        )
        parts.sudo().message_subscribe(self.env.user.partner_id.ids)
        if self.state == "new":
            self._enter("progress")
        return parts

    def _prepare_part_values(self, department_id):
        """Return the values of a part of this request; hook for what a part should inherit."""
        return {
            "parent_id": self.id,
            "department_id": department_id,
            "name": self.name,
            "description": self.description,
            "type_id": self.type_id.id,
            "channel_id": self.channel_id.id,
            "company_id": self.company_id.id,
            "date_received": self.date_received,
            "priority": self.priority,
        }
