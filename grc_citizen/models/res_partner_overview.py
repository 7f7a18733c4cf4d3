from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

PAGE_SIZE = 40
#: What people wrote to each other, not what was logged for the staff alone.
MESSAGE_TYPES = ("comment", "email", "email_outgoing", "auto_comment", "sms")


class ResPartner(models.Model):
    """Everything with a person, a household or a company, in one place and by date."""

    _inherit = "res.partner"

    def action_view_overview(self):
        """Open all that happened with this citizen, their household's members or contacts."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "grc_citizen.res_partner_overview_action"
        )
        return {**action, "context": {"active_id": self.id, "active_model": self._name}}

    @api.readonly
    def grc_get_overview(self, kind=None, before=None):
        """Return a page of what happened, the latest first; what the user may not see is not there.

        :param str kind: only that kind of thing, see :meth:`_get_overview_sections`
        :param str before: moment up to which, in UTC, of the last entry of the page before
        :return: dict with ``people``, ``sections`` with their counts (first page only) and
            ``entries``
        :raises AccessError: for who works neither at the front desk nor on requests
        """
        self.ensure_one()
        if not self.env.user.has_groups("grc_citizen.group_front_desk,grc_citizen.group_agent"):
            raise AccessError(self.env._("Only the town hall's agents see this."))
        self.check_access("read")
        people = self._get_overview_people()
        sections = {
            key: section
            for key, section in self._get_overview_sections(people).items()
            if self.env[section["model"]].has_access("read")
        }
        limit = before and fields.Datetime.to_datetime(before)
        entries = []
        for key, section in sections.items():
            if kind in (None, key):
                entries += self._get_overview_entries(key, section, limit)
        entries.sort(key=lambda entry: (entry["date"], entry["id"]), reverse=True)
        page = {"entries": entries[:PAGE_SIZE], "more": len(entries) > PAGE_SIZE}
        if not before:
            page["name"] = self.display_name
            page["people"] = [
                {"id": person.id, "name": person.display_name} for person in people - self
            ]
            page["sections"] = [
                {
                    "key": key,
                    "label": section["label"],
                    "icon": section["icon"],
                    "count": self.env[section["model"]].search_count(section["domain"]),
                }
                for key, section in sections.items()
            ]
        return page

    def _get_overview_people(self):
        """Return the person, and the household's members or the company's contacts."""
        people = self.browse(self._grc_request_owners()).with_context(active_test=False)
        return self | people._filtered_access("read")

    def _get_overview_sections(self, people):
        """Return the kinds of things that are shown; an addon adds its own, surveys for instance.

        :param people: ``res.partner`` it is about
        :return: dict from a key to a dict of ``label``, ``icon``, ``model``, ``domain``, ``date``
            (field of the moment) and ``entry`` (function that makes the ``title``, ``text`` and
            ``partner`` of records, and ``open``: model and id of what a click opens)
        """
        domains = self._get_overview_domains(people)
        return {
            "request": {
                "label": self.env._("Requests"),
                "icon": "fa-bullhorn",
                "model": "grc.request",
                "domain": domains["request"],
                "date": "date_received",
                "entry": self._prepare_overview_request,
            },
            "answer": {
                "label": self.env._("Answers"),
                "icon": "fa-reply",
                "model": "grc.request.answer",
                "domain": domains["answer"],
                "date": "date_sent",
                "entry": self._prepare_overview_answer,
            },
            "message": {
                "label": self.env._("Messages"),
                "icon": "fa-envelope-o",
                "model": "mail.message",
                "domain": domains["message"],
                "date": "date",
                "entry": self._prepare_overview_message,
            },
            "contact": {
                "label": self.env._("Answered on the Spot"),
                "icon": "fa-comments-o",
                "model": "grc.contact",
                "domain": domains["person"],
                "date": "date",
                "entry": self._prepare_overview_contact,
            },
            "consent": {
                "label": self.env._("Consents"),
                "icon": "fa-check-square-o",
                "model": "grc.consent",
                "domain": domains["person"],
                "date": "date",
                "entry": self._prepare_overview_consent,
            },
        }

    def _get_overview_domains(self, people):
        """Return what is looked for in requests, answers, messages, and by ``partner_id``.

        Answers and messages are those of the requests that the user sees. An answer that went by
        mail is also a message: it is shown once.
        """
        person = [("partner_id", "in", people.ids)]
        requests = self.env["grc.request"].with_context(active_test=False).search(person)
        sent = [("request_id", "in", requests.ids), ("state", "=", "sent")]
        answers = self.env["grc.request.answer"].search_fetch(sent, ["subject"])
        of_requests = (
            Domain("model", "=", "grc.request")
            & Domain("res_id", "in", requests.ids)
            & Domain("subject", "not in", answers.mapped("subject"))
        )
        of_people = Domain("model", "=", "res.partner") & Domain("res_id", "in", people.ids)
        return {
            "person": Domain(person),
            "request": Domain("id", "in", requests.ids),
            "answer": Domain(sent),
            "message": Domain("message_type", "in", MESSAGE_TYPES) & (of_requests | of_people),
        }

    def _get_overview_entries(self, key, section, before):
        date = section["date"]
        domain = Domain(section["domain"])
        if before:
            domain &= Domain(date, "<=", before)
        records = self.env[section["model"]].with_context(active_test=False)
        found = records.search(domain, order=f"{date} DESC, id DESC", limit=PAGE_SIZE + 1)
        return [
            {
                "kind": key,
                "id": record.id,
                "icon": section["icon"],
                "date": fields.Datetime.to_string(record[date]),
                **section["entry"](record),
            }
            for record in found
            if record[date]
        ]

    @api.model
    def _prepare_overview_request(self, request):
        return {
            "title": request.display_name,
            "text": ", ".join(filter(None, (request.type_id.name, request.stage_id.name))),
            "partner": request.partner_id.display_name,
            "open": ["grc.request", request.id],
        }

    @api.model
    def _prepare_overview_answer(self, answer):
        return {
            "title": answer.subject,
            "text": answer.request_id.number,
            "partner": answer.request_id.partner_id.display_name,
            "open": ["grc.request", answer.request_id.id],
        }

    @api.model
    def _prepare_overview_message(self, message):
        return {
            "title": message.subject or message.record_name or message.preview,
            "text": message.preview if message.subject or message.record_name else "",
            "partner": message.author_id.display_name or message.email_from,
            "open": [message.model, message.res_id],
        }

    @api.model
    def _prepare_overview_contact(self, contact):
        return {
            "title": contact.type_id.display_name,
            "text": contact.note,
            "partner": contact.partner_id.display_name,
            "open": False,
        }

    @api.model
    def _prepare_overview_consent(self, consent):
        said = self.env._("Agrees") if consent.granted else self.env._("Refuses")
        return {
            "title": self.env._(
                "%(purpose)s: %(said)s", purpose=consent.purpose_id.name, said=said
            ),
            "text": consent.proof,
            "partner": consent.partner_id.display_name,
            "open": ["grc.consent", consent.id],
        }
