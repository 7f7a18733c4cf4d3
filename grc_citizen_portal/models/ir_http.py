import re

from werkzeug.exceptions import MethodNotAllowed

from odoo import models
from odoo.http import Response, request

#: The citizen's pages, without the language that an address may start with.
PAGES = re.compile(r"/(citizen|my/requests|my/data)(/|$)|/my(/home)?$")
#: The pages hold no script but one file of ours with the response's nonce; Odoo's templates of
#: components, which need `unsafe-eval`, are not loaded. Texts written in the back end may hold
#: style attributes, which can run nothing.
POLICY = {
    "default-src": "'none'",
    "script-src": "'none'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
#: What a form calls when the city turned Odoo's captcha on, and nothing else does.
CAPTCHA_HOSTS = "https://www.google.com https://recaptcha.google.com https://www.recaptcha.net"
#: Of what is no page: a photo, a paper, a feed.
FILE_POLICY = {"default-src": "'none'", "frame-ancestors": "'none'"}
HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _post_dispatch(cls, response):
        result = super()._post_dispatch(response)
        if cls._grc_is_page():
            cls._grc_protect(response)
        return result

    @classmethod
    def _grc_is_page(cls):
        """Return whether the present call is for one of the citizen's pages."""
        return bool(PAGES.match(request.httprequest.path))

    @classmethod
    def _grc_protect(cls, response):
        """Add to a response the headers that it does not have of its own, stricter ones perhaps."""
        policy = FILE_POLICY
        if response.mimetype == "text/html":
            policy = cls._grc_get_policy(
                getattr(request, "grc_nonce", None), getattr(request, "grc_captcha", None)
            )
        text = "; ".join(f"{name} {sources}" for name, sources in policy.items())
        for name, value in {"Content-Security-Policy": text, **HEADERS}.items():
            response.headers.setdefault(name, value)

    @classmethod
    def _grc_get_policy(cls, nonce, captcha=None):
        """Hook: what a page may load, by directive of `Content-Security-Policy`.

        :param str nonce: of the scripts and styles of the page; None when it is no page of ours
        :param str captcha: key of the captcha that the page calls, if it calls one
        """
        if not nonce:
            return dict(POLICY)
        own = f"'nonce-{nonce}'"
        policy = {**POLICY, "script-src": own, "style-src": f"{POLICY['style-src']} {own}"}
        if captcha:
            policy["script-src"] += " 'strict-dynamic'"
            policy["connect-src"] += f" {CAPTCHA_HOSTS}"
            policy["frame-src"] = CAPTCHA_HOSTS
        return policy

    @classmethod
    def _get_error_html(cls, env, code, values):
        """Errors of the citizen's pages look like them, and never hold a traceback."""
        if not cls._grc_is_page():
            return super()._get_error_html(env, code, values)
        template = "not_found_page" if code == 404 else "error_page"
        shown = {"code": code, "city": env.company.sudo()}
        view = env["ir.ui.view"]
        return code, view._render_template(f"grc_citizen_portal.{template}", shown)

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        if cls._grc_is_page() and isinstance(response, Response):
            cls._grc_protect(response)
        return response

    @classmethod
    def _match(cls, path):
        """Show a method that an address does not allow by a page; Odoo would give up before."""
        try:
            return super()._match(path)
        except MethodNotAllowed as error:
            if cls._grc_is_page():
                if not hasattr(request, "is_frontend"):
                    cls._grc_open_frontend()
                error.error_response = cls._handle_error(error)
            raise

    @classmethod
    def _grc_open_frontend(cls):
        """Say of the present call what an address that matches would have said of it."""
        request.is_frontend = request.is_frontend_multilang = True
        known = request.env["ir.http"].get_nearest_lang(request.cookies.get("frontend_lang"))
        code = known or cls._get_default_lang().code
        request.lang = request.env["res.lang"]._get_data(code=code)
