from odoo import fields, models
from odoo.exceptions import UserError

#: From each state, the states a request may move to. Moves inside a state are free.
ALLOWED_MOVES = {
    "new": {"progress", "waiting", "validation", "done", "refused"},
    "progress": {"new", "waiting", "validation", "done", "refused"},
    "waiting": {"progress", "validation", "done", "refused"},
    "validation": {"progress", "waiting", "done", "refused"},
    "done": {"progress"},
    "refused": {"progress"},
}
CLOSED_STATES = ("done", "refused")
#: Writing any of these reckons the deadline again from the date of receipt.
SCHEDULING_FIELDS = {"type_id", "department_id", "date_received"}


class GrcRequest(models.Model):
    _inherit = "grc.request"

    def write(self, vals):
        if "stage_id" in vals:
            stage = self.env["grc.request.stage"].browse(vals["stage_id"])
            for state, requests in self.grouped("state").items():
                requests._move(stage, state, vals)
            return True
        result = super().write(vals)
        if SCHEDULING_FIELDS & vals.keys() and not self.env.context.get("grc_creating"):
            self.filtered(lambda request: not request.date_closed)._schedule_deadline()
        return result

    def _move(self, stage, state, vals):
        """Write ``vals`` on requests of one state that enter ``stage``, with all it entails.

        Dragging a card, editing the status bar, the actions and imports all come through here.

        :raises UserError: when the move is not allowed or a reason is missing
        """
        target = stage.state
        if target != state and target not in ALLOWED_MOVES[state]:
            raise UserError(self._get_refused_move_message(state, target))
        if (
            stage.requires_reason
            and not vals.get("refusal_reason_id")
            and not all(request.refusal_reason_id for request in self)
        ):
            raise UserError(
                self.env._("Give a reason before moving to “%(stage)s”.", stage=stage.name)
            )
        entering = self.filtered(lambda request: request.stage_id != stage)
        if not stage._stops_clock():
            self.filtered("waiting_since")._resume_clock()
        result = super().write(vals)
        entailed = self._get_move_values(state, target)
        if entailed:
            super(GrcRequest, self.sudo()).write(entailed)
        if target == "done" != state and not self._is_history_import():
            self._check_closable()
        if target != state and state in CLOSED_STATES:
            for request in self.sudo():
                request.reopen_count += 1
        if stage._stops_clock():
            entering.sudo().waiting_since = fields.Datetime.now()
        entering._notify_stage(stage, state)
        return result

    def _get_refused_move_message(self, state, target):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "A request that is “%(state)s” cannot become “%(target)s”. From there it can only "
            "become: %(allowed)s.",
            state=labels[state],
            target=labels[target],
            allowed=", ".join(labels[move] for move in labels if move in ALLOWED_MOVES[state]),
        )

    def _get_move_values(self, state, target):
        """Return the values a move from a state to another sets.

        :rtype: dict
        """
        now = fields.Datetime.now()
        if target == state:
            return {}
        if target in CLOSED_STATES:
            return {"date_closed": now}
        vals = {}
        if state in CLOSED_STATES:
            vals.update(
                date_closed=False,
                date_reopened=self.env.cr.now().replace(microsecond=0),
                refusal_reason_id=False,
                escalation_sequence=0,
            )
        return vals

    def _enter(self, state):
        self.write({"stage_id": self.env["grc.request.stage"]._for_state(state).id})
        return True

    def action_take(self):
        """Take the requests in charge: the user becomes their agent, work begins."""
        self.check_access("write")
        starting = self.filtered(lambda request: request.state == "new")
        self.filtered(lambda request: request.user_id != self.env.user).write(
            {"user_id": self.env.uid}
        )
        return starting._enter("progress") if starting else True

    def action_wait_for_citizen(self):
        """Stop the clock until the citizen answers."""
        return self._enter("waiting")

    def action_resume(self):
        """Go on with requests that were waiting; their deadline moves by the time spent."""
        return self.filtered(lambda request: request.state == "waiting")._enter("progress")

    def action_answer(self):
        """Open a new answer to the citizen, as a draft."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "grc.request.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def action_close(self):
        """Close the requests as done."""
        return self._enter("done")

    def action_refuse(self):
        """Refuse the requests; asks for the reason when one is missing."""
        if all(request.refusal_reason_id for request in self):
            return self._enter("refused")
        return self._open_wizard("grc.request.refuse", self.env._("Refuse"))

    def action_reopen(self, reason=None):
        """Reopen closed requests.

        :param str reason: why, kept in the history
        """
        closed = self.filtered(lambda request: request.state in CLOSED_STATES)
        closed._enter("progress")
        if reason:
            closed._message_log_batch(
                {
                    request.id: self.env._("Reopened: %(reason)s", reason=reason)
                    for request in closed
                }
            )
        return True

    def _resume_from_waiting(self):
        """Go on with those of the requests that waited. Called when the citizen writes."""
        waiting = self.filtered(
            lambda request: request.state == "waiting" and request.waiting_for == "citizen"
        )
        if waiting:
            waiting._enter("progress")

    def _on_citizen_message(self, message=None):
        """React to a message of the citizen. Called once it is in the conversation.

        :param message: the ``mail.message``
        """
        self._resume_from_waiting()
        self._alert_written_after_closing()

    def _open_wizard(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_ids": self.ids},
        }
