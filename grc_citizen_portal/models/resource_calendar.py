from collections import namedtuple
from datetime import datetime, time, timedelta

from pytz import timezone

from odoo import fields, models, tools
from odoo.tools import format_date, format_time

#: How far the next opening is looked for.
DAYS_AHEAD = 21

#: `closes`: aware datetime, None when closed now; `opens`: the next one, None when none is near.
Opening = namedtuple("Opening", "closes opens")


class ResourceCalendar(models.Model):
    """Opening hours told to the public: until when, from when, day by day."""

    _inherit = "resource.calendar"

    def _grc_get_opening(self):
        """Return until when this calendar is open now, and when it opens next.

        :rtype: Opening
        """
        now = self._grc_now()
        closes = opens = None
        for start, end in self._grc_get_openings(DAYS_AHEAD):
            if start <= now < end:
                closes = end
            elif closes == start:
                closes = end
            elif start > now:
                opens = start
                break
        return Opening(closes, opens)

    def _grc_get_week(self):
        """Return the hours of the seven days to come, today first.

        :return: for each day ``day`` (its name and date), ``hours`` (list of str, none when
            closed), ``reason`` (name of the day off, if any) and ``is_today``
        :rtype: list[dict]
        """
        today = self._grc_now().date()
        hours = {today + timedelta(days=index): [] for index in range(7)}
        for start, end in self._grc_get_openings(DAYS_AHEAD):
            if start.date() in hours:
                span = self.env._(
                    "%(start)s to %(end)s",
                    start=self._grc_format_time(start),
                    end=self._grc_format_time(end),
                )
                hours[start.date()].append(span)
        reasons = self._grc_get_days_off(min(hours), max(hours))
        return [
            {
                "day": format_date(self.env, day, date_format="EEEE d MMMM"),
                "hours": spans,
                "reason": reasons.get(day, ""),
                "is_today": day == today,
            }
            for day, spans in hours.items()
        ]

    def _grc_format_opening(self, moment):
        """Return a moment to come in words.

        :param datetime moment: aware
        :return: ``today at 13:30``, ``Monday 23 November at 8:30``
        :rtype: str
        """
        values = {"time": self._grc_format_time(moment)}
        days = (moment.date() - self._grc_now().date()).days
        if days == 0:
            return self.env._("today at %(time)s", **values)
        if days == 1:
            return self.env._("tomorrow at %(time)s", **values)
        day = format_date(self.env, moment.date(), date_format="EEEE d MMMM")
        return self.env._("%(day)s at %(time)s", day=day, **values)

    def _grc_format_time(self, moment):
        return format_time(self.env, moment.time(), time_format="short")

    def _grc_now(self):
        return fields.Datetime.now().astimezone(timezone(self.tz))

    def _grc_get_openings(self, days):
        """Return when this calendar is open from this morning on, in its time zone."""
        zone = timezone(self.tz)
        today = self._grc_now().date()
        start, end = (
            zone.localize(datetime.combine(day, time.min))
            for day in (today, today + timedelta(days=days))
        )
        return [
            (opens.astimezone(zone), closes.astimezone(zone))
            for opens, closes in self._grc_get_work_intervals(start, end)
        ]

    @tools.ormcache("self.id", "first", "last")
    def _grc_get_days_off(self, first, last):
        """Return the names of the days off of everybody, by day; forgotten when one changes."""
        leaves = self.env["resource.calendar.leaves"].search_fetch(
            [
                ("calendar_id", "in", [False, self.id]),
                ("company_id", "in", [False, self.company_id.id or self.env.company.id]),
                ("resource_id", "=", False),
                ("date_from", "<=", datetime.combine(last, time.max)),
                ("date_to", ">=", datetime.combine(first, time.min) - timedelta(days=1)),
            ],
            ["name", "date_from", "date_to"],
        )
        names = {}
        for leave in leaves:
            day, end = (
                fields.Datetime.context_timestamp(self.with_context(tz=self.tz), moment).date()
                for moment in (leave.date_from, leave.date_to)
            )
            while day <= min(end, last):
                names[day] = leave.name or ""
                day += timedelta(days=1)
        return names
