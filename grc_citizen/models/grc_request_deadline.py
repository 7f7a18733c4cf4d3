from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.working_time import NoWorkingTime, WorkingTime

WORKING_UNITS = ("working_hours", "working_days")
DEADLINE_STATES = [
    ("none", "No deadline"),
    ("on_time", "On time"),
    ("at_risk", "At risk"),
    ("late", "Late"),
    ("paused", "Paused"),
    ("met", "Met"),
    ("missed", "Missed"),
]


class GrcRequest(models.Model):
    _inherit = "grc.request"

    date_deadline = fields.Datetime(string="Deadline", tracking=True, copy=False)
    date_deadline_initial = fields.Datetime(
        string="First Deadline", readonly=True, copy=False, help="As announced at receipt."
    )
    date_at_risk = fields.Datetime(
        string="At Risk From", compute="_compute_date_at_risk", store=True
    )
    waiting_since = fields.Datetime(readonly=True, copy=False)
    waiting_working_hours = fields.Float(
        readonly=True, copy=False, help="Working hours the clock has stood still."
    )
    waiting_hours = fields.Float(readonly=True, copy=False, help="Hours the clock has stood still.")
    deadline_state = fields.Selection(
        DEADLINE_STATES,
        compute="_compute_deadline_state",
        search="_search_deadline_state",
        help="Reckoned when it is read: it is never out of date.",
    )

    @api.depends("date_received", "date_deadline")
    def _compute_date_at_risk(self):
        for request in self:
            received, deadline = request.date_received, request.date_deadline
            share = request.company_id.grc_at_risk_percent / 100
            request.date_at_risk = deadline and received + (deadline - received) * share

    @api.depends("date_deadline", "date_at_risk", "date_closed", "waiting_since")
    def _compute_deadline_state(self):
        now = fields.Datetime.now()
        for request in self:
            request.deadline_state = request._get_deadline_state(now)

    def _get_deadline_state(self, now):
        deadline, closed = self.date_deadline, self.date_closed
        if not deadline:
            return "none"
        if closed:
            return "met" if closed <= deadline else "missed"
        if self.waiting_since:
            return "paused"
        if deadline < now:
            return "late"
        return "at_risk" if self.date_at_risk and self.date_at_risk <= now else "on_time"

    @api.model
    def _get_deadline_state_domains(self):
        """Return, for each deadline state, the domain of its requests now. They never overlap."""
        now = fields.Datetime.now()
        dated = Domain("date_deadline", "!=", False)
        running = dated & Domain("date_closed", "=", False) & Domain("waiting_since", "=", False)
        closed = dated & Domain("date_closed", "!=", False)
        missed = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s > %s",
                model._field_to_sql(alias, "date_closed", query),
                model._field_to_sql(alias, "date_deadline", query),
            ),
            predicate=lambda request: request.date_closed > request.date_deadline,
        )
        at_risk = Domain("date_at_risk", "!=", False) & Domain("date_at_risk", "<=", now)
        return {
            "none": ~dated,
            "paused": dated
            & Domain("date_closed", "=", False)
            & Domain("waiting_since", "!=", False),
            "late": running & Domain("date_deadline", "<", now),
            "at_risk": running & Domain("date_deadline", ">=", now) & at_risk,
            "on_time": running
            & Domain("date_deadline", ">=", now)
            & (Domain("date_at_risk", "=", False) | Domain("date_at_risk", ">", now)),
            "met": closed & ~missed,
            "missed": closed & missed,
        }

    def _search_deadline_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._get_deadline_state_domains()
        return Domain.OR(domains[state] for state in value if state in domains)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "deadline_state":
            return super()._field_to_sql(alias, field_expr, query)
        column = {
            name: super(GrcRequest, self)._field_to_sql(alias, name, query)
            for name in ("date_deadline", "date_at_risk", "date_closed", "waiting_since")
        }
        return SQL(
            """CASE WHEN %(date_deadline)s IS NULL THEN 'none'
                WHEN %(date_closed)s <= %(date_deadline)s THEN 'met'
                WHEN %(date_closed)s IS NOT NULL THEN 'missed'
                WHEN %(waiting_since)s IS NOT NULL THEN 'paused'
                WHEN %(date_deadline)s < %(now)s THEN 'late'
                WHEN %(date_at_risk)s <= %(now)s THEN 'at_risk'
                ELSE 'on_time' END""",
            now=fields.Datetime.now(),
            **column,
        )

    def _schedule_deadline(self):
        """Set the deadline from the date of receipt, in the department's working time.

        The time spent waiting is added again, so that a request keeps it when its type or its
        department changes.

        :raises UserError: when the department's calendar has no working hours
        """
        for (calendar, company), requests in self._group_by_calendar().items():
            clock = WorkingTime(
                calendar, min(requests.mapped("date_received")), company.partner_id.tz
            )
            for request in requests:
                deadline = request._get_deadline(clock)
                request.sudo().write(
                    {
                        "date_deadline": deadline,
                        "date_deadline_initial": request.date_deadline_initial or deadline,
                    }
                )

    def _group_by_calendar(self):
        groups = defaultdict(self.browse)
        for request in self:
            calendar = request.department_id.sudo()._get_calendar() or (
                request.company_id.resource_calendar_id
            )
            groups[calendar, request.company_id] |= request
        return groups

    def _get_deadline(self, clock):
        """Return this request's deadline, False when its type sets none.

        :param WorkingTime clock: of the department in charge
        :rtype: datetime | bool
        """
        value, unit = self.type_id.deadline_value, self.type_id.deadline_unit
        if not value:
            return False
        received = self.date_received
        try:
            if unit == "working_hours":
                return clock.add_hours(received, value + self.waiting_working_hours)
            if unit == "working_days":
                deadline = clock.add_days(received, value)
                return self._add_waiting(clock, deadline, self.waiting_working_hours)
            delta = relativedelta(**{"months" if unit == "months" else "days": value})
            return clock.end_of_day(received, delta) + timedelta(hours=self.waiting_hours)
        except NoWorkingTime:
            raise UserError(
                self.env._(
                    "The calendar “%(calendar)s” of %(department)s has too few working hours to "
                    "reckon a deadline. Give it working hours, or the department another calendar.",
                    calendar=clock.calendar.name,
                    department=self.department_id.complete_name or self.company_id.name,
                )
            ) from None

    @api.model
    def _add_waiting(self, clock, deadline, hours):
        return clock.add_hours(deadline, hours) if hours else deadline

    def _resume_clock(self):
        """Start the clock again: the deadline moves by the time spent waiting.

        Working time for types whose delay is in working time, elapsed time for the others.
        """
        now = fields.Datetime.now()
        for (calendar, company), requests in self._group_by_calendar().items():
            since = min(requests.mapped("waiting_since"))
            clock = WorkingTime(calendar, since, company.partner_id.tz)
            for request in requests:
                worked = clock.hours_between(request.waiting_since, now)
                elapsed = (now - request.waiting_since).total_seconds() / 3600
                vals = {
                    "waiting_since": False,
                    "waiting_working_hours": request.waiting_working_hours + worked,
                    "waiting_hours": request.waiting_hours + elapsed,
                }
                if request.date_deadline:
                    vals["date_deadline"] = request._get_moved_deadline(clock, worked, elapsed)
                request.sudo().write(vals)

    def _get_moved_deadline(self, clock, worked, elapsed):
        if self.type_id.deadline_unit not in WORKING_UNITS:
            return self.date_deadline + timedelta(hours=elapsed)
        start = min(self.date_deadline, self.waiting_since)
        clock = WorkingTime(clock.calendar, start, clock.zone.zone)
        return self._add_waiting(clock, self.date_deadline, worked)
