from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .grc_request_workflow import CLOSED_STATES

CITIZEN_FIELDS = ("partner_id", "contact_name", "email_from", "phone")


class GrcRequest(models.Model):
    """Work split over departments: the citizen keeps one request, each department its part.

    A part has no citizen: nobody outside is told of it and it counts as nobody's request. See
    ``docs/adr/0007-parts.md``.
    """

    _inherit = "grc.request"

    # Written, not reckoned when read: of two agents who close the last two parts at the same
    # moment, the second is made to start again and finds nothing left open.
    part_count = fields.Integer(string="Number of Parts", readonly=True, copy=False, default=0)
    part_open_count = fields.Integer(string="Open Parts", readonly=True, copy=False, default=0)
    part_progress = fields.Char(string="Parts Done", compute="_compute_part_progress")

    _split_idx = models.Index("(id) WHERE part_count > 0")

    @api.depends("part_count", "part_open_count")
    def _compute_part_progress(self):
        for request in self:
            request.part_progress = (
                self.env._(
                    "%(done)s of %(count)s parts done",
                    done=request.part_count - request.part_open_count,
                    count=request.part_count,
                )
                if request.part_count
                else False
            )

    @api.constrains("parent_id", *CITIZEN_FIELDS)
    def _check_part(self):
        for part in self.sudo().filtered("parent_id"):
            if part.parent_id.parent_id or part.part_count:
                raise ValidationError(self.env._("A part cannot be split again."))
            if any(part[name] for name in CITIZEN_FIELDS):
                raise ValidationError(
                    self.env._(
                        "“%(part)s” is a part of another request: the citizen stays on that one.",
                        part=part.display_name,
                    )
                )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"parent_id", "part_count", "part_open_count"}

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests.sudo().parent_id._count_parts()
        return requests

    def write(self, vals):
        parents = self.sudo().parent_id if {"active", "parent_id"} & vals.keys() else self.browse()
        result = super().write(vals)
        if {"active", "parent_id"} & vals.keys():
            (parents | self.sudo().parent_id)._count_parts()
        if vals.get("user_id"):
            self.filtered("part_count")._follow_parts()
        return result

    def unlink(self):
        parents = self.sudo().parent_id - self.sudo()
        result = super().unlink()
        parents._count_parts()
        return result

    def _move(self, stage, state, vals):
        closes = stage.state in CLOSED_STATES and state not in CLOSED_STATES
        if stage.state == "refused" and closes:
            self._check_no_open_part()
        result = super()._move(stage, state, vals)
        if closes or (state in CLOSED_STATES and stage.state not in CLOSED_STATES):
            self.filtered("parent_id").sudo()._tell_parents(stage)
        return result

    def _get_missing_to_close(self):
        missing = super()._get_missing_to_close()
        return [self._get_open_parts_notice(), *missing] if self.part_open_count else missing

    def _check_no_open_part(self):
        for request in self.filtered("part_open_count"):
            raise UserError(
                self.env._(
                    "%(number)s cannot be closed yet. %(missing)s",
                    number=request.number,
                    missing=request._get_open_parts_notice(),
                )
            )

    def _get_open_parts_notice(self):
        parts = self.sudo().search([("parent_id", "=", self.id), ("date_closed", "=", False)])
        return self.env._(
            "Parts of it are still open, close or refuse them first: %(parts)s.",
            parts=", ".join(
                f"{part.number} ({part.department_id.name})" if part.department_id else part.number
                for part in parts
            ),
        )

    def _tell_parents(self, stage):
        """Say in the history of the requests split how their parts moved, and go on from there.

        Called with the rights of the system: who ends a part may not read the request it is of.
        """
        parents = self.parent_id
        parents._count_parts()
        lines = defaultdict(list)
        for part in self:
            lines[part.parent_id].append(part._get_part_notice(stage))
        parents._message_log_batch(
            {parent.id: Markup("<br/>").join(texts) for parent, texts in lines.items()}
        )
        if stage.state in CLOSED_STATES:
            for parent in parents.filtered(
                lambda one: not one.part_open_count and one.state not in CLOSED_STATES
            ):
                parent._end_with_parts()
        else:
            parents.filtered(lambda one: one.state in CLOSED_STATES)._enter("progress")

    def _end_with_parts(self):
        """Close this request, whose parts have all ended, or ask its agent to answer.

        It is for the agent when all was refused, when the request waits or is in validation, and
        when its type has something else required before closing.
        """
        parts = self.search([("parent_id", "=", self.id)])
        if self.state in ("new", "progress") and "done" in parts.mapped("state"):
            try:
                with self.env.cr.savepoint():
                    self._enter("done")
                self._message_log(body=self.env._("Closed: all its parts have ended."))
                return
            except UserError:
                self.invalidate_recordset()
        self._ask_agent(self.env._("All parts are done: answer the citizen"))

    def _get_part_notice(self, stage):
        values = {"part": self.display_name, "department": self.department_id.name or ""}
        if stage.state not in CLOSED_STATES:
            return self.env._("Part “%(part)s” (%(department)s) is open again.", **values)
        return self.env._(
            "Part “%(part)s” (%(department)s) has ended: %(stage)s.", stage=stage.name, **values
        )

    def _count_parts(self):
        if not self:
            return
        groups = self.sudo()._read_group(
            [("parent_id", "in", self.ids)], ["parent_id"], ["__count", "date_closed:count"]
        )
        counts = {parent.id: (count, count - closed) for parent, count, closed in groups}
        for parent in self.sudo():
            total, still_open = counts.get(parent.id, (0, 0))
            parent.write({"part_count": total, "part_open_count": still_open})

    def _follow_parts(self):
        """Let the agents of requests that were split see the parts."""
        for request in self:
            parts = self.sudo().search([("parent_id", "=", request.id)])
            parts.message_subscribe(partner_ids=request.user_id.partner_id.ids)

    def _anonymize(self):
        """Forget in the parts too what they repeat of the request."""
        parts = self.sudo().with_context(active_test=False).search([("parent_id", "in", self.ids)])
        result = super(GrcRequest, self.sudo() | parts)._anonymize()
        (self.sudo() | parts).part_instructions = False
        return result
