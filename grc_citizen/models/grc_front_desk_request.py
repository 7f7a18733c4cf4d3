from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime, is_html_empty, plaintext2html

from ..tools.working_time import WorkingTime

CHANNELS = ("counter", "phone")
SIMILAR = 3
PERSON_FIELDS = {"name", "phone", "email", "street", "zip", "city"}
REQUEST_FIELDS = {"type_id", "partner_id", "name", "questions"}


class GrcFrontDesk(models.AbstractModel):
    """A new person and a new request, recorded without leaving the screen."""

    _inherit = "grc.front.desk"

    @api.model
    def create_person(self, values, known_is_other=False):
        """Create the person who stands there, unless somebody is known by that telephone or e-mail.

        :param dict values: ``name``, ``phone``, ``email``, ``street``, ``zip``, ``city``, as typed
        :param bool known_is_other: the agent has seen who is known, and it is somebody else
        :return: ``known``, the line of the person who is known already, or ``id`` of the new one
        :rtype: dict
        :raises UserError: without a name
        """
        self._check_front_desk()
        values = {
            key: value.strip()
            for key, value in values.items()
            if key in PERSON_FIELDS and value and value.strip()
        }
        if "name" not in values:
            raise UserError(self.env._("Give the name of the person, or record without a name."))
        Partner = self.env["res.partner"]
        contact = {
            "contact_name": values["name"],
            "email_from": values.get("email"),
            "phone": values.get("phone"),
        }
        (known,) = Partner._grc_match_citizens([contact])
        if known and not known_is_other:
            return {"known": self._read_people(known)[0]}
        return {"id": Partner.create({**Partner._grc_prepare_citizen_values(contact), **values}).id}

    @api.model
    @api.readonly
    def preview(self, values):
        """Return what will become of a request, before it is recorded.

        :param dict values: ``type_id``, ``partner_id``, ``channel`` (``counter`` or ``phone``)
        :return: the department, the deadline in the city's time, the type's warning and documents,
            what the citizen will receive and their open requests of this type
        :rtype: dict
        """
        self._check_front_desk()
        request = self._get_draft(values)
        zoned = request._in_city_zone()
        deadline = request.date_deadline
        rule = request.type_id
        return {
            "department": request.department_id.complete_name or "",
            "deadline": request.public_deadline if deadline else "",
            "deadline_time": format_datetime(zoned.env, deadline, dt_format="HH:mm")
            if deadline and rule.deadline_unit == "working_hours"
            else "",
            "implicit_decision": format_date(self.env, request.date_silence, date_format="long")
            if request.date_silence
            else "",
            "warning": self._get_html(rule.warning),
            "documents": self._get_html(rule.required_documents),
            "has_questions": request.has_questions,
            "requires_location": rule.requires_location,
            "acknowledgement": self._get_acknowledgement(request),
            "similar": self._read_requests(self._find_similar(request)),
            "needs_person": self._needs_person(request),
        }

    @api.model
    def _get_draft(self, values):
        """Return the request as it will be routed and dated, without recording it.

        :rtype: grc.request
        """
        request = (
            self.env["grc.request"]
            .sudo()
            .new(
                {
                    "type_id": values.get("type_id"),
                    "partner_id": values.get("partner_id"),
                    "email_from": self._browse_person(values).sudo().email,
                    "channel_id": self._get_channel(values).id,
                    "company_id": self.env.company.id,
                    "date_received": fields.Datetime.now(),
                }
            )
        )
        request.department_id = request._get_department()
        for calendar, company in request._group_by_calendar():
            clock = WorkingTime(calendar, request.date_received, company.partner_id.tz)
            request.date_deadline = request._get_deadline(clock)
        return request

    @api.model
    def _browse_person(self, values):
        """Return the person of a request, whom the user must be allowed to read."""
        person = self.env["res.partner"].browse(values.get("partner_id") or [])
        person.check_access("read")
        return person

    @api.model
    def _get_channel(self, values):
        code = values.get("channel")
        return self.env["grc.channel"]._by_code(code if code in CHANNELS else CHANNELS[0])

    @api.model
    def _get_html(self, html):
        return False if is_html_empty(html) else html

    @api.model
    def _get_acknowledgement(self, request):
        """Return what the citizen receives: ``email`` with the address, ``post``, or nothing.

        :rtype: dict
        """
        delivery = request._get_delivery()
        return {
            "delivery": delivery or "",
            "address": request.email_from or "" if delivery == "email" else "",
        }

    @api.model
    def _find_similar(self, request):
        """Return the open requests of the same type and person that the user may read."""
        if not request.partner_id:
            return self.env["grc.request"]
        return self.env["grc.request"].search_fetch(
            [
                ("partner_id", "=", request.partner_id._origin.id),
                ("type_id", "=", request.type_id._origin.id),
                ("date_closed", "=", False),
            ],
            self._get_request_fields(),
            limit=SIMILAR,
        )

    @api.model
    def _needs_person(self, request):
        return not request.partner_id and not request.type_id.allows_anonymous

    @api.model
    def answer_on_the_spot(self, values):
        """Count a question that needs no request.

        :param dict values: ``type_id``, ``channel`` (``counter`` or ``phone``), ``partner_id`` and
            ``note``, both optional
        :return: the id of the ``grc.contact``, which ``unlink`` takes back
        :rtype: int
        """
        self._check_front_desk()
        return self.env["grc.contact"].record(
            values.get("type_id"),
            self._get_channel(values).id,
            (values.get("note") or "").strip(),
            self._browse_person(values).id,
        )

    @api.model
    def record(self, values):
        """Record a request.

        :param dict values: ``type_id``, ``partner_id`` (absent: anonymous), ``channel``
            (``counter`` or ``phone``), ``name`` (the type's when empty), ``description`` (plain
            text) and ``questions`` (as Odoo's properties)
        :return: ``id``, ``number``, ``code``, ``deadline``, ``department``, and
            ``acknowledgement``, what has been sent to the citizen
        :rtype: dict
        :raises UserError: without a type, or without a person when the type needs one
        """
        self._check_front_desk()
        request = self.env["grc.request"].create(self._prepare_request_values(values))
        shown = request.sudo()
        return {
            "id": request.id,
            "number": shown.number,
            "code": shown.tracking_code_display,
            "name": shown.name,
            "department": shown.department_id.complete_name or "",
            "deadline": shown.public_deadline if shown.date_deadline else "",
            "acknowledgement": self._get_acknowledgement(shown),
        }

    @api.model
    def _prepare_request_values(self, values):
        """Return the values of the request to create; hook.

        :param dict values: as for :meth:`record`
        :rtype: dict
        """
        request_type = self.env["grc.request.type"].browse(values.get("type_id") or []).exists()
        if not request_type:
            raise UserError(self.env._("Choose what it is about first."))
        if not self._browse_person(values) and not request_type.allows_anonymous:
            raise UserError(
                self.env._(
                    "“%(type)s” cannot be anonymous. Find the person, or create them.",
                    type=request_type.name,
                )
            )
        vals = {key: value for key, value in values.items() if key in REQUEST_FIELDS}
        description = (values.get("description") or "").strip()
        return {
            **vals,
            "name": (values.get("name") or "").strip() or request_type.name,
            "description": plaintext2html(description) if description else False,
            "channel_id": self._get_channel(values).id,
        }
