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
            vals = request._prepare_route_values()
            if vals:
                request.write(vals)
        self._assign()

    def _prepare_route_values(self):
        """Return the values that routing gives to this new request; hook.

        :rtype: dict
        """
        vals = {}
        if not self.department_id:
            vals["department_id"] = self._get_department().id
        if self.priority == "0" and self.type_id.priority not in (False, "0"):
            vals["priority"] = self.type_id.priority
        return vals

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
        present = members._grc_filter_present()
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
            available = request._get_available_members() & present
            if not available:
                continue
            agent = min(available, key=lambda user: (load[user], user.id))
            request.user_id = agent
            load[agent] += 1

    def _get_available_members(self):
        """Return the members of the department who may be given this request now.

        Hook; those who are away today are left out of what it returns.

        :rtype: res.users
        """
        return self.department_id.sudo().member_ids.filtered("active")
