"""Reads the file of another tool, row by row, as a mapping says."""

import csv
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

MAPPINGS = Path(__file__).with_name("mappings")


@dataclass
class Row:
    """One request of the file. Dates are naive UTC; what the file leaves empty is empty or None."""

    line: int
    identifier: str
    name: str
    type: str
    theme: str
    department: str
    channel: str
    state: str
    description: list
    received: datetime
    due: datetime | None
    closed: datetime | None


class Mapping:
    """How to read the files of one tool, from JSON.

    ``columns`` says which column holds what; ``channels`` and ``states`` translate their values,
    those under the empty name being for all others; ``description`` lists columns kept as text.
    """

    def __init__(self, name):
        path = Path(name) if name.endswith(".json") else MAPPINGS / f"{name}.json"
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            known = ", ".join(sorted(file.stem for file in MAPPINGS.glob("*.json")))
            raise SystemExit(f"There is no mapping {name} ({error}). Known: {known}") from None
        self.source = content["source"]
        self.zone = ZoneInfo(content["time_zone"])
        self._format = content["date_format"]
        self._columns = content["columns"]
        self._description = content["description"]
        self._channels = content["channels"]
        self._states = content["states"]

    def read(self, path):
        """Return the rows of a file, and what is wrong with the others.

        :rtype: tuple[list[Row], list[str]]
        """
        rows, wrong, seen = [], [], set()
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {*self._columns.values(), *self._description} - set(reader.fieldnames or ())
            if missing:
                raise SystemExit(f"{path} has no column {', '.join(sorted(missing))}")
            for raw in reader:
                try:
                    row = self._read_row(reader.line_num, raw)
                    if row.identifier in seen:
                        raise ValueError(f"{row.identifier} stands in the file already")
                except ValueError as error:
                    wrong.append(f"line {reader.line_num}: {error}")
                    continue
                seen.add(row.identifier)
                rows.append(row)
        return rows, wrong

    def _read_row(self, line, raw):
        def text(name):
            return (raw.get(self._columns.get(name, ""), "") or "").strip()

        received = self._date(text("received"))
        if not text("identifier") or not received:
            raise ValueError("without identifier or date of receipt")
        return Row(
            line=line,
            identifier=text("identifier"),
            name=text("name") or text("type"),
            type=text("type"),
            theme=text("theme"),
            department=text("department"),
            channel=self._translate("channel", self._channels, text("channel")),
            state=self._translate("state", self._states, text("state")),
            description=[raw[name].strip() for name in self._description if raw[name].strip()],
            received=received,
            due=self._date(text("due")),
            closed=self._date(text("closed")),
        )

    @staticmethod
    def _translate(what, table, value):
        if value not in table and "" not in table:
            raise ValueError(f"the mapping does not know the {what} “{value}”")
        return table.get(value, table.get(""))

    def _date(self, text):
        if not text:
            return None
        local = datetime.strptime(text, self._format).replace(tzinfo=self.zone)
        return local.astimezone(UTC).replace(tzinfo=None)


def delays(rows):
    """Return the delay of each type in hours, as most of its rows with a due date have it.

    :rtype: dict[str, int]
    """
    hours = defaultdict(Counter)
    for row in rows:
        if row.due:
            hours[row.type][round((row.due - row.received).total_seconds() / 3600)] += 1
    return {name: max(counter.most_common(1)[0][0], 0) for name, counter in hours.items()}
