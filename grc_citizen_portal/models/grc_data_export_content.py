import re
from datetime import date, datetime

from odoo import api, fields, models
from odoo.tools import email_normalize, html2plaintext

#: What must not stand in the name of a file: paths, control characters, marks that turn the text.
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]|\.{2,}')
NAME_LENGTH = 120
#: Of the person: key in the copy, field of ``res.partner``.
PERSON = {
    "name": "name",
    "kind": "citizen_type",
    "email": "email",
    "phone": "phone",
    "street": "street",
    "street2": "street2",
    "zip": "zip",
    "city": "city",
    "country": "country_id.code",
    "company_registry": "company_registry",
    "rna": "rna",
    "language": "lang",
    "preferred_channel": "preferred_channel",
    "household": "household_id.name",
    "shares_with_household": "shares_with_household",
    "company": "parent_id.name",
    "known_since": "create_date",
}
#: Of a request: key in the copy, field of ``grc.request``.
REQUEST = {
    "number": "number",
    "tracking_code": "tracking_code_display",
    "subject": "name",
    "type": "type_id.complete_name",
    "type_code": "type_id.code",
    "kind": "kind",
    "channel": "channel_id.code",
    "channel_name": "channel_id.name",
    "department": "department_id.name",
    "state": "state",
    "stage": "public_state",
    "received": "date_received",
    "acknowledged": "date_acknowledged",
    "deadline": "date_deadline",
    "first_answer": "date_first_answer",
    "closed": "date_closed",
    "description": "description",
    "refusal": "public_refusal",
    "contact_name": "contact_name",
    "contact_email": "email_from",
    "contact_phone": "phone",
}


def to_plain(value):
    """Return a value as JSON has it: moments in ISO 8601, in UTC; nothing as null."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat() + "Z"
    return value.isoformat() if isinstance(value, date) else value or None


def to_text(html):
    """Return the words of HTML, or None."""
    return html2plaintext(html or "", include_references=False) or None


class GrcDataExport(models.Model):
    """What a copy of data holds. Its keys are stable: other software reads them.

    Not in it: what is other people's, and the notes of the agents, which speak of others and of
    work under way (GDPR, article 15, 4; CRPA L311-6). Who wants them asks the town hall, where
    somebody reads them first.
    """

    _inherit = "grc.data.export"

    def _get_sections(self):
        """Return what is about the citizen and not one request; hook.

        :return: dict from a key to what JSON can hold
        """
        partner = self.partner_id
        return {
            "person": self._read_keys(partner, PERSON),
            "other_contacts": [
                {"kind": alias.kind, "value": alias.value} for alias in partner.grc_alias_ids
            ],
            "accounts": [
                {"login": user.login, "created": to_plain(user.create_date)}
                for user in partner.with_context(active_test=False).user_ids
            ],
            "consents": [self._prepare_consent(row) for row in partner.consent_ids.sorted("id")],
            "on_the_spot": [
                {
                    "date": to_plain(contact.date),
                    "type": contact.type_id.complete_name,
                    "channel": contact.channel_id.code,
                }
                for contact in self.env["grc.contact"].search([("partner_id", "=", partner.id)])
            ],
            "messages": [
                self._prepare_message(message, "town_hall", {})
                for message in self._find_messages(partner)
            ],
            **self._get_page_sections(),
            "copies": [
                {"asked": to_plain(export.create_date), "state": export.state}
                for export in self.search([("partner_id", "=", partner.id)], order="id")
            ],
        }

    def _get_page_sections(self):
        """Return what the citizen's pages keep: what is followed, being typed, to be erased."""
        partner = self.partner_id
        users = partner.with_context(active_test=False).user_ids
        drafts = self.env["grc.request.draft"].search(
            [("user_id", "in", users.ids), ("state", "!=", "sent")]
        )
        erasures = self.env["grc.data.erasure"].search([("partner_id", "=", partner.id)])
        return {
            "subscriptions": [
                {
                    "kind": one.res_model,
                    "about": one.target_name or None,
                    "confirmed": to_plain(one.date_confirmed),
                }
                for one in partner._find_subscriptions()
            ],
            "drafts": [
                {
                    "type": draft.type_id.name,
                    "started": to_plain(draft.create_date),
                    "values": draft.values or {},
                    "files": draft.attachment_ids.mapped("name"),
                }
                for draft in drafts
            ],
            "erasures": [
                {"number": one.name, "asked": to_plain(one.date_asked), "state": one.state}
                for one in erasures
            ],
        }

    @api.model
    def _read_keys(self, record, keys):
        values = {}
        for key, path in keys.items():
            *parents, name = path.split(".")
            owner = record
            for parent in parents:
                owner = owner[parent]
            is_html = owner._fields[name].type == "html"
            values[key] = to_text(owner[name]) if is_html else to_plain(owner[name])
        return values

    def _prepare_consent(self, row):
        return {
            "purpose": row.purpose_id.name,
            "purpose_code": row.purpose_id.code,
            "granted": row.granted,
            "date": to_plain(row.date),
            "channel": row.channel_id.code or None,
            "text": row.text or None,
            "proof": row.proof or None,
        }

    def _find_messages(self, records):
        """Return what was written to these records' citizens and by them, the oldest first."""
        domain = self.env["grc.request"]._get_public_message_domain()
        domain = [term for term in domain if term[0] != "model"]
        return self.env["mail.message"].search(
            [*domain, ("model", "=", records._name), ("res_id", "in", records.ids)], order="id"
        )

    def _prepare_requests(self, requests):
        """Return these requests as the copy holds them, and their files; hook for more.

        :param requests: ``grc.request`` of the citizen
        :rtype: tuple[list[dict], list[tuple[int, str]]]
        :returns: the requests; ids of attachments and their paths in the archive
        """
        messages = self._find_messages(requests).grouped("res_id")
        pieces = requests._get_citizen_pieces().grouped("res_id")
        none = self.env["mail.message"], self.env["ir.attachment"]
        entries, files = [], []
        for request in requests:
            said = messages.get(request.id, none[0])
            answers = request.answer_ids.filtered(lambda one: one.state == "sent").sorted("id")
            said = said.filtered(
                lambda one, answers=answers: one.subject not in answers.mapped("subject")
            )
            own = pieces.get(request.id, none[1]) | said.attachment_ids | answers.attachment_ids
            paths = self._get_paths(request, own | request.photo_after_ids)
            entries.append(self._prepare_request(request, said, answers, paths))
            files += [(attachment.id, path) for attachment, path in paths.items()]
        return entries, files

    def _prepare_request(self, request, messages, answers, paths):
        """Return a request as the copy holds it; hook for more."""
        return {
            **self._read_keys(request, REQUEST),
            "place": request._get_place_text() or None,
            "questions": [
                {"question": question, "answer": answer}
                for question, answer in request._get_question_answers()
            ],
            "answers": [
                {
                    "sent": to_plain(answer.date_sent),
                    "by": answer.delivery,
                    "subject": answer.subject,
                    "text": to_text(answer.body),
                    "files": [paths[one] for one in answer.attachment_ids],
                }
                for answer in answers
            ],
            "messages": [
                self._prepare_message(message, author, paths)
                for message in messages
                if (author := self._get_author(request, message))
            ],
            "ratings": [
                {
                    "date": to_plain(rating.write_date),
                    "value": rating.rating,
                    "comment": rating.feedback or None,
                }
                for rating in request.rating_ids
                if rating.consumed
            ],
            "files": [
                {
                    "path": path,
                    "name": attachment.name,
                    "type": attachment.mimetype,
                    "size": attachment.file_size,
                    "added": to_plain(attachment.create_date),
                }
                for attachment, path in paths.items()
            ],
        }

    def _prepare_message(self, message, author, paths):
        return {
            "date": to_plain(message.date),
            "from": author,
            "subject": message.subject or None,
            "text": to_text(message.body),
            "files": [paths[one] for one in message.attachment_ids if one in paths],
        }

    @api.model
    def _get_author(self, request, message):
        """Return who wrote a message: ``you``, ``town_hall``, or nothing for somebody else."""
        author = message.author_id
        email = email_normalize(message.email_from or "")
        if author == request.partner_id or (not author and email == request.email_normalized):
            return "you"
        if request._is_of_town(author) or (not author and message.message_type != "email"):
            return "town_hall"
        return None

    @api.model
    def _get_paths(self, request, attachments):
        """Return where the files of a request stand in the archive.

        :rtype: dict[ir.attachment, str]
        """
        stored = attachments.filtered(lambda one: one.type == "binary").sorted("id")
        return {
            attachment: f"files/{request.number}/{place}-{self._get_safe_name(attachment)}"
            for place, attachment in enumerate(stored, 1)
        }

    @api.model
    def _get_safe_name(self, attachment):
        name = UNSAFE.sub("_", attachment.name or "").strip(". ")
        stem, dot, extension = name.rpartition(".")
        return (stem or extension)[:NAME_LENGTH] + (dot + extension[:10] if stem else "")

    @api.model
    def _get_city(self):
        company = self.env.company
        return {
            "name": company.name,
            "email": company.email or None,
            "phone": company.phone or None,
        }

    def _get_head(self):
        """Return what stands before the requests in the copy."""
        return {
            "format": "grc-citizen-data",
            "version": 1,
            "generated": to_plain(fields.Datetime.now()),
            "city": self._get_city(),
            **self._get_sections(),
        }
