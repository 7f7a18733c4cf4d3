from odoo.exceptions import AccessDenied
from odoo.http import Controller, request, route

from .data import OwnDataPage


class DataErasureController(OwnDataPage, Controller):
    """Being forgotten: explained, asked for with the password, taken back."""

    @route("/my/data/erasure", auth="user", website=True, methods=["GET"], readonly=True)
    def show_erasure(self, **_params):
        return self._render_erasure({})

    @route("/my/data/erasure", auth="user", website=True, methods=["POST"], csrf=False)
    def ask_erasure(self, password="", sure="", csrf_token=None, **_params):
        if not request.env.user.share:
            return self._render_not_found()
        if not request.validate_csrf(csrf_token):
            return self._render_erasure(self._get_session_error("password"), 400)
        wait = self._peek("guess")
        if wait:
            return wait
        errors = self._check_sure(password, sure)
        if errors:
            return self._render_erasure(errors, 422)
        self._get_erasures()._ask(self._get_citizen())
        return request.redirect("/my/data/erasure", 303)

    @route("/my/data/erasure/cancel", auth="user", website=True, methods=["POST"])
    def cancel_erasure(self, **_params):
        self._get_erasures()._find_live(self._get_citizen())._take_back()
        return request.redirect("/my/data?saved=erasure", 303)

    def _check_sure(self, password, sure):
        errors = {}
        if not sure:
            errors["sure"] = request.env._("Tick the box if you are sure.")
        credential = {"login": request.env.user.login, "password": password, "type": "password"}
        try:
            request.env["res.users"]._check_credentials(credential, {"interactive": True})
        except AccessDenied:
            self._take("guess")
            errors["password"] = request.env._("This is not the password of your account.")
        return errors

    def _get_erasures(self):
        return request.env["grc.data.erasure"].sudo()

    def _render_erasure(self, errors, status=200):
        partner, erasures = self._get_citizen(), self._get_erasures()
        plan = erasures._get_plan(partner)
        values = {
            "errors": errors,
            "erasure": erasures._find_live(partner),
            "plan": plan,
            "lines": erasures._summarize(plan),
            "is_staff": not request.env.user.share,
        }
        return self._render_own("data_erasure_page", values, status)
