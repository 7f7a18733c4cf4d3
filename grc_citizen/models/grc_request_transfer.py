from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class GrcRequest(models.Model):
    """A request that changes hands: its new department is told, and its agent is one of theirs.

    The first department is the first that somebody or a type chose: the city's department of last
    resort only counts when it was chosen.
    """

    _inherit = "grc.request"

    first_department_id = fields.Many2one(
        "grc.department",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Where the request was first sent. Another department today: it was misrouted.",
    )
    transfer_count = fields.Integer(
        string="Transfers",
        readonly=True,
        copy=False,
        help="How many times it went from one department to another.",
    )

    _transferred_idx = models.Index("(department_id, id) WHERE transfer_count > 0")

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
        changing = self.filtered(lambda one: one.department_id != department)
        moved = changing.filtered(lambda one: not one.date_closed)
        moved._follow_before_transfer(department)
        if department:
            changing._count_transfer(department)
        result = super().write(vals)
        if department and moved:
            moved.sudo()._hand_over(keep_agent="user_id" in vals)
        return result

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"first_department_id", "transfer_count"}

    def _prepare_route_values(self):
        vals = super()._prepare_route_values()
        department = self.department_id or self.department_id.browse(vals.get("department_id"))
        last_resort = self.company_id.sudo().grc_department_id
        if department and (department != last_resort or department == self.type_id.department_id):
            vals["first_department_id"] = department.id
        return vals

    def _is_unrouted(self):
        """Tell whether nobody chose the department yet: a type given now decides it."""
        return not self.date_closed and self.department_id in (
            self.env["grc.department"],
            self.company_id.sudo().grc_department_id,
        )

    def _count_transfer(self, department):
        """Count requests that move to another department, or note the first that is chosen."""
        unrouted = self.filtered(lambda one: not one.first_department_id)
        unrouted.sudo().first_department_id = department
        by_count = defaultdict(self.browse)
        for request in self - unrouted:
            by_count[request.transfer_count] |= request
        for count, requests in by_count.items():
            requests.sudo().transfer_count = count + 1

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

    def action_transfer(self):
        """Ask which department the requests go to, and why."""
        return self._open_wizard("grc.request.transfer", self.env._("Transfer"))

    def _transfer(self, department, reason):
        """Give requests to another department, which is told why.

        The user may lose sight of them by that: confidential ones stay with the staff of the
        department in charge.

        :param department: the ``grc.department`` that goes on
        :param str reason: kept in the history
        :raises UserError: when it has them all already
        """
        self.check_access("write")
        requests = self.filtered(lambda one: one.department_id != department)
        if not requests:
            raise UserError(
                self.env._(
                    "%(department)s is already in charge: choose another department.",
                    department=department.display_name,
                )
            )
        requests._follow_before_transfer(department)
        # What follows is told to a department that the user may know nothing of.
        requests = requests.sudo().with_context(grc_transfer_reason=reason)
        requests._message_log_batch(
            {
                request.id: self.env._(
                    "From %(giver)s to %(receiver)s: %(reason)s",
                    giver=request.department_id.display_name or self.env._("no department"),
                    receiver=department.display_name,
                    reason=reason,
                )
                for request in requests
            }
        )
        requests.write({"department_id": department.id})
