from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from odoo.addons.grc_citizen.models.grc_satisfaction_reason import SATISFIED

from .page import PublicPage

COMMENT_LENGTH = 2000
PATH = "/citizen/rate/<string:token>"
#: The address is the key: it is not to be kept, found, or told to other sites.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class Rating(PublicPage, Controller):
    """What a citizen thinks of what was done, by the link in a mail or on their request's page."""

    @route(
        PATH,
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        readonly=True,
        methods=["GET"],
    )
    def show(self, token, face=None, sent=None, **_params):
        """Ask. Programs follow the links of mails: looking records nothing."""
        rated, refusal = self._find_rated(token, guess=self._peek)
        if refusal:
            return refusal
        given = rated._get_satisfaction()
        if sent and given:
            return self._render_rating(rated, token, {"given": given, "sent": True})
        if not rated._can_be_rated():
            return self._render_rating(rated, token, {"given": given, "closed": True})
        typed = {
            "face": int(given.rating) if given else None,
            "reasons": given.grc_reason_ids.ids,
            "comment": given.feedback or "",
        }
        if face:
            typed["face"] = self._read_face(face)
        return self._render_rating(rated, token, {"given": given, **typed})

    # The link is signed and says by itself which request may be rated.
    @route(
        PATH,
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["POST"],
        csrf=False,
    )
    def rate(self, token, face=None, comment="", reopen=None, **_form):
        rated, refusal = self._find_rated(token, guess=self._peek)
        if refusal or (refusal := self._take("message")):
            return refusal
        value = self._read_face(face)
        reasons = request.httprequest.form.getlist("reason")
        typed = {
            "face": value,
            "reasons": [int(reason) for reason in reasons if reason.isdecimal()],
            "comment": comment,
            "reopen": bool(reopen),
        }
        errors = {}
        if not value:
            errors[f"face-{SATISFIED}"] = request.env._("Choose one of the three answers.")
        if len(comment) > COMMENT_LENGTH:
            errors["comment"] = request.env._(
                "Your comment is too long: %(count)s characters at most.", count=COMMENT_LENGTH
            )
        if not errors:
            try:
                with request.env.cr.savepoint():
                    rated._record_satisfaction(
                        value,
                        rated._get_satisfaction_reasons().filtered(
                            lambda reason: reason.id in typed["reasons"]
                        ),
                        comment,
                        reopen=bool(reopen) and value != SATISFIED,
                    )
                return self._protect(request.redirect(f"/citizen/rate/{token}?sent=1", 303))
            except UserError as error:
                errors["comment"] = str(error)
        if not rated._can_be_rated():
            return self._render_rating(
                rated, token, {"given": rated._get_satisfaction(), "closed": True}, status=409
            )
        return self._render_rating(rated, token, {**typed, "errors": errors}, status=422)

    def _find_rated(self, token, guess):
        """Return the request of a link and, when there is none, the page that says so."""
        refusal = guess("guess")
        if refusal:
            return None, refusal
        rated = request.env["grc.request"]._find_by_satisfaction_token(token)
        if rated:
            return rated, None
        page = self._take("guess") or self._render_not_found(
            request.env._("This link does not work"),
            request.env._(
                "It may be incomplete, or too old: open it again from the mail that we sent you."
            ),
        )
        return None, self._protect(page)

    @staticmethod
    def _read_face(text):
        faces = request.env["grc.satisfaction.reason"]._get_faces()
        return next((value for value in faces if str(value) == text), None)

    def _render_rating(self, rated, token, values, status=200):
        page = self._render_page(
            "grc_citizen_portal.rating_page",
            {
                "rated": rated,
                "address": f"/citizen/rate/{token}",
                "closed_on": rated._format_public_day(rated.date_closed)["date"],
                "faces": request.env["grc.satisfaction.reason"]._get_faces(),
                "offered": rated._get_satisfaction_reasons(),
                "can_reopen": rated._can_say_not_fixed(),
                "can_change": rated._can_be_rated(),
                "max_comment": COMMENT_LENGTH,
                "face": None,
                "reasons": [],
                "comment": "",
                "reopen": False,
                "given": None,
                "sent": False,
                "closed": False,
                "errors": {},
                **values,
            },
            status,
        )
        return self._protect(page)

    @staticmethod
    def _protect(response):
        response.headers.update(HEADERS)
        return response
