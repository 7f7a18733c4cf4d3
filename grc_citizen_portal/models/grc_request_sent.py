import base64
import hashlib

from odoo import api, fields, models
from odoo.tools import hmac

from ..tools.calendar import make_day_event


class GrcRequest(models.Model):
    """What citizens get once they have sent a request: number, code, delay, receipt."""

    _inherit = "grc.request"

    receipt_file = fields.Binary(attachment=True, readonly=True, copy=False, prefetch=False)
    receipt_digest = fields.Char(
        readonly=True, copy=False, prefetch=False, help="Of what the kept receipt was printed from."
    )

    def _prepare_sent_values(self, is_sender):
        """Return what the page of a request that was sent shows; hook.

        :param bool is_sender: for who sent it; anybody else reads what the tracking page tells
        :rtype: dict
        """
        request = self._get_public_request()
        hidden = request._is_hidden() and not is_sender
        users = self.env["res.users"].sudo()
        return {
            "number": request.number,
            "code": request.tracking_code_display,
            "address": f"/citizen/sent/{self.tracking_code}",
            "tracking_address": f"/citizen/track/{self.tracking_code}",
            "is_sender": is_sender,
            "type_name": not hidden and request.type_id.name,
            "received": request.public_date_received,
            "deadline": request._get_public_deadline(),
            "delay": not hidden and request.type_id._get_public_delay(),
            "department": not hidden and request._get_tracked()._get_department_contact(),
            "legal_notice": not hidden and request.public_legal_notice,
            "told_by": is_sender and request._get_delivery(),
            "is_closed": bool(request._get_tracked().date_closed),
            "can_sign_up": (
                is_sender
                and self.env.user._is_public()
                and users._get_signup_invitation_scope() == "b2c"
            ),
        }

    def _get_deadline_event(self):
        """Return a calendar file of the day by which an answer was promised, or None.

        It may be passed on: the tracking code is not in it.

        :rtype: bytes | None
        """
        request = self._get_public_request()
        tracked = request._get_tracked()
        if not tracked.date_deadline or tracked.date_closed:
            return None
        zone = request._in_city_zone()
        return make_day_event(
            uid=hmac(self.env(su=True), "grc_citizen_portal.deadline", request.id)[:32],
            day=fields.Datetime.context_timestamp(zone, tracked.date_deadline).date(),
            summary=self.env._(
                "Answer to request %(number)s expected (%(city)s)",
                number=request.number,
                city=request.company_id.name,
            ),
            description=self.env._(
                "Follow it with your tracking code: %(address)s",
                address=f"{request.get_base_url()}/citizen/track",
            ),
            stamp=fields.Datetime.now(),
        )

    def _print_public_receipt(self):
        """Return the receipt as PDF, for who sent this request; printed again when it says more.

        :rtype: bytes
        """
        request = self._get_public_request().with_context(bin_size=False, tracking_disable=True)
        reports = self.env["ir.actions.report"].sudo()
        report = "grc_citizen.action_report_receipt"
        html, _kind = reports._render_qweb_html(report, request.ids)
        digest = hashlib.sha256(html).hexdigest()
        if request.receipt_digest != digest:
            content, _kind = reports._render_qweb_pdf(report, request.ids)
            request.write({"receipt_file": base64.b64encode(content), "receipt_digest": digest})
        return base64.b64decode(request.receipt_file)

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"receipt_file", "receipt_digest"}

    def _anonymize(self):
        self.sudo().write({"receipt_file": False, "receipt_digest": False})
        return super()._anonymize()
