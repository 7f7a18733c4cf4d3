import secrets

from odoo.exceptions import UserError, ValidationError
from odoo.http import Controller, content_disposition, request, route

from odoo.addons.grc_citizen.tools.photo import NotAPhoto, clean_photo

from ..models.grc_request_citizen_upload import FILES_A_POST
from ..models.grc_request_conversation import MESSAGE_LENGTH
from ..models.grc_request_type_document import KINDS
from ..tools.upload import get_accept
from .page import PublicPage

#: The address is the key: it is not to be kept, found, or told to other sites.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
PATH = "/citizen/track/<string:code>"


class TrackedPage(PublicPage):
    """What the pages of one request share: it is found by its tracking code, guesses are slowed."""

    def _find_request(self, code):
        """Return the request of a code, or the page that says why there is none.

        :param str code: as typed
        :rtype: tuple[grc.request, odoo.http.Response | None]
        """
        requests = request.env["grc.request"]
        wait = self._peek("guess")
        if wait:
            return requests, wait
        found = requests._find_by_tracking_code(code)
        if not found:
            return requests, self._take("guess") or self._render_unknown(code)
        if found._is_tracking_over():
            return requests, self._protect(
                self._render_page("grc_citizen_portal.tracking_over_page", status=410)
            )
        return found, None

    def _render_unknown(self, code):
        error = request.env._(
            "No request has this code. Check each character on your receipt and type it again."
        )
        return self._render_code(code, error, 404)

    def _render_code(self, code, error=None, status=200):
        errors = {"code": error} if error else {}
        values = {"code": code, "errors": errors, "error_count": len(errors)}
        return self._render_page("grc_citizen_portal.track_page", values, status=status)

    @staticmethod
    def _protect(response):
        response.headers.update(HEADERS)
        return response


class TrackingController(TrackedPage, Controller):
    """Following a request with its tracking code."""

    # Nothing changes here: the code only leads to its page.
    @route(
        "/citizen/track",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        methods=["GET", "POST"],
        csrf=False,
    )
    def enter(self, code=None, **_params):
        if code is None:
            return self._render_code("")
        known = request.env["grc.request"]._normalize_tracking_code(code)
        if known:
            return self._protect(request.redirect(f"/citizen/track/{known}", 303))
        error = (
            request.env._("A tracking code has ten letters and digits, like 7K4MQ-2XVHD.")
            if code.strip()
            else request.env._("Type the tracking code of your request.")
        )
        return self._render_code(code, error, 422)

    @route(PATH, type="http", auth="public", website=True, readonly=True, methods=["GET"])
    def show(self, code, sent=None, **_params):
        found, refusal = self._find_request(code)
        return refusal or self._render_tracking(found, sent=sent)

    # The token of the session is checked here, so that who let it expire keeps what they typed.
    @route(PATH, type="http", auth="public", website=True, methods=["POST"], csrf=False)
    def add(self, code, message="", key="", not_fixed=None, csrf_token=None, **_params):
        found, refusal = self._find_request(code)
        if refusal:
            return refusal
        if not request.validate_csrf(csrf_token):
            error = request.env._("You waited a long time: check what you wrote and send it again.")
            return self._render_tracking(found, {"message": error}, 400, message=message)
        files = self._read_files("files")
        wait = self._take("message") or (files and self._take("upload"))
        if wait:
            error = request.env._(
                "Many messages came from here in a short time: send this one again in a while."
            )
            page = self._render_tracking(found, {"message": error}, 429, message=message)
            page.headers["Retry-After"] = wait.headers["Retry-After"]
            return page
        try:
            with request.env.cr.savepoint():
                found._post_by_tracking_code(message, key, files, not_fixed=bool(not_fixed))
        except UserError as error:
            field = "files" if isinstance(error, ValidationError) else "message"
            return self._render_tracking(found, {field: str(error)}, 422, message=message)
        return self._protect(request.redirect(f"/citizen/track/{found.tracking_code}?sent=1", 303))

    @route(
        f"{PATH}/photo/<int:photo_id>",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        readonly=True,
        methods=["GET"],
    )
    def photo(self, code, photo_id, **_params):
        found, refusal = self._find_request(code)
        if refusal:
            return refusal
        photo = found._get_public_photos().filtered(lambda one: one.id == photo_id)
        try:
            content = photo and clean_photo(photo.raw)
        except NotAPhoto:
            content = None
        if not content:
            return self._protect(self._render_not_found())
        headers = [
            ("Content-Type", "image/jpeg"),
            ("Content-Disposition", content_disposition(f"photo-{photo_id}.jpg", "inline")),
            ("Content-Security-Policy", "default-src 'none'"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        response = self._protect(request.make_response(content, headers))
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response

    def _render_tracking(self, found, errors=None, status=200, **values):
        errors = errors or {}
        values = {
            "message": "",
            "max_length": MESSAGE_LENGTH,
            "max_files": FILES_A_POST,
            "accept": get_accept(KINDS["any"]),
            "sent": None,
            "key": secrets.token_urlsafe(9),
            "errors": errors,
            "error_count": len(errors),
            **found._prepare_tracking_values(),
            **values,
        }
        return self._protect(
            self._render_page("grc_citizen_portal.tracking_page", values, status=status)
        )
