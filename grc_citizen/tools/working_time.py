"""Reckon in the working time of a resource calendar, its public holidays included.

Odoo's ``plan_hours`` and ``plan_days`` query at each call and ``plan_days`` stops at noon of the
last day; here the intervals of a calendar are read once and serve a whole batch of requests.
"""

from datetime import UTC, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from pytz import timezone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HORIZON_STEP = timedelta(days=28)
HORIZON_LIMIT = timedelta(days=3 * 366)
LAST_SECOND = time(23, 59, 59)


class NoWorkingTime(Exception):
    """The calendar has too few working hours for the delay asked."""


class WorkingTime:
    """Working time of one calendar from a given moment on.

    :param calendar: a ``resource.calendar``; empty for a clock that never stops
    :param datetime start: naive UTC, nothing earlier will be asked for
    :param str default_tz: time zone of an empty calendar
    """

    def __init__(self, calendar, start, default_tz="UTC"):
        self.calendar = calendar
        self.zone = timezone(calendar.tz or default_tz)
        # The same windows for everybody: the calendar remembers what it answered for them.
        self._end = EPOCH + (start.replace(tzinfo=UTC) - EPOCH) // HORIZON_STEP * HORIZON_STEP
        self._intervals = []

    def add_hours(self, start, hours):
        """Return when ``hours`` of work after ``start`` are over, naive UTC.

        :param datetime start: naive UTC
        :param float hours: working hours, zero or more
        :raises NoWorkingTime: when three years do not hold that many
        """
        if not self.calendar:
            return start + timedelta(hours=hours)
        left = timedelta(hours=hours)
        moment = start.replace(tzinfo=UTC)
        for opens, closes in self._from(moment):
            begin = max(opens, moment)
            if left <= closes - begin:
                return (begin + left).astimezone(UTC).replace(tzinfo=None)
            left -= closes - begin
        raise NoWorkingTime

    def add_days(self, start, days):
        """Return the end of the ``days``-th working day after the day of ``start``, naive UTC.

        The day of ``start`` does not count, as in any delay set in days by law.

        :param datetime start: naive UTC
        :param int days: working days, one or more
        :raises NoWorkingTime: when three years do not hold that many
        """
        if not self.calendar:
            return self.end_of_day(start, relativedelta(days=days))
        moment = start.replace(tzinfo=UTC)
        first_day = moment.astimezone(self.zone).date()
        day = closing = None
        counted = 0
        for opens, closes in self._from(moment):
            local_day = opens.astimezone(self.zone).date()
            if local_day <= first_day:
                continue
            if local_day != day:
                if counted == days:
                    break
                counted += 1
                day = local_day
            closing = closes
        if counted < days:
            raise NoWorkingTime
        return closing.astimezone(UTC).replace(tzinfo=None)

    def end_of_day(self, start, delta):
        """Return the last second of the local day that is ``delta`` after ``start``, naive UTC.

        :param datetime start: naive UTC
        :param relativedelta delta: calendar days or months
        """
        day = start.replace(tzinfo=UTC).astimezone(self.zone).date() + delta
        last = self.zone.localize(datetime.combine(day, LAST_SECOND))
        return last.astimezone(UTC).replace(tzinfo=None)

    def hours_between(self, start, end):
        """Return the working hours between two naive UTC datetimes."""
        if not self.calendar:
            return (end - start).total_seconds() / 3600
        start, end = start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)
        total = timedelta()
        for opens, closes in self._from(start):
            if opens >= end:
                break
            total += max(timedelta(), min(closes, end) - max(opens, start))
        return total.total_seconds() / 3600

    def _from(self, moment):
        """Yield the working intervals that end after ``moment``, reading on as needed."""
        index = 0
        while True:
            while index < len(self._intervals):
                if self._intervals[index][1] > moment:
                    yield self._intervals[index]
                index += 1
            if self._end - moment > HORIZON_LIMIT:
                return
            self._read_on()

    def _read_on(self):
        end = self._end + HORIZON_STEP
        self._intervals += self.calendar._grc_get_work_intervals(self._end, end)
        self._end = end
