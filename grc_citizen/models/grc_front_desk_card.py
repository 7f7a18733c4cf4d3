from odoo import api, models
from odoo.fields import Domain

OPEN_REQUESTS = 10
PAST_REQUESTS = 5
LAST_MESSAGES = 5
LAST_CONTACTS = 5
LAST_EVENTS = 6
OPEN_COUNT = 100


class GrcFrontDesk(models.AbstractModel):
    """Who stands there, what they wait for, and what to know before answering."""

    _inherit = "grc.front.desk"

    @api.model
    @api.readonly
    def get_card(self, partner_id):
        """Return what the desk shows of a person.

        :param int partner_id: a person that :meth:`find` gave
        :return: identity, ``warnings``, ``open_requests`` with ``open_count``, and ``events``, the
            last contacts
        :rtype: dict
        :raises AccessError: when the user may not read this person
        """
        self._check_front_desk()
        person = self.env["res.partner"].browse(partner_id)
        person.check_access("read")
        owners = list(person._grc_request_owners())
        open_domain = Domain("partner_id", "in", owners) & Domain("date_closed", "=", False)
        Request = self.env["grc.request"]
        fields = self._get_request_fields()
        current = Request.search_fetch(
            open_domain, fields, order="date_deadline, id", limit=OPEN_REQUESTS
        )
        past = Request.search_fetch(
            [("partner_id", "in", owners), ("date_closed", "!=", False)],
            fields,
            limit=PAST_REQUESTS,
        )
        return {
            **self._read_person(person),
            "warnings": self._get_warnings(person, current),
            "open_requests": self._read_requests(current),
            "open_count": len(current)
            if len(current) < OPEN_REQUESTS
            else Request.search_count(open_domain, limit=OPEN_COUNT),
            "events": self._get_events(person, current | past),
        }

    @api.model
    def _read_person(self, person):
        """Return who a person is and how to reach them; hook.

        :param person: ``res.partner``, one
        :rtype: dict
        """
        (line,) = self._read_people(person)
        household = person.household_id or person.parent_id
        labels = dict(person._fields["preferred_channel"]._description_selection(self.env))
        kinds = dict(person._fields["citizen_type"]._description_selection(self.env))
        return {
            **line,
            "kind": kinds.get(person.citizen_type, ""),
            "household": household.display_name or "",
            "household_id": household.id,
            "members": person.household_member_ids.mapped("name"),
            "preferred_channel": labels.get(person.preferred_channel, ""),
        }

    @api.model
    def _get_warnings(self, person, requests):
        """Return what to know before answering this person, the gravest first; hook.

        :param person: ``res.partner``, one
        :param requests: ``grc.request``, theirs that are open, the most urgent first, few of them
        :return: dicts of ``tone`` (a colour of Bootstrap), ``icon`` (Font Awesome) and ``text``
        :rtype: list[dict]
        """
        warnings = []
        late = requests.filtered(lambda request: request.deadline_state == "late")
        if late:
            count = f"{len(late)}{'+' * (len(late) == OPEN_REQUESTS)}"
            text = (
                self.env._("The answer to %(number)s is late.", number=late.number)
                if len(late) == 1
                else self.env._("%(count)s answers are late.", count=count)
            )
            warnings.append({"tone": "danger", "icon": "fa-clock-o", "text": text})
        warnings += self._get_reach_warnings(person)
        for consent in self._get_withdrawn_consents(person):
            text = self.env._("No longer agrees to: %(purpose)s.", purpose=consent.purpose_id.name)
            warnings.append({"tone": "warning", "icon": "fa-hand-paper-o", "text": text})
        return warnings

    @api.model
    def _get_reach_warnings(self, person):
        """Return what keeps the city from reaching this person."""
        warnings = []
        if person.phone_to_check:
            text = self.env._("Telephone to check: “%(phone)s” is no number.", phone=person.phone)
            warnings.append({"tone": "warning", "icon": "fa-phone", "text": text})
        if person.is_blacklisted:
            text = self.env._("Mails to %(email)s are blocked.", email=person.email)
            warnings.append({"tone": "warning", "icon": "fa-ban", "text": text})
        elif person.message_bounce:
            text = self.env._("Mails to %(email)s come back: check it.", email=person.email)
            warnings.append({"tone": "warning", "icon": "fa-envelope-o", "text": text})
        if person.grc_is_silenced:
            text = self.env._("What they send is kept aside until a manager looks at it.")
            warnings.append({"tone": "warning", "icon": "fa-bell-slash-o", "text": text})
        if not person.email and not person.phone:
            text = self.env._("Neither e-mail nor telephone: ask for one.")
            warnings.append({"tone": "info", "icon": "fa-address-card-o", "text": text})
        return warnings

    @api.model
    def _get_withdrawn_consents(self, person):
        states = person._grc_consent_state().get(person.id, {})
        return [consent for consent in states.values() if not consent.granted]

    @api.model
    def _get_events(self, person, requests):
        """Return the last contacts with a person, the latest first; hook.

        :param person: ``res.partner``, one
        :param requests: ``grc.request``, their latest, open or closed
        :return: dicts of ``date``, ``icon``, ``title``, ``text`` and, to open it, ``request_id``
        :rtype: list[dict]
        """
        events = [
            {
                "date": request.date_received,
                "icon": request.channel_id.icon or "fa-inbox",
                "title": request.channel_id.name or "",
                "text": request.display_name,
                "request_id": request.id,
            }
            for request in requests
        ]
        events += self._get_message_events(requests)
        events += self._get_contact_events(person)
        return sorted(events, key=lambda event: event["date"], reverse=True)[:LAST_EVENTS]

    @api.model
    def _get_message_events(self, requests):
        messages = self.env["mail.message"].search_fetch(
            [
                ("model", "=", requests._name),
                ("res_id", "in", requests.ids),
                ("message_type", "in", ("comment", "email")),
                ("is_internal", "=", False),
                ("subtype_id.internal", "=", False),
            ],
            ["date", "res_id", "author_id", "email_from", "body", "message_type"],
            order="id desc",
            limit=LAST_MESSAGES,
        )
        return [
            {
                "date": message.date,
                "icon": "fa-envelope-o" if message.message_type == "email" else "fa-comment-o",
                "title": message.author_id.name or message.email_from or "",
                "text": message.preview,
                "request_id": message.res_id,
            }
            for message in messages
        ]

    @api.model
    def _get_contact_events(self, person):
        contacts = self.env["grc.contact"].search_fetch(
            [("partner_id", "=", person.id)],
            ["date", "type_id", "channel_id", "note"],
            limit=LAST_CONTACTS,
        )
        return [
            {
                "date": contact.date,
                "icon": contact.channel_id.icon or "fa-check",
                "title": self.env._("Answered on the spot"),
                "text": " – ".join(filter(None, (contact.type_id.name, contact.note))),
                "request_id": False,
            }
            for contact in contacts
        ]
