import hashlib

from odoo.http import Controller, request, route

from ..tools.atom import render_feed
from .page import PublicPage


class Feed(PublicPage, Controller):
    """Atom feeds, in the town's language."""

    @route(
        "/citizen/feed.atom",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        sitemap=False,
        readonly=True,
        methods=["GET"],
    )
    def of_town(self, type=None, **_params):  # noqa: A002
        """What was received and closed last, of a public type or theme or of all."""
        self._speak_city_language()
        types = request.env["grc.request.type"].sudo()
        if type:
            types = types._find_followed(type)
            if not types:
                return self._render_not_found()
        return self._render_feed(request.env["grc.request"].sudo()._get_public_feed(types))

    @route(
        "/citizen/track/<string:code>/feed.atom",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        sitemap=False,
        readonly=True,
        methods=["GET"],
    )
    def of_request(self, code, **_params):
        """How a request progresses, for who has its tracking code."""
        refusal = self._peek("guess")
        if refusal:
            return refusal
        self._speak_city_language()
        found = request.env["grc.request"].sudo()._find_by_tracking_code(code)
        if not found:
            return self._take("guess") or self._render_not_found()
        if found._is_tracking_over():
            return self._render_not_found()
        response = self._render_feed(found._get_tracking_feed())
        response.headers.update({"Cache-Control": "private", "X-Robots-Tag": "noindex, nofollow"})
        return response

    @staticmethod
    def _speak_city_language():
        lang = request.env.company.sudo().partner_id.lang
        if lang:
            request.update_context(lang=lang)

    @staticmethod
    def _render_feed(feed):
        lang = (request.env.lang or "en_US").replace("_", "-")
        body = render_feed(feed, request.env["grc.request"].get_base_url(), lang)
        response = request.make_response(
            body, [("Content-Type", "application/atom+xml; charset=utf-8")]
        )
        response.set_etag(hashlib.sha256(body).hexdigest()[:32])
        response.last_modified = feed["modified"]
        return response.make_conditional(request.httprequest.environ)
