from datetime import timedelta

from odoo import api, fields, models


class GrcRequest(models.Model):
    """The tracking page: what whoever has the tracking code may know."""

    _inherit = "grc.request"

    @api.model
    def _find_by_tracking_code(self, text):
        """Return the request of a tracking code, also one whose code works no more.

        :param str text: the code as typed
        :return: one request or none, with the rights of the system
        """
        code = self._normalize_tracking_code(text)
        requests = self.sudo().with_context(active_test=False)
        if not code:
            return requests.browse()
        names = [name for name, field in self._fields.items() if field.prefetch is True]
        return requests.search_fetch([("tracking_code", "=", code)], names)

    def _is_tracking_over(self):
        """Tell whether the tracking code works no more: forgotten, withdrawn or closed long ago.

        :rtype: bool
        """
        request = self._get_public_request()
        if request.date_anonymized or not request.active:
            return True
        days = request.company_id.grc_tracking_days
        closed = request._get_tracked().date_closed
        return bool(days and closed and closed < fields.Datetime.now() - timedelta(days=days))

    def _is_hidden(self):
        """Tell whether only where this request stands is shown: it is confidential.

        :rtype: bool
        """
        return any((self | self._get_tracked()).type_id.mapped("is_confidential"))

    def _get_public_photos(self):
        """Return the photos of the work done that the tracking page shows, the oldest first.

        :rtype: ir.attachment
        """
        request = self._get_public_request()
        if request._is_hidden():
            return self.env["ir.attachment"].sudo()
        tracked = request._get_tracked()
        parts = tracked.child_ids if tracked.part_count else tracked
        return (tracked | parts).photo_after_ids.sorted("id")

    def _prepare_tracking_values(self):
        """Return what the tracking page shows; hook.

        Of a confidential request, where it stands and when: neither what it is about nor who deals
        with it.

        :rtype: dict
        """
        request = self._get_public_request()
        hidden = request._is_hidden()
        tracked = request._get_tracked()
        answers = request._get_sent_answers()
        return {
            "number": request.number,
            "code": request.tracking_code_display,
            "address": f"/citizen/track/{self.tracking_code}",
            "type_name": not hidden and request.type_id.name,
            "state": tracked.stage_id._get_public_steps()[tracked.stage_id.id]["label"],
            "deadline": request._get_public_deadline(),
            "planned": not tracked.date_closed and request.public_planned,
            "department": not hidden and tracked._get_department_contact(with_email=False),
            "progress": request._get_public_progress(answers),
            "answers": request._get_public_answers(answers),
            "photos": request._get_public_photos(),
            "is_closed": bool(tracked.date_closed),
            "can_say_not_fixed": request._can_say_not_fixed(),
        }

    def _get_public_deadline(self):
        """Return by when an answer was promised, in words; empty while it waits and once closed.

        :rtype: str
        """
        request = self._get_tracked()
        promised = not request.date_closed and not request.waiting_since
        return request._format_day(request.date_deadline) if promised else ""
