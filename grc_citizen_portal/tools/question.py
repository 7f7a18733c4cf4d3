"""The questions of a type, as they are asked on a page and answered there."""

from datetime import datetime

import pytz

from odoo import fields
from odoo.tools import format_date, format_datetime
from odoo.tools.misc import formatLang

CHAR_LENGTH = 250
TEXT_LENGTH = 5000
#: A label that ends with it, as forms on paper do, is of a question that must be answered.
REQUIRED_MARK = "*"
#: Kinds of properties that can be asked; records of the city cannot.
ASKED = (
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "integer",
    "monetary",
    "selection",
    "separator",
    "tags",
    "text",
)
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
MOMENT_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M")


class Question:
    """One question: an entry of a properties definition of Odoo.

    What was typed is kept as text (a list of texts for several choices), right or wrong.
    """

    def __init__(self, env, definition, zone):
        """
        :param env: environment, for words in the visitor's language
        :param dict definition: of the property
        :param str zone: time zone of the city
        """
        self.env = env
        self.zone = pytz.timezone(zone)
        self.name = definition["name"]
        self.kind = definition["type"]
        label = (definition.get("string") or definition["name"]).strip()
        self.is_required = label.endswith(REQUIRED_MARK)
        self.label = label.removesuffix(REQUIRED_MARK).rstrip()
        self.suffix = definition.get("suffix") or ""
        self.default = definition.get("default")
        self.choices = [tuple(choice[:2]) for choice in definition.get(self.kind) or []]
        self.field_id = f"question-{self.name}"

    @classmethod
    def read_all(cls, env, definitions, zone):
        """Return the questions that a page can ask.

        :param list[dict] definitions: of the type
        :rtype: list[Question]
        """
        return [cls(env, one, zone) for one in definitions or [] if one.get("type") in ASKED]

    def collect(self, form):
        """Return what was typed, to be kept.

        :param form: `FormInput`
        """
        return form.getlist(self.field_id) if self.kind == "tags" else form.get(self.field_id)

    def get_typed(self, answers):
        """Return what the field shows: what was typed, at first the default.

        :param dict answers: kept answers by name of the question, None before anything was typed
        """
        if answers is not None:
            return answers.get(self.name) or ([] if self.kind == "tags" else "")
        if self.kind == "tags":
            return self.default or []
        if self.kind == "boolean":
            return "1" if self.default else ""
        return str(self.default) if self.default not in (None, False) else ""

    def check(self, typed):
        """Return what is wrong with an answer and how to mend it, False when nothing is.

        :param typed: as kept
        """
        if not typed:
            return self._get_missing() if self.is_required and self.kind != "separator" else False
        limit = TEXT_LENGTH if self.kind == "text" else CHAR_LENGTH
        if self.kind in ("char", "text") and len(typed) > limit:
            return self.env._("Please shorten this: %(count)s characters at most.", count=limit)
        try:
            self.convert(typed)
        except ValueError:
            return self._get_unreadable()
        return False

    def _get_missing(self):
        if self.kind in ("selection", "tags"):
            return self.env._("“%(question)s”: choose an answer.", question=self.label)
        if self.kind == "boolean":
            return self.env._("“%(question)s”: tick the box.", question=self.label)
        return self.env._("“%(question)s”: an answer is needed.", question=self.label)

    def _get_unreadable(self):
        messages = {
            "integer": self.env._("“%(question)s”: a whole number, like 12.", question=self.label),
            "date": self.env._(
                "“%(question)s”: a day like 25/12/2026 (day, month, year).", question=self.label
            ),
            "datetime": self.env._(
                "“%(question)s”: a day and a time like 25/12/2026 14:30.", question=self.label
            ),
        }
        number = self.env._("“%(question)s”: a number, like 12.5.", question=self.label)
        choice = self.env._("“%(question)s”: choose one of the answers.", question=self.label)
        return messages.get(self.kind) or (choice if self.choices else number)

    def convert(self, typed):
        """Return an answer as Odoo stores it, None when there is none.

        :param typed: as kept
        :raises ValueError: when it cannot be read
        """
        if self.kind == "separator" or not typed:
            return None
        return getattr(self, f"_convert_{self.kind}", str)(typed)

    def _convert_boolean(self, typed):
        return typed == "1"

    def _convert_integer(self, typed):
        number = int(self._strip_number(typed))
        if abs(number) >= 2**31:
            raise ValueError(typed)
        return number

    def _convert_float(self, typed):
        number = float(self._strip_number(typed))
        if abs(number) > 1e12 or number != number:
            raise ValueError(typed)
        return number

    _convert_monetary = _convert_float

    @staticmethod
    def _strip_number(typed):
        return "".join(typed.split()).replace(",", ".").replace("_", "?")

    def _convert_selection(self, typed):
        if typed not in dict(self.choices):
            raise ValueError(typed)
        return typed

    def _convert_tags(self, typed):
        known = {choice[0] for choice in self.choices}
        if not known.issuperset(typed):
            raise ValueError(typed)
        return typed

    def _convert_date(self, typed):
        return fields.Date.to_string(self._parse(typed, DATE_FORMATS))

    def _convert_datetime(self, typed):
        local = self.zone.localize(self._parse(typed, MOMENT_FORMATS))
        return fields.Datetime.to_string(local.astimezone(pytz.utc).replace(tzinfo=None))

    @staticmethod
    def _parse(typed, formats):
        for one in formats:
            try:
                moment = datetime.strptime(typed, one)
            except ValueError:
                continue
            if 1900 <= moment.year <= 2200:
                return moment
        raise ValueError(typed)

    def show(self, typed):
        """Return an answer in words, empty when there is none or it cannot be read.

        :param typed: as kept
        :rtype: str
        """
        try:
            value = self.convert(typed)
        except ValueError:
            return "" if self.kind == "tags" else typed
        if value is None:
            return ""
        if self.kind == "boolean":
            return self.env._("Yes")
        if self.choices:
            chosen = value if self.kind == "tags" else [value]
            return ", ".join(dict(self.choices)[one] for one in chosen)
        return f"{self._format(value)} {self.suffix}".strip()

    def _format(self, value):
        if self.kind == "date":
            return format_date(self.env, value, date_format="long")
        if self.kind == "datetime":
            return format_datetime(self.env, value, tz=self.zone.zone)
        if self.kind in ("float", "monetary"):
            return formatLang(self.env, value)
        return str(value)
