from urllib.parse import urlencode

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.http import Controller, request, route
from odoo.tools import mute_logger

from ..models.grc_request_draft import COOKIE
from ..tools.deep_link import read_deep_link
from ..tools.form_input import FormInput
from .catalogue_page import CataloguePage

PATH = "/citizen/new/<string:code>"
STEP_PATH = f"{PATH}/<string:step>"
CAPTCHA = "grc_request"
#: A field that people do not see; robots fill it.
HONEYPOT = "website"


class FormController(CataloguePage, Controller):
    """The form on which a citizen asks something, step by step."""

    @route(PATH, type="http", auth="public", website=True, methods=["GET"], readonly=True)
    def show_intro(self, code, **_params):
        request_type = self._find_type(code)
        if not request_type:
            return self._render_not_offered(code)
        query = request.httprequest.query_string.decode()
        first = self._get_drafts().new({"type_id": request_type.id})._get_steps()[0]
        start = f"/citizen/new/{request_type.code}/{first}"
        return self._render_page(
            "grc_citizen_portal.form_intro",
            {
                "request_type": request_type,
                "heading": request_type.name,
                "start_url": f"{start}?{query}" if query else start,
                "link": read_deep_link(request.httprequest.args),
            },
        )

    @route(STEP_PATH, type="http", auth="public", website=True, methods=["GET"], readonly=True)
    def show_step(self, code, step, draft=None, **params):
        request_type = self._find_type(code)
        if not request_type:
            return self._render_not_offered(code)
        found = self._get_drafts()._find(request_type, draft)
        if not found:
            new = self._prepare_new_draft(request_type)
            if step != new._get_steps()[0]:
                return self._go_to(request_type, None, lost=1 if draft else None)
            return self._render_step(new, step, is_lost=bool(params.get("lost")))
        if not found._is_readable():
            return self._render_login(found)
        if found.state != "typing":
            return self._go_on(found, step)
        if step not in found._get_steps():
            return self._render_not_found()
        return self._render_step(
            found,
            step,
            errors=params.get("errors") and step != "check" and found._call_step("check", step),
            **self._get_notices(params),
        )

    # The token of the form is checked in the method: a lost session loses nothing that was typed.
    @route(
        [PATH, STEP_PATH],
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        csrf=False,
    )
    def post_step(self, code, step=None, **_params):
        request_type = self._find_type(code)
        if not request_type:
            return self._render_not_offered(code)
        http = request.httprequest
        form = FormInput(http.form, http.files)
        key = form.get("draft") or http.args.get("draft", "")
        draft = self._get_drafts()._find(request_type, key)
        shown = draft or self._prepare_new_draft(request_type)
        step = step or shown._get_steps()[0]
        if draft.state in ("received", "sent"):
            return self._go_on(draft, step)
        if draft.state != "unconfirmed" and step not in shown._get_steps():
            return self._render_not_found()
        csrf = form.get("csrf_token")
        trusted = draft._check_token(form.get("draft_token")) or (
            csrf.isascii() and request.validate_csrf(csrf)
        )
        if draft and not draft._is_readable():
            return self._keep_unseen(draft, step, form, trusted)
        if draft.state == "unconfirmed":
            return self._post_unconfirmed(draft, form) if trusted else self._go_on(draft, step)
        if not trusted:
            return self._give_back(shown, step, form)
        if not draft and step == "check":
            return self._go_to(request_type, None, lost=1)
        if form.get("action") == "forget":
            draft.unlink()
            return self._redirect("/citizen")
        if not draft:
            wait = self._take("begin")
            if wait:
                return self._give_back(shown, step, form, wait)
            try:
                draft, secret = self._open_draft(request_type, key)
            except IntegrityError:  # a second click came at the same moment
                return self._go_to(request_type, None, step, key=key)
            return self._set_cookie(self._take_step(draft, step, form), draft, secret)
        return self._take_step(draft, step, form)

    def _take_step(self, draft, step, form):
        """Keep what was typed in a step and go on, or send."""
        if step == "check":
            return self._send(draft, form)
        if form.has_files() and (wait := self._take("upload")):
            return wait
        stays = draft._keep_files(step, form)
        draft._keep(draft._call_step("read", step, form))
        then = form.get("then") == "check" and "check"
        if stays:
            refused = draft._has_refused_files(step)
            return self._go_to(draft.type_id, draft, step, errors=int(refused), then=then)
        action = form.get("action")
        if action == "back":
            return self._go_to(draft.type_id, draft, draft._get_previous_step(step))
        if draft._call_step("check", step):
            return self._go_to(draft.type_id, draft, step, errors=1, then=then)
        # Who came from the last page to mend something goes back to it.
        after = then or draft._get_next_step(step)
        return self._go_to(draft.type_id, draft, after)

    def _send(self, draft, form):
        if draft._check_steps():
            return self._go_to(draft.type_id, draft, "check")
        refused = self._refuse_robot(draft)
        if refused:
            return refused
        suspicion = False
        if form.get(HONEYPOT):
            suspicion = request.env._("A field that people do not see was filled.")
        return self._submit(draft, suspicion)

    def _submit(self, draft, suspicion=False, is_verified=False):
        """Send what was typed and go where it is shown; hook.

        :param suspicion: why it is set aside for a person to look at
        :param bool is_verified: the e-mail address was shown to be the sender's own
        """
        code = draft._submit(suspicion, is_verified)
        if code:
            return self._redirect(f"/citizen/sent/{code}")
        return self._go_to(draft.type_id, draft, "received")

    def _post_unconfirmed(self, draft, form):
        """Take what is sent of a draft that waits to be confirmed; hook."""
        return self._go_on(draft, draft.state)

    def _refuse_robot(self, draft):
        """Return the page that says why it is not sent yet, None when it may be."""
        contact = draft._get_contact()
        wait = self._take("send", contact=contact["email"] or contact["phone"] or None)
        if wait:
            return wait
        try:
            request.env["ir.http"]._verify_request_recaptcha_token(CAPTCHA)
        except UserError:
            return self._go_to(draft.type_id, draft, "check", robot=1)
        if draft._is_too_fast():
            return self._go_to(draft.type_id, draft, "check", again=1)
        return None

    def _go_on(self, draft, step):
        """Go where a draft that is not typed any more is shown."""
        if draft.state == "sent":
            return self._redirect(f"/citizen/sent/{draft.request_id.tracking_code}")
        if step == draft.state and request.httprequest.method == "GET":
            return self._render_page(
                f"grc_citizen_portal.form_{draft.state}", self._prepare_state_values(draft)
            )
        return self._go_to(draft.type_id, draft, draft.state)

    def _prepare_state_values(self, draft):
        """Return the values of the page of a draft that is not typed any more; hook."""
        return {"draft": draft, "request_type": draft.type_id, "errors": {}}

    def _get_drafts(self):
        return request.env["grc.request.draft"].sudo()

    def _find_type(self, code):
        """Return the type of that code that the visitor may ask for, empty when there is none."""
        return request.env["grc.request.type"]._find_offered(code)

    def _prepare_new_draft(self, request_type):
        """Return a draft that is not recorded, with what the link to the form says."""
        drafts = self._get_drafts()
        values = drafts._prepare_draft_values(request_type, drafts._generate_key())
        return drafts.new({**values, "values": self._read_link()})

    @staticmethod
    def _read_link():
        """Return what the link to the form fills in, of what is right in it."""
        link = read_deep_link(request.httprequest.args)
        del link["dropped"]
        return {name: value for name, value in link.items() if value is not None}

    def _open_draft(self, request_type, key):
        """Record the draft of a form that begins.

        :return: it and the secret of the browser
        :rtype: tuple(grc.request.draft, str)
        """
        drafts = self._get_drafts()
        secret = drafts._get_secret() or drafts._generate_secret()
        values = drafts._prepare_draft_values(request_type, key or drafts._generate_key())
        with mute_logger("odoo.sql_db"), request.env.cr.savepoint():
            return drafts.create(
                {**values, "values": self._read_link(), "browser": drafts._digest(secret)}
            ), secret

    def _give_back(self, shown, step, form, wait=None):
        """Render a step with what was typed in it, of a form that cannot be taken now.

        :param wait: the page that asks to wait, None for a form whose session is over
        """
        typed = {**shown._get_values(), **shown._call_step("read", step, form)}
        again = self._prepare_new_draft(shown.type_id)
        again.update({"values": typed, "key": shown.key})
        page = self._render_step(again, step, is_expired=not wait, is_busy=bool(wait), status=400)
        if wait:
            page.status_code = wait.status_code
            page.headers["Retry-After"] = wait.headers["Retry-After"]
        return page

    def _keep_unseen(self, draft, step, form, trusted):
        """Keep what a person typed whose login has ended, and ask them to log in again."""
        if trusted and draft.state == "typing" and step in draft._get_typed_steps():
            draft._keep(draft._call_step("read", step, form))
        return self._render_login(draft)

    def _get_notices(self, params):
        return {
            "is_too_fast": bool(params.get("again")),
            "is_robot": bool(params.get("robot")),
            "then": params.get("then") == "check" and "check",
        }

    def _render_step(self, draft, step, errors=None, status=200, **notices):
        steps = draft._get_steps()
        values = {
            "draft": draft,
            "request_type": draft.type_id,
            "step": step,
            "number": steps.index(step) + 1,
            "count": len(steps),
            "heading": draft._get_step_title(step),
            "errors": errors or {},
            "honeypot": HONEYPOT,
            "captcha": CAPTCHA,
            "previous": draft._get_previous_step(step),
            "step_template": f"grc_citizen_portal.form_step_{step}",
            **notices,
        }
        if step == "check":
            values["step_errors"] = draft._check_steps()
        return self._render_page("grc_citizen_portal.form_page", values, status=status)

    def _render_login(self, draft):
        back = f"/citizen/new/{draft.type_id.code}/check?draft={draft.key}"
        return self._render_page(
            "grc_citizen_portal.form_login",
            {"login_url": f"/web/login?{urlencode({'redirect': back})}", "draft": draft},
            status=403,
        )

    def _go_to(self, request_type, draft, step=None, key=None, **query):
        step = step or self._get_drafts().new({"type_id": request_type.id})._get_steps()[0]
        query = {name: value for name, value in query.items() if value}
        key = key or draft and draft.key
        if key:
            query = {"draft": key, **query}
        return self._redirect(f"/citizen/new/{request_type.code}/{step}?{urlencode(query)}")

    @staticmethod
    def _redirect(path):
        return request.redirect(request.env["ir.http"]._url_for(path), 303)

    @staticmethod
    def _set_cookie(response, draft, secret):
        response.set_cookie(
            COOKIE,
            secret,
            max_age=draft.company_id.grc_draft_days * 86400,
            expires=None,
            secure=request.httprequest.scheme == "https",
            httponly=True,
            samesite="Lax",
        )
        return response
