from odoo.http import request, route

from ..tools.form_input import FormInput
from .form import FormController

LINK_PATH = "/citizen/confirm/<string:secret>"


class FormConfirmationController(FormController):
    """How a request counts whose type asks that the e-mail address be confirmed."""

    @route(LINK_PATH, type="http", auth="public", website=True, methods=["GET"], readonly=True)
    def show_confirm(self, secret, **_params):
        wait = self._peek("guess")
        if wait:
            return wait
        draft = self._get_drafts()._find_by_link(secret)
        if not draft:
            return self._refuse_link()
        if draft.state != "unconfirmed":
            return self._render_page("grc_citizen_portal.form_confirmed", {"draft": draft})
        return self._render_page("grc_citizen_portal.form_confirm", {"draft": draft})

    # The secret in the address allows it, whatever browser opens the mail: there is no session.
    @route(LINK_PATH, type="http", auth="public", website=True, methods=["POST"], csrf=False)
    def post_confirm(self, secret, **_params):
        wait = self._peek("guess")
        if wait:
            return wait
        draft = self._get_drafts()._find_by_link(secret)
        if not draft:
            return self._refuse_link()
        if draft.state != "unconfirmed":
            return self._render_page("grc_citizen_portal.form_confirmed", {"draft": draft})
        return self._submit(draft, is_verified=True)

    def _refuse_link(self):
        return self._take("guess") or self._render_not_found(
            request.env._("This link does not work any more"),
            request.env._("It may be incomplete, or its time is over. Please ask again."),
        )

    def _submit(self, draft, suspicion=False, is_verified=False):
        if is_verified or not draft._needs_confirmation():
            return super()._submit(draft, suspicion or draft.suspicion, is_verified)
        wait = self._take("mail", contact=draft._get_contact()["email"])
        if wait:
            return wait
        draft._ask_confirmation(suspicion)
        return self._go_to(draft.type_id, draft, "unconfirmed")

    def _post_unconfirmed(self, draft, form):
        """Take a code, mail another one, or let the sender correct their address."""
        if form.get("action") == "correct":
            draft._correct()
            return self._go_to(draft.type_id, draft, "who")
        if form.get("action") == "again":
            return self._mail_again(draft)
        wait = self._peek("guess")
        if wait:
            return wait
        if draft._check_code(form.get("code")):
            return self._submit(draft, is_verified=True)
        return self._take("guess") or self._go_to(draft.type_id, draft, "unconfirmed", wrong=1)

    def _mail_again(self, draft):
        wait = self._take("mail", contact=draft._get_contact()["email"])
        if wait:
            return wait
        draft._ask_confirmation()
        return self._go_to(draft.type_id, draft, "unconfirmed", mailed=1)

    def _prepare_state_values(self, draft):
        values = super()._prepare_state_values(draft)
        params = FormInput(request.httprequest.args)
        if params.get("wrong"):
            values["errors"] = {"code": self._get_code_error(draft)}
        return {**values, "is_mailed_again": bool(params.get("mailed"))}

    @staticmethod
    def _get_code_error(draft):
        if draft._may_try():
            return request.env._("This is not the code that we sent. Compare it with the mail.")
        return request.env._("This code does not work any more. Ask for a new one.")
