from odoo.http import Controller, content_disposition, request, route

from .tracking import TrackedPage

PATH = "/citizen/sent/<string:code>"


class ReceiptController(TrackedPage, Controller):
    """What citizens get once they have sent a request."""

    @route(PATH, type="http", auth="public", website=True, readonly=True, methods=["GET"])
    def show(self, code, **_params):
        found, refusal = self._find_request(code)
        if refusal:
            return refusal
        values = found._prepare_sent_values(self._is_sender(found))
        return self._protect(self._render_page("grc_citizen_portal.sent_page", values))

    @route(
        f"{PATH}/receipt.pdf",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["GET"],
    )
    def receipt(self, code, **_params):
        found, refusal = self._find_request(code)
        if refusal:
            return refusal
        if not self._is_sender(found):
            return self._protect(self._render_not_found())
        wait = self._take("print")
        if wait:
            return wait
        content = found._print_public_receipt()
        return self._make_file(content, "application/pdf", f"{found.number}.pdf")

    @route(
        f"{PATH}/deadline.ics",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        readonly=True,
        methods=["GET"],
    )
    def calendar(self, code, **_params):
        found, refusal = self._find_request(code)
        if refusal:
            return refusal
        content = found._get_deadline_event()
        if not content:
            return self._protect(self._render_not_found())
        return self._make_file(content, "text/calendar; charset=utf-8", f"{found.number}.ics")

    def _is_sender(self, found):
        """Tell whether who asks sent this request: by this browser, or from their account."""
        code = found.tracking_code
        if request.env["grc.request.draft"].sudo()._find_sent(code):
            return True
        user = request.env.user
        return not user._is_public() and found.partner_id == user.partner_id

    def _make_file(self, content, kind, name):
        headers = [
            ("Content-Type", kind),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return self._protect(request.make_response(content, headers))
