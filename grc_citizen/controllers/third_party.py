from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..models.grc_third_party_visit import (
    IMAGES,
    NOTE_LENGTH,
    PHOTO_MEGABYTES,
    PHOTOS_A_POST,
    RefusedPost,
)

#: The address is the key: it is not to be kept, found, or told to other sites.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
}
PATH = "/citizen/third-party/<string:token>"


class ThirdPartyController(http.Controller):
    """Pages of somebody outside the town hall who was asked to intervene, without an account."""

    @http.route(PATH, type="http", auth="public", website=True, multilang=False, methods=["GET"])
    def show(self, token, sent=None, **_params):
        link = self._find_link(token)
        if not link or link.state in ("expired", "revoked"):
            return self._refuse(link)
        link._log_visit("seen", request.httprequest.remote_addr)
        return self._render(link, token, sent=sent)

    # The token of the session is checked here, so that who let it expire keeps what they typed.
    @http.route(
        PATH,
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["POST"],
        csrf=False,
    )
    def post(self, token, note="", done=None, csrf_token=None, **_params):
        link = self._find_link(token)
        if not link or link.state in ("expired", "revoked"):
            return self._refuse(link)
        if not request.validate_csrf(csrf_token):
            error = request.env._("You waited a long time: check what you wrote and send it again.")
            return self._render(link, token, note=note, error=error, status=400)
        photos = [
            (file.filename, file.read(PHOTO_MEGABYTES * 1024 * 1024 + 1))
            for file in request.httprequest.files.getlist("photos")[: PHOTOS_A_POST + 1]
            if file.filename
        ]
        try:
            with request.env.cr.savepoint():
                link._post(note, photos, bool(done), request.httprequest.remote_addr)
        except UserError as error:
            field = error.field if isinstance(error, RefusedPost) else None
            values = {"note": note, "done": done, "error": str(error), "error_field": field}
            return self._render(link, token, status=422 if field else 409, **values)
        sent = "done" if done else "note"
        return self._protect(request.redirect(f"/citizen/third-party/{token}?sent={sent}", 303))

    @http.route(
        f"{PATH}/<int:attachment_id>",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["GET"],
    )
    def file(self, token, attachment_id, **_params):
        link = self._find_link(token)
        if not link or link.state in ("expired", "revoked"):
            return self._refuse(link)
        file = link._read_file(attachment_id)
        if not file:
            return self._refuse(link, 404)
        name, mimetype, content = file
        kind = "inline" if mimetype in IMAGES else "attachment"
        headers = [
            ("Content-Type", mimetype),
            ("Content-Disposition", content_disposition(name, kind)),
            ("Content-Security-Policy", "default-src 'none'"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return self._protect(request.make_response(content, headers))

    def _find_link(self, token):
        """Return the link of an address, in the language of whom it was sent to."""
        link = request.env["grc.third.party.link"]._find(token)
        lang = (link and link._get_lang()) or request.env.company.sudo().partner_id.lang
        request.update_context(lang=lang)
        # What they do is theirs in the history; nothing is to be the public user's.
        return link.with_env(request.env(user=SUPERUSER_ID))

    def _render(self, link, token, **values):
        status = values.pop("status", 200)
        values = {
            "link": link,
            "address": f"/citizen/third-party/{token}",
            "images": IMAGES,
            "max_note": NOTE_LENGTH,
            "max_photos": PHOTOS_A_POST,
            "max_megabytes": PHOTO_MEGABYTES,
            "note": "",
            "done": False,
            "error": None,
            "error_field": None,
            "sent": None,
            **link._prepare_page_values(),
            **values,
        }
        return self._answer("grc_citizen.third_party_page", values, status)

    def _refuse(self, link, status=None):
        """Return one page for whatever does not open: it tells nobody whether a link ever was."""
        if link and not status:
            link._log_visit("refused", request.httprequest.remote_addr)
        return self._answer("grc_citizen.third_party_refused", {}, status or (410 if link else 404))

    def _answer(self, template, values, status):
        company = (values.get("link") or request.env.user).company_id.sudo()
        values = {**values, "company": company, "lang_code": request.env.lang.replace("_", "-")}
        return self._protect(request.render(template, values, status=status))

    @staticmethod
    def _protect(response):
        response.headers.update(HEADERS)
        return response
