from odoo import models


class GrcRequest(models.Model):
    """A request that changes hands: its new department is told, and its agent is one of theirs."""

    _inherit = "grc.request"

    def write(self, vals):
        if self.env.context.get("grc_creating") or not {"type_id", "department_id"} & vals.keys():
            return super().write(vals)
        department = self.env["grc.department"].browse(vals.get("department_id"))
        if "department_id" not in vals:
            department = self.env["grc.request.type"].browse(vals["type_id"]).department_id
            unrouted = self.filtered(lambda one: department and one._is_unrouted())
            if unrouted:
                unrouted.write({**vals, "department_id": department.id})
                return (self - unrouted).write(vals)
            return super().write(vals)
        moved = self.filtered(lambda one: not one.date_closed and one.department_id != department)
        moved._follow_before_transfer(department)
        result = super().write(vals)
        if department and moved:
            moved.sudo()._hand_over(keep_agent="user_id" in vals)
        return result

    def _is_unrouted(self):
        """Tell whether nobody chose the department yet: a type given now decides it."""
        return not self.date_closed and self.department_id in (
            self.env["grc.department"],
            self.company_id.sudo().grc_department_id,
        )

    def _follow_before_transfer(self, department):
        """Let the user who gives requests away go on seeing them, as a follower."""
        if not self.env.su and self.env.user not in department.sudo().reader_ids:
            self.message_subscribe(partner_ids=self.env.user.partner_id.ids)

    def _hand_over(self, keep_agent=False):
        """Release the agents that the new departments do not have, and tell these departments.

        :param bool keep_agent: the agent was chosen together with the department
        """
        if not keep_agent:
            self.filtered(
                lambda one: one.user_id and one.user_id not in one.department_id.reader_ids
            ).user_id = False
            self._assign()
        if not self.env.context.get("grc_no_notify"):
            self._notify_department()
