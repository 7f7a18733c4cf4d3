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
        return requests.search([("tracking_code", "=", code)]) if code else requests.browse()

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

    def _get_public_photos(self):
        """Return the photos of the work done that the tracking page shows, the oldest first.

        :rtype: ir.attachment
        """
        request = self._get_public_request()
        if request.type_id.is_confidential:
            return self.env["ir.attachment"].sudo()
        tracked = request._get_tracked()
        return (tracked | tracked.child_ids).photo_after_ids.sorted("id")
