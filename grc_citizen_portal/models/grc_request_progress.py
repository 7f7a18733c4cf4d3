from datetime import datetime

from odoo import api, fields, models, tools
from odoo.tools import SQL, format_date, html2plaintext

#: Kinds of events that say where a request stands.
STANDING = ("received", "stage", "waiting", "closed", "refused", "reopened")


class GrcRequest(models.Model):
    """What happened to a request, in public words: nobody's name, nothing internal."""

    _inherit = "grc.request"

    def _get_public_request(self):
        """Return the request that citizens know this one by: of a part, the request it is of.

        :return: one request, with the rights of the system
        """
        self.ensure_one()
        request = self.sudo()
        return request.parent_id or request

    def _get_public_progress(self, answers=None):
        """Return what happened to this request and what is planned, the oldest first.

        Of a duplicate, its own receipt and what happens in the request that stays.

        :param answers: what :meth:`_get_sent_answers` returns, when it is known
        :return: `kind`: `received`, `acknowledged`, `merged`, `part`, `stage`, `waiting`,
            `answer`, `closed`, `refused`, `reopened` or `planned`; `label` and `text` in the
            visitor's language; `date`: day in words and `datetime`: day in ISO 8601, both of the
            city's time zone, empty when the day is not known; `is_current`: where it stands now;
            `is_future`
        :rtype: list[dict]
        """
        request = self._get_public_request()
        answers = request._get_sent_answers() if answers is None else answers
        events = request._get_own_events(answers) + request._get_tracked()._get_work_events(
            request.date_received
        )
        events = _without_repetition(sorted(events, key=_get_rank))
        current = max(
            (place for place, event in enumerate(events) if event["kind"] in STANDING), default=None
        )
        return [
            {
                "kind": event["kind"],
                "label": event["label"],
                "text": self._get_event_text(event, place == current),
                "is_current": place == current,
                "is_future": event["kind"] == "planned",
                **request._format_public_day(event["moment"]),
            }
            for place, event in enumerate(events)
        ]

    @api.model
    def _get_event_text(self, event, is_current):
        if event["kind"] == "waiting":
            return (
                self.env._("We asked you something: the work goes on once you reply.")
                if is_current
                else self.env._("We asked you something.")
            )
        return event.get("text") or ""

    def _format_public_day(self, moment):
        """Return a day in words and in ISO 8601, in the city's time zone.

        :param moment: datetime in UTC, date, or False
        :rtype: dict
        """
        if not moment:
            return {"date": "", "datetime": ""}
        day = moment
        if isinstance(moment, datetime):
            day = fields.Datetime.context_timestamp(self._in_city_zone(), moment).date()
        return {
            "date": format_date(self.env, day, date_format="long"),
            "datetime": day.isoformat(),
        }

    def _get_own_events(self, answers):
        """Return what happened to this request itself; see :meth:`_get_public_progress`."""
        events = [
            {
                "kind": "received",
                "moment": self.date_received,
                "label": self.env._("Request received"),
            }
        ]
        if self.date_acknowledged:
            events.append(
                {
                    "kind": "acknowledged",
                    "moment": self.date_acknowledged,
                    "label": self.env._("Acknowledgement sent"),
                }
            )
        if self.duplicate_of_id:
            events.append(
                {
                    "kind": "merged",
                    "moment": self.date_closed,
                    "label": self.env._("Joined to another request about the same matter"),
                    "text": self.env._("What is done for it is shown here."),
                }
            )
        return events + [
            {
                "kind": "answer",
                "moment": answer.date_sent,
                "label": self.env._("Answer sent"),
            }
            for answer in answers
        ]

    def _get_work_events(self, since):
        """Return how the work went.

        :param datetime since: when the visitor asked; of what is older, where it stood then
        """
        moves = self._get_moves()
        before = [event for moment, event in moves if moment and moment < since]
        events = [{**event, "moment": since} for event in before[-1:]]
        events += [
            {**event, "moment": moment} for moment, event in moves if not moment or moment >= since
        ]
        if self.part_count:
            events.append(
                {
                    "kind": "part",
                    "moment": False,
                    "label": self.env._("Several departments work on it"),
                    "text": self.part_progress,
                }
            )
        if self.date_planned and not self.date_closed:
            events.append(
                {
                    "kind": "planned",
                    "moment": self.date_planned,
                    "label": self.env._("Work planned"),
                }
            )
        return events

    def _get_moves(self):
        """Return the moves from stage to stage: moment and event.

        Requests brought from another tool have no history: the dates they hold stand for it.
        """
        moves = self._get_stage_changes()
        if not moves or moves[-1][1] != self.stage_id.id:
            moment = self.date_closed or self.date_reopened or self.waiting_since
            moves.append((moment, self.stage_id.id))
        steps = self.env["grc.request.stage"]._get_public_steps()
        moves = [(moment, steps[stage_id]) for moment, stage_id in moves if stage_id in steps]
        states = ["new", *(step["state"] for _moment, step in moves)]
        return [
            (moment, self._prepare_move(step, before))
            for (moment, step), before in zip(moves, states, strict=False)
            if step["state"] != "new"
        ]

    def _get_stage_changes(self):
        """Return when the stage changed and to which, as Odoo wrote it down, the oldest first.

        :rtype: list[tuple[datetime, int]]
        """
        field = self.env["ir.model.fields"]._get(self._name, "stage_id")
        self.env["mail.tracking.value"].flush_model()
        self.env["mail.message"].flush_model(["date", "model", "res_id"])
        return self.env.execute_query(
            SQL(
                """SELECT message.date, change.new_value_integer
                     FROM mail_message AS message
                     JOIN mail_tracking_value AS change ON change.mail_message_id = message.id
                    WHERE message.model = %s AND message.res_id = %s AND change.field_id = %s
                    ORDER BY change.id""",
                self._name,
                self.id,
                field.id,
            )
        )

    def _prepare_move(self, step, before):
        """Return the event of a move to a stage; hook.

        :param dict step: see `grc.request.stage._get_public_steps`
        :param str before: state from which it moved
        :rtype: dict
        """
        event = {"kind": "stage", "label": step["label"]}
        if step["state"] == "done":
            event["kind"] = "closed"
        elif step["state"] == "refused":
            event["kind"] = "refused"
            if not self._is_hidden():
                event["text"] = html2plaintext(self.public_refusal or "", include_references=False)
        elif before in ("done", "refused"):
            event.update(kind="reopened", text=event["label"], label=self.env._("Opened again"))
        elif step["waits_for_citizen"]:
            event["kind"] = "waiting"
        return event


class GrcRequestStage(models.Model):
    _inherit = "grc.request.stage"

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_public_steps(self):
        """Return what citizens read of each stage, by id: `label`, `state`, `waits_for_citizen`.

        :rtype: dict[int, dict]
        """
        stages = self.sudo().with_context(active_test=False).search([("state", "!=", False)])
        return {
            stage.id: {
                "label": stage.public_name or stage.name,
                "state": stage.state,
                "waits_for_citizen": stage._stops_clock(),
            }
            for stage in stages
        }


def _get_rank(event):
    """Order events by their moment; those without one are of now, what is planned comes last."""
    if event["kind"] == "planned":
        return (2, "")
    return (0, event["moment"].isoformat()) if event["moment"] else (1, "")


def _without_repetition(events):
    """Leave out the moves that citizens do not see: into a stage that has the same public name."""
    kept, label = [], None
    for event in events:
        if event["kind"] in STANDING:
            if event["kind"] == "stage" and event["label"] == label:
                continue
            label = event.get("text") if event["kind"] == "reopened" else event["label"]
        kept.append(event)
    return kept
