import re

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.phone import _grc_phone_e164, _grc_phone_prefixes
from ..tools.words import split_words

GROUPS = "grc_citizen.group_front_desk,grc_citizen.group_agent"
#: People looked at for each way of finding them, of whom the best are shown.
FEW = 200
SHOWN_PEOPLE = 8
SHOWN_REQUESTS = 5
PHONE_TYPING = re.compile(r"[\d\s.+()/-]+")
REFERENCE_TYPING = re.compile(r"\d{4}-\d+")
#: Fewer digits or letters than that find too many people.
FEWEST_DIGITS = 4
FEWEST_LETTERS = 2


class GrcFrontDesk(models.AbstractModel):
    """What the screen of the front desk asks: a citizen stands at the counter or on the phone.

    Every public method is called by RPC with the rights of the user: what their record rules hide
    is neither found nor shown here.
    """

    _name = "grc.front.desk"
    _description = "Front Desk"

    @api.model
    def _check_front_desk(self):
        """Refuse whoever neither records nor works on requests.

        :raises AccessError: for them
        """
        if not self.env.user.has_groups(GROUPS):
            raise AccessError(
                self.env._("The front desk is for those who record requests or work on them.")
            )

    @api.model
    @api.readonly
    def find(self, text, limit=SHOWN_PEOPLE):
        """Find people and requests by whatever the citizen gives.

        People are found by telephone, e-mail or words of their name, in whole or from their
        beginning; requests by number, its last digits, tracking code, telephone or e-mail.

        :param str text: what was typed so far
        :param int limit: people returned at most
        :return: ``people``, ``more`` (people not returned), ``requests``, and ``person``: the name,
            telephone or e-mail that the text would give to somebody new
        :rtype: dict
        """
        self._check_front_desk()
        text = (text or "").strip()
        people, more = self._find_people(text, limit)
        return {
            "people": self._read_people(people),
            "more": more,
            "requests": self._read_requests(self._find_requests(text, people)),
            "person": self._guess_person(text),
        }

    @api.model
    def _find_people(self, text, limit):
        """Return the best people for a text, and whether there are more.

        :rtype: tuple[res.partner, bool]
        """
        Partner = self.env["res.partner"]
        ways = self._get_ways(text)
        if not ways:
            return Partner, False
        Partner.flush_model(["complete_name", "phone_sanitized", "email_normalized", "active"])
        each = (
            SQL(
                "(SELECT id FROM res_partner WHERE %s AND active"
                " AND (company_id IS NULL OR company_id IN %s) LIMIT %s)",
                way,
                tuple(self.env.companies.ids),
                FEW,
            )
            for way in ways
        )
        rows = self.env.execute_query(SQL(" UNION ").join(each))
        people = Partner.search_fetch(
            [("id", "in", [partner_id for (partner_id,) in rows]), ("name", "!=", False)],
            self._get_person_fields(),
        )
        words = set(split_words(text))
        best = people.sorted(
            lambda person: (
                not words <= set(split_words(person.complete_name)),
                not person.is_citizen,
                person.complete_name or "",
                person.id,
            )
        )
        return best[:limit], len(best) > limit

    @api.model
    def _get_ways(self, text):
        """Return the conditions on contacts under which a text finds somebody; hook.

        :rtype: list[SQL]
        """
        if PHONE_TYPING.fullmatch(text):
            if sum(map(str.isdigit, text)) < FEWEST_DIGITS:
                return []
            prefixes = self._get_phone_prefixes(text)
            return [
                *(SQL("phone_sanitized LIKE %s", f"{prefix}%") for prefix in prefixes),
                *(self._get_alias_way("phone", prefix) for prefix in prefixes),
            ]
        ways = []
        if "@" not in text and sum(map(str.isalpha, text)) >= FEWEST_LETTERS:
            Partner = self.env["res.partner"]
            for prefix in (False, True):
                query = Partner._grc_words_query(text, prefix)
                ways.append(SQL("grc_name_words @@ %s", query))
        if " " not in text and len(text) > FEWEST_LETTERS:
            beginning = re.sub(r"([\\%_])", r"\\\1", text.lower())
            ways.append(SQL("email_normalized LIKE %s", f"{beginning}%"))
            if "@" in text:
                ways.append(self._get_alias_way("email", text.lower()))
        return ways

    @api.model
    def _get_alias_way(self, kind, value):
        """Return the condition of who had a whole e-mail or telephone before."""
        return SQL(
            "id IN (SELECT partner_id FROM grc_partner_alias WHERE kind = %s AND value = %s)",
            kind,
            value,
        )

    @api.model
    def _get_phone_prefixes(self, text):
        country = self.env.company.country_id
        e164 = _grc_phone_e164(text, country)
        return [e164] if e164 else _grc_phone_prefixes(text, country)

    @api.model
    def _get_person_fields(self):
        """Return the fields that a line of the result shows; hook."""
        return [
            "name",
            "complete_name",
            "parent_id",
            "citizen_type",
            "is_citizen",
            "phone",
            "email",
            "street",
            "zip",
            "city",
        ]

    @api.model
    def _read_people(self, people):
        """Return what the lines of the result show of people.

        :rtype: list[dict]
        """
        counts = dict(
            self.env["grc.request"]._read_group(
                [("partner_id", "in", people.ids), ("date_closed", "=", False)],
                ["partner_id"],
                ["__count"],
            )
            if people
            else ()
        )
        return [
            {
                "id": person.id,
                "name": person.complete_name,
                "citizen_type": person.citizen_type or "",
                "phone": self._format_phone(person),
                "email": person.email or "",
                "address": ", ".join(
                    filter(
                        None,
                        [person.street, " ".join(filter(None, (person.zip, person.city)))],
                    )
                ),
                "open_count": counts.get(person, 0),
            }
            for person in people
        ]

    @api.model
    def _format_phone(self, person):
        """Return a telephone as people read it in their country."""
        return person._phone_format(fname="phone", force_format="NATIONAL") or person.phone or ""

    @api.model
    def _find_requests(self, text, people):
        """Return the requests that a text names: by reference, or by a way to reach that differs
        from that of the people found.

        :param people: ``res.partner`` found by the same text
        :rtype: grc.request
        """
        Request = self.env["grc.request"]
        domain = Domain.FALSE
        if any(map(str.isdigit, text)) or Request._normalize_tracking_code(text):
            domain = Domain("reference", "ilike", text)
        others = Domain("partner_id", "not in", people.ids)
        if phone := _grc_phone_e164(text, self.env.company.country_id):
            domain |= Domain("phone_sanitized", "=", phone) & others
        if "@" in text:
            domain |= Domain("email_normalized", "=", text.lower()) & others
        if domain.is_false():
            return Request
        return Request.search_fetch(domain, self._get_request_fields(), limit=SHOWN_REQUESTS)

    @api.model
    def _get_request_fields(self):
        """Return the fields that a line about a request shows; hook."""
        return [
            "number",
            "name",
            "type_id",
            "partner_id",
            "contact_name",
            "stage_id",
            "channel_id",
            "date_received",
            "date_deadline",
            "date_closed",
            "deadline_state",
        ]

    @api.model
    def _read_requests(self, requests):
        """Return what lines about requests show.

        :rtype: list[dict]
        """
        states = dict(requests._fields["deadline_state"]._description_selection(self.env))
        return [
            {
                "id": request.id,
                "number": request.number,
                "name": request.name,
                "type": request.type_id.sudo().name or "",
                "type_id": request.type_id.id,
                "person": request.contact_name or request.partner_id.name or "",
                "stage": request.stage_id.name,
                "received": request.date_received,
                "deadline": request.date_deadline,
                "is_closed": bool(request.date_closed),
                "deadline_state": request.deadline_state,
                "deadline_label": states[request.deadline_state],
            }
            for request in requests
        ]

    @api.model
    def _guess_person(self, text):
        """Return what a text that found nobody would tell of somebody new.

        :rtype: dict[str, str]
        """
        if REFERENCE_TYPING.fullmatch(text):
            return {}
        if PHONE_TYPING.fullmatch(text):
            is_phone = sum(map(str.isdigit, text)) >= FEWEST_DIGITS
            return {"phone": text} if is_phone else {}
        if "@" in text:
            return {"email": text}
        if any(map(str.isdigit, text)) or len(text) < FEWEST_LETTERS:
            return {}
        return {"name": text}
