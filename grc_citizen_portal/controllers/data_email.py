from odoo.http import Controller, request, route

from .data import OwnDataPage


class DataEmailController(OwnDataPage, Controller):
    """A new e-mail address counts once the link mailed there was confirmed by the same account."""

    @route("/my/data/email", auth="user", website=True, methods=["GET"], readonly=True)
    def show_email(self, **_params):
        return self._render_email("", {})

    @route("/my/data/email", auth="user", website=True, methods=["POST"], csrf=False)
    def ask_email(self, email="", csrf_token=None, **_params):
        email = email.strip()
        if not request.validate_csrf(csrf_token):
            return self._render_email(email, self._get_session_error("email"), 400)
        partner, changes = self._get_citizen(), self._get_changes()
        error = changes._check_email(partner, email)
        if error:
            return self._render_email(email, {"email": error}, 422)
        wait = self._take("mail", contact=email.lower())
        if wait:
            return wait
        changes._ask(partner, email)
        return request.redirect("/my/data/email", 303)

    @route("/my/data/email/cancel", auth="user", website=True, methods=["POST"])
    def cancel_email(self, **_params):
        self._get_changes()._find(self._get_citizen()).unlink()
        return request.redirect("/my/data", 303)

    @route(
        "/my/data/email/<string:token>", auth="user", website=True, methods=["GET"], readonly=True
    )
    def show_confirmation(self, token, **_params):
        """Ask: mail programs follow links, so that looking changes nothing."""
        change = self._get_changes()._find(self._get_citizen(), token)
        if not change:
            return self._render_over()
        values = {"change": change, "address": f"/my/data/email/{token}"}
        return self._render_own("data_email_confirm_page", values)

    @route("/my/data/email/<string:token>", auth="user", website=True, methods=["POST"])
    def confirm_email(self, token, **_params):
        wait = self._peek("guess")
        if wait:
            return wait
        change = self._get_changes()._find(self._get_citizen(), token)
        if not change:
            return self._take("guess") or self._render_over()
        change._confirm()
        # Odoo closes the sessions of whose login changes: this one goes on.
        request.session.session_token = request.env.user._compute_session_token(request.session.sid)
        return request.redirect("/my/data?saved=email", 303)

    def _get_changes(self):
        return request.env["grc.email.change"].sudo()

    def _render_email(self, typed, errors, status=200):
        change = self._get_changes()._find(self._get_citizen())
        values = {"email": typed, "errors": errors, "change": change}
        return self._render_own("data_email_page", values, status)

    def _render_over(self):
        return self._render_not_found(
            request.env._("This link does not work any more"),
            request.env._(
                "It may be too old, used already, or asked for by another account. Ask for a new "
                "one on the page of your data."
            ),
        )
