from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.working_time import WorkingTime
from .grc_request_workflow import CLOSED_STATES


class GrcRequest(models.Model):
    """Handing parts of a request to several departments."""

    _inherit = "grc.request"

    part_instructions = fields.Text(
        string="Instructions", help="What the department of this part is asked to do."
    )

    def action_split(self, department_ids=None):
        """Hand parts of one request to other departments; the user follows them.

        :param list[int] department_ids: of ``grc.department``; a dialog asks when absent
        :return: the parts, or the dialog
        """
        self.ensure_one()
        if department_ids:
            return self._split([{"department_id": one} for one in department_ids])
        self._check_splittable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split"),
            "res_model": "grc.request.split",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def action_view_parts(self):
        """Open the parts of this request."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Parts of %(request)s", request=self.number),
            "res_model": "grc.request",
            "view_mode": "list,kanban,form",
            "domain": [("parent_id", "=", self.id)],
            "context": {"create": False},
        }

    def _split(self, parts, attachments=None):
        """Hand parts of this request to departments.

        :param list[dict] parts: values of each part, ``department_id`` among them
        :param attachments: ``ir.attachment`` of this request that each part gets a copy of
        :raises UserError: when this request is closed or a part itself
        :return: the parts
        """
        self.ensure_one()
        self.check_access("write")
        self._check_splittable()
        children = (
            self.sudo()
            .with_context(grc_no_acknowledge=True)
            .create(
                [self._prepare_part_values(values["department_id"]) | values for values in parts]
            )
        )
        followers = self.env.user.partner_id | self.user_id.partner_id
        children.message_subscribe(followers.ids)
        for part in children if attachments else ():
            attachments.sudo().copy({"res_model": self._name, "res_id": part.id})
        if self.state == "new":
            self._enter("progress")
        self._message_log(body=self._get_split_notice(children))
        return children.with_env(self.env)

    def _prepare_part_values(self, department_id):
        """Return the values of a part of this request; hook for what a part should inherit.

        Its delay runs from the day the citizen asked, in its own department's calendar.
        """
        return {
            "parent_id": self.id,
            "department_id": department_id,
            "name": self.name,
            "description": self.description,
            "type_id": self.type_id.id,
            "questions": self.questions,
            "place": self.place,
            "channel_id": self.channel_id.id,
            "company_id": self.company_id.id,
            "date_received": self.date_received,
            "priority": self.priority,
        }

    def _check_splittable(self):
        if self.sudo().parent_id:
            raise UserError(self.env._("A part cannot be split again."))
        if self.state in CLOSED_STATES:
            raise UserError(self.env._("This request is closed: reopen it to split it."))

    def _schedule_deadline(self):
        """Keep the deadline that a part was given when it was made."""
        own = self.browse()
        if self.env.context.get("grc_creating"):
            own = self.filtered(lambda one: one.parent_id and one.date_deadline)
            for part in own:
                part.date_deadline_initial = part.date_deadline
        return super(GrcRequest, self - own)._schedule_deadline()

    def _reckon_part_deadline(self, department, request_type):
        """Return when a part of this request would be due: from the day the citizen asked.

        :param department: ``grc.department`` in whose working time the delay counts
        :param request_type: ``grc.request.type`` that sets the delay
        :rtype: datetime | bool
        """
        part = self.new(
            {
                "company_id": self.company_id.id,
                "date_received": self.date_received,
                "department_id": department.id,
                "type_id": request_type.id,
            }
        )
        [(calendar, company)] = part._group_by_calendar()
        clock = WorkingTime(calendar, part.date_received, company.partner_id.tz)
        return part._get_deadline(clock)

    def _get_split_notice(self, parts):
        return Markup("%s<ul>%s</ul>") % (
            self.env._("Split into parts:"),
            Markup().join(
                Markup("<li>%s – %s</li>") % (part.display_name, part.department_id.name or "")
                for part in parts
            ),
        )
