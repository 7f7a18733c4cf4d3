from markupsafe import Markup

from odoo import http
from odoo.http import request


class Unsubscribe(http.Controller):
    """The link under mails that citizens may refuse."""

    @http.route("/citizen/unsubscribe/<token>", auth="public", methods=["GET"], sitemap=False)
    def show(self, token):
        """Ask: mail programs and virus scanners follow links, so that looking changes nothing."""
        return self._render(token, done=False)

    @http.route(
        "/citizen/unsubscribe/<token>",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
        save_session=False,
    )
    def withdraw(self, token, **_form):
        """Record the refusal. The link is signed: a mail program posts it alone (RFC 8058)."""
        partner, kind = request.env["res.partner"]._grc_read_unsubscribe_token(token)
        if partner and kind:
            partner._grc_unsubscribe(kind)
        return self._render(token, done=True)

    def _render(self, token, done):
        partner, kind = request.env["res.partner"]._grc_read_unsubscribe_token(token)
        values = {"known": bool(partner and kind), "kind": kind, "done": done}
        lang = partner.lang or request.env.lang
        page = request.env(context={**request.env.context, "lang": lang})["ir.qweb"]._render(
            "grc_citizen.unsubscribe_page",
            {**values, "company": request.env.company.sudo(), "lang": lang},
        )
        return request.make_response(
            Markup("<!DOCTYPE html>") + page,
            [("Content-Type", "text/html; charset=utf-8"), ("X-Robots-Tag", "noindex")],
            status=200 if values["known"] else 404,
        )
