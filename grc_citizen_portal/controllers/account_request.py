import uuid

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.http import content_disposition, request, route

from ..models.grc_request_citizen_upload import FILES_A_POST
from ..models.grc_request_conversation import MESSAGE_LENGTH
from ..models.grc_request_type_document import KINDS
from ..tools.upload import get_accept
from .account import PRIVATE, CitizenAccount

PATH = "/my/requests/<int:request_id>"
PAGE = {"type": "http", "auth": "public", "website": True}
#: Who writes to the town hall about a request: its citizen, or who has the link of a mail to them.
WRITERS = ("requester", "link")
#: What was typed by somebody whose session was over, while they log in again.
KEPT_WORDS = "grc_kept_words"


class CitizenAccountRequest(CitizenAccount):
    """A request's page in the account. Each route checks who asks; see :meth:`_open`."""

    @route(PATH, methods=["GET"], readonly=True, **PAGE)
    def show_request(self, request_id, access_token=None, sent=None, **_params):
        found, role, refusal = self._open(request_id, access_token)
        if refusal:
            return refusal
        if role == "agent":
            return request.redirect(f"/mail/view?model=grc.request&res_id={request_id}")
        kept = request.session.get(KEPT_WORDS)
        words = ""
        if kept and kept[0] == request_id:
            words = request.session.pop(KEPT_WORDS)[1]
        return self._render_request(found, role, access_token, sent=sent, words=words, kept=words)

    # The token of the session is checked here, so that who let it expire keeps what they typed.
    @route(f"{PATH}/message", methods=["POST"], csrf=False, **PAGE)
    def post_message(
        self, request_id, message="", action=None, key=None, access_token=None, csrf_token=None, **_
    ):
        found, role, refusal = self._open(request_id, access_token, words=message)
        if refusal:
            return refusal
        if role not in WRITERS:
            return self._render_not_found()
        values = {"words": message, "key": key}
        if not request.validate_csrf(csrf_token):
            error = request.env._("You waited a long time: check what you wrote and send it again.")
            return self._render_request(
                found, role, access_token, 400, errors={"message": error}, **values
            )
        files = self._read_files("files")
        wait = self._take("message") or (files and self._take("upload"))
        if wait:
            error = request.env._(
                "Many messages came from here in a short time: send this one again in a while."
            )
            page = self._render_request(
                found, role, access_token, 429, errors={"message": error}, **values
            )
            page.headers["Retry-After"] = wait.headers["Retry-After"]
            return page
        say = found._say_not_fixed if action == "not_fixed" else found._post_from_citizen
        try:
            with request.env.cr.savepoint():
                say(message, key, files)
        except UserError as error:
            field = "files" if isinstance(error, ValidationError) else "message"
            return self._render_request(
                found, role, access_token, 422, errors={field: str(error)}, **values
            )
        return self._redirect(found, role, access_token, sent=action or "message")

    @route(f"{PATH}/withdraw", methods=["GET"], readonly=True, **PAGE)
    def ask_withdraw(self, request_id, **_params):
        found, role, refusal = self._open(request_id)
        if refusal:
            return refusal
        if role != "requester" or not found._can_withdraw():
            return self._render_not_found()
        return self._render_withdraw(found)

    @route(f"{PATH}/withdraw", methods=["POST"], csrf=False, **PAGE)
    def withdraw(self, request_id, reason="", csrf_token=None, **_params):
        found, role, refusal = self._open(request_id, words=reason)
        if refusal:
            return refusal
        if role != "requester":
            return self._render_not_found()
        if not request.validate_csrf(csrf_token):
            error = request.env._("You waited a long time: check what you wrote and send it again.")
            return self._render_withdraw(found, 400, reason=reason, errors={"reason": error})
        try:
            with request.env.cr.savepoint():
                closed = found._withdraw(reason)
        except UserError as error:
            return self._render_withdraw(found, 422, reason=reason, errors={"reason": str(error)})
        return self._redirect(found, role, sent="withdrawn" if closed else "withdrawal")

    @route(f"{PATH}/share", methods=["POST"], **PAGE)
    def share(self, request_id, shared=None, **_params):
        found, role, refusal = self._open(request_id)
        if refusal:
            return refusal
        if role != "requester":
            return self._render_not_found()
        found._set_household_shared(bool(shared))
        return self._redirect(found, role, sent="share")

    @route(f"{PATH}/file/<int:file_id>", methods=["GET"], readonly=True, **PAGE)
    def download(self, request_id, file_id, access_token=None, **_params):
        found, _role, refusal = self._open(request_id, access_token)
        if refusal:
            return refusal
        file = found._get_citizen_files().filtered(lambda one: one.id == file_id)
        if not file:
            return self._render_not_found()
        stream = request.env["ir.binary"].sudo()._get_stream_from(file)
        response = stream.get_response(as_attachment=True)
        response.headers.update(PRIVATE)
        return response

    @route(f"{PATH}/receipt", methods=["GET"], **PAGE)
    def receipt(self, request_id, access_token=None, **_params):
        found, _role, refusal = self._open(request_id, access_token)
        if refusal:
            return refusal
        report = request.env["ir.actions.report"].sudo()
        content, _kind = report._render_qweb_pdf("grc_citizen.action_report_receipt", found.ids)
        headers = {
            "Content-Type": "application/pdf",
            "Content-Disposition": content_disposition(f"{found.number}.pdf"),
            **PRIVATE,
        }
        return request.make_response(content, list(headers.items()))

    def _open(self, request_id, access_token=None, words=None):
        """Return a request and as what the visitor sees it, or the page that refuses.

        As their own (`requester`), by the link of a mail (`link`), as shared with their household
        (`member`), or as one who works on it (`agent`). What is not there and what is not for the
        visitor look the same; who is not logged in logs in first, and what they typed is kept.

        :param str words: typed on the page
        :return: `grc.request` with the rights of the system; role; response
        """
        if access_token and (wait := self._peek("guess")):
            return None, None, wait
        is_public = request.env.user._is_public()
        try:
            self._document_check_access("grc.request", request_id, access_token=access_token)
        except (AccessError, MissingError):
            wait = access_token and self._take("guess")
            if wait or access_token or not is_public:
                return None, None, wait or self._render_not_found()
            if words:
                request.session[KEPT_WORDS] = [request_id, words]
            query = {"redirect": f"/my/requests/{request_id}"}
            return None, None, request.redirect_query("/web/login", query)
        found = request.env["grc.request"].sudo().browse(request_id)
        role = self._get_role(found)
        if role == "link":
            # What they do is the citizen's: nothing is to be the public user's.
            found = found.with_env(request.env(user=SUPERUSER_ID))
        return found, role, None

    def _get_role(self, found):
        user = request.env.user
        if not user._is_public() and found.partner_id == user.partner_id:
            return "requester"
        if found.sudo(False).has_access("read"):
            return "agent" if user._is_internal() else "member"
        return "link"

    def _render_request(self, found, role, access_token, status=200, **values):
        values = {
            **self._prepare_portal_layout_values(),
            **found._prepare_account_page(),
            "page_name": "grc_request",
            "role": role,
            "can_write": role in WRITERS,
            "access_token": access_token if role == "link" else None,
            "max_length": MESSAGE_LENGTH,
            "accept": get_accept(KINDS["any"]),
            "max_files": FILES_A_POST,
            "errors": {},
            "words": "",
            "sent": None,
            **values,
        }
        values["key"] = values.get("key") or uuid.uuid4().hex
        values["error_count"] = len(values["errors"])
        return self._render_private("grc_citizen_portal.request_page", values, status)

    def _render_withdraw(self, found, status=200, **values):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "grc_request",
            "grc_request": found,
            "reason": "",
            "errors": {},
            **values,
        }
        values["error_count"] = len(values["errors"])
        return self._render_private("grc_citizen_portal.withdraw_page", values, status)

    def _redirect(self, found, role, access_token=None, sent=None):
        query = {"sent": sent}
        if role == "link":
            query["access_token"] = access_token
        return request.redirect_query(f"/my/requests/{found.id}", query, 303)
