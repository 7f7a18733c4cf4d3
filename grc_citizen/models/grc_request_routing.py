from collections import Counter

from odoo import models


class GrcRequest(models.Model):
    _inherit = "grc.request"

    def _route(self):
        """Send new requests to the department and agent that can answer, and set their priority.

        Called at creation; what was given by hand or by the mail alias stays. Extend
        :meth:`_get_department` to route by other things than the type.
        """
        for request in self:
            vals = {}
            if not request.department_id:
                vals["department_id"] = request._get_department().id
            if request.priority == "0" and request.type_id.priority not in (False, "0"):
                vals["priority"] = request.type_id.priority
            if vals:
                request.write(vals)
        self._assign()

    def _get_department(self):
        """Return the department in charge of this request.

        Hook, called for a request that has none yet.

        :rtype: grc.department
        """
        return self.type_id.department_id or self.company_id.grc_department_id

    def _assign(self):
        """Give requests the agent of their type, or the least busy of their department."""
        balanced = self.browse()
        for request in self.filtered(lambda one: not one.user_id):
            department = request.department_id.sudo()
            agent = request.type_id.sudo().user_id
            if agent and agent in department.reader_ids:
                request.user_id = agent
            elif department.assignment == "balanced" and department.member_ids:
                balanced |= request
        if balanced:
            balanced._assign_balanced()

    def _assign_balanced(self):
        members = self.department_id.sudo().member_ids
        load = Counter(
            {
                user: count
                for user, count in self.sudo()._read_group(
                    [("user_id", "in", members.ids), ("date_closed", "=", False)],
                    ["user_id"],
                    ["__count"],
                )
            }
        )
        for request in self:
            available = request._get_available_members()
            if not available:
                continue
            agent = min(available, key=lambda user: (load[user], user.id))
            request.user_id = agent
            load[agent] += 1

    def _get_available_members(self):
        """Return the members of the department who may be given this request now.

        Hook: leave out here those who are away.

        :rtype: res.users
        """
        return self.department_id.sudo().member_ids.filtered("active")
