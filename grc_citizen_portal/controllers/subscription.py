from odoo.exceptions import ValidationError
from odoo.http import Controller, request, route
from odoo.tools import email_normalize

from ..models.grc_subscription import CONFIRM_SCOPE, LEAVE_SCOPE
from .page import PublicPage

PUBLIC = {"type": "http", "auth": "public", "website": True, "sitemap": False}
CONFIRM = "/citizen/subscribe/confirm/<string:token>"
LEAVE = "/citizen/subscribe/leave/<string:token>"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class Subscription(PublicPage, Controller):
    """Following a request or a type by e-mail: asked, confirmed, left, without an account."""

    @route("/citizen/subscribe", readonly=True, methods=["GET"], **PUBLIC)
    def show(self, about="", code="", **_params):
        target, refusal = self._find_target(about, code)
        return refusal or self._render_form(target)

    # The token of the session is checked here, so that who let it expire keeps what they typed.
    @route("/citizen/subscribe", methods=["POST"], csrf=False, **PUBLIC)
    def subscribe(self, about="", code="", email="", csrf_token=None, **_form):
        """Send the link that confirms. What is answered says nothing of the address."""
        target, refusal = self._find_target(about, code)
        if refusal:
            return refusal
        if not request.validate_csrf(csrf_token):
            error = request.env._("You waited a long time: check the address and send it again.")
            return self._render_form(target, email, error, status=400)
        refusal = self._take("mail", contact=email_normalize(email) or None)
        if refusal:
            return refusal
        try:
            request.env["grc.subscription"]._subscribe(email, target)
        except ValidationError as error:
            return self._render_form(target, email, str(error), status=422)
        return request.redirect("/citizen/subscribe/sent", 303)

    @route("/citizen/subscribe/sent", readonly=True, methods=["GET"], **PUBLIC)
    def sent(self, **_params):
        return self._render_page("grc_citizen_portal.subscription_sent_page")

    @route(CONFIRM, readonly=True, methods=["GET"], **PUBLIC)
    def show_confirm(self, token, **_params):
        """Ask: programs follow the links of mails, so that looking changes nothing."""
        return self._render_link(CONFIRM_SCOPE, token)

    @route(CONFIRM, methods=["POST"], csrf=False, **PUBLIC)
    def confirm(self, token, **_form):
        return self._render_link(CONFIRM_SCOPE, token, "_confirm")

    @route(LEAVE, readonly=True, methods=["GET"], **PUBLIC)
    def show_leave(self, token, **_params):
        return self._render_link(LEAVE_SCOPE, token)

    # Mail programs post it alone (RFC 8058): the link is signed.
    @route(LEAVE, methods=["POST"], csrf=False, save_session=False, **PUBLIC)
    def leave(self, token, **_form):
        return self._render_link(LEAVE_SCOPE, token, "_leave")

    def _find_target(self, about, code):
        """Return what is to be followed and, when there is nothing, the page that says so."""
        refusal = self._peek("guess")
        if refusal:
            return None, refusal
        followed = dict(request.env["grc.subscription"]._fields["res_model"].selection)
        target = about in followed and request.env[about].sudo()._find_followed(code)
        if target:
            return target, None
        return None, self._take("guess") or self._render_not_found()

    def _render_form(self, target, email="", error=None, status=200):
        return self._render_page(
            "grc_citizen_portal.subscription_page",
            {
                "target": target,
                "email": email,
                "errors": {"subscribe-email": error} if error else {},
            },
            status,
        )

    def _render_link(self, scope, token, action=None):
        """Return the page of a link, once what it is for was done when it was asked for."""
        refusal = self._peek("guess")
        if refusal:
            return refusal
        subscription = request.env["grc.subscription"]._find_by_token(scope, token)
        if not subscription:
            page = self._take("guess") or self._render_not_found(
                request.env._("This link does not work"),
                request.env._("It may be incomplete, or too old: ask again to be told."),
            )
        else:
            if action:
                getattr(subscription, action)()
            page = self._render_page(
                "grc_citizen_portal.subscription_link_page",
                {
                    "subscription": subscription,
                    "leaving": scope == LEAVE_SCOPE,
                    "done": subscription.state == ("left" if scope == LEAVE_SCOPE else "active"),
                    "gone": scope == CONFIRM_SCOPE and subscription.state == "left",
                    "leave_url": subscription._get_leave_url(),
                },
            )
        page.headers.update(HEADERS)
        return page
