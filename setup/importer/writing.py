"""Writes the rows of a file as requests, with the departments and types they name."""

import re
from collections import Counter, defaultdict

import reading
from markupsafe import Markup

from odoo.tools import remove_accents

BATCH = 500
MODULE = "__import__"
#: An import is nobody's request of today: no mail leaves, no history line is written.
QUIET = {
    "grc_no_acknowledge": True,
    "grc_no_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
}


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", remove_accents(text).lower()).strip("-")


class Writer:
    """Writes into one database; each batch is committed, and found again by its identifiers.

    :param Environment env: of the superuser
    :param Mapping mapping: of the file
    """

    def __init__(self, env, mapping):
        self.env = env(context={**env.context, **QUIET})
        self.mapping = mapping
        self._channels = {}

    def write(self, rows):
        """Write rows that are not there yet.

        :return: (how many were written, how many were there)
        """
        new = self._without_known(rows)
        departments = self._departments(new, self._calendar(rows))
        types = self._types(new, departments, reading.delays(rows))
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            requests = self.env["grc.request"].create(
                [self._values(row, departments, types) for row in batch]
            )
            self.env["ir.model.data"]._update_xmlids(
                {"xml_id": self._xmlid(row), "record": request, "noupdate": True}
                for row, request in zip(batch, requests, strict=True)
            )
            self.env.cr.commit()
            self.env.invalidate_all()
            print(f"  {start + len(batch):,} of {len(new):,}", flush=True)
        return len(new), len(rows) - len(new)

    def _xmlid(self, row):
        return f"{MODULE}.{self.mapping.source}_{row.identifier}"

    def _without_known(self, rows):
        prefix = f"{self.mapping.source}_"
        known = self.env["ir.model.data"].search_fetch(
            [
                ("module", "=", MODULE),
                ("model", "=", "grc.request"),
                ("name", "=like", f"{prefix}%"),
            ],
            ["name"],
        )
        names = {name.removeprefix(prefix) for name in known.mapped("name")}
        return [row for row in rows if row.identifier not in names]

    def _calendar(self, rows):
        """Return the calendar of the new departments: day and night when the file has due dates.

        Those are so many hours after receipt, whatever the day.
        """
        if not any(row.due for row in rows):
            return self.env.company.resource_calendar_id
        name = f"Day and night ({self.mapping.zone.key})"
        calendars = self.env["resource.calendar"]
        found = calendars.search(
            [("name", "=", name), ("company_id", "=", self.env.company.id)], limit=1
        )
        return found or calendars.create(
            {
                "name": name,
                "tz": self.mapping.zone.key,
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 0,
                            "hour_to": 24,
                            "day_period": "full_day",
                        },
                    )
                    for day in range(7)
                ],
            }
        )

    def _departments(self, rows, calendar):
        names = {row.department for row in rows} - {""}
        found = self.env["grc.department"].search(
            [("name", "in", list(names)), ("company_id", "=", self.env.company.id)]
        )
        by_name = {department.name: department for department in found}
        missing = sorted(names - by_name.keys())
        created = self.env["grc.department"].create(
            [{"name": name, "resource_calendar_id": calendar.id} for name in missing]
        )
        return {**by_name, **dict(zip(missing, created, strict=True))}

    def _types(self, rows, departments, delays):
        """Return the types by name; a new one gets the department of most of its requests."""
        usual = defaultdict(Counter)
        themes = {}
        for row in rows:
            usual[row.type][row.department] += 1
            themes[row.type] = row.theme
        parents = self._find_types(sorted(set(themes.values()) - {""}), lambda name: {})
        return self._find_types(
            sorted(usual.keys() - {""}),
            lambda name: {
                "parent_id": parents[themes[name]].id if themes[name] else False,
                "department_id": departments[usual[name].most_common(1)[0][0]].id
                if usual[name].most_common(1)[0][0]
                else False,
                "deadline_value": delays.get(name, 0),
                "deadline_unit": "working_hours",
            },
        )

    def _find_types(self, names, prepare):
        codes = {name: f"{slug(self.mapping.source)}-{slug(name)}" for name in names}
        types = self.env["grc.request.type"].with_context(active_test=False)
        by_code = {one.code: one for one in types.search([("code", "in", list(codes.values()))])}
        missing = [name for name in names if codes[name] not in by_code]
        created = types.create(
            [{"name": name, "code": codes[name], **prepare(name)} for name in missing]
        )
        by_code.update(zip((codes[name] for name in missing), created, strict=True))
        return {name: by_code[code] for name, code in codes.items()}

    def _channel(self, code):
        if code not in self._channels:
            self._channels[code] = self.env["grc.channel"]._by_code(code)
            if not self._channels[code]:
                raise SystemExit(
                    f"The mapping names the channel “{code}”, which the city does not have."
                )
        return self._channels[code]

    def _values(self, row, departments, types):
        state = "done" if row.closed and row.state not in ("done", "refused") else row.state
        return {
            "name": row.name,
            "description": Markup("<p>%s</p>") % Markup("<br/>").join(row.description),
            "type_id": types[row.type].id if row.type else False,
            "department_id": departments[row.department].id if row.department else False,
            "channel_id": self._channel(row.channel).id,
            "stage_id": self.env["grc.request.stage"]._for_state(state).id,
            "date_received": row.received,
            "date_closed": row.closed,
        }
