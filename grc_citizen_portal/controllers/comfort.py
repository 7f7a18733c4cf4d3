from urllib.parse import urlsplit

from odoo.http import Controller, request, route

from ..tools.comfort import (
    CHOICES,
    COOKIE,
    COOKIE_SECONDS,
    format_cookie,
    parse_cookie,
    read_comfort,
)
from .page import PublicPage

PATH = "/citizen/comfort"


class ComfortController(PublicPage, Controller):
    """Text size, contrast, spacing and colours, kept in a cookie of the visitor's browser."""

    @route(PATH, type="http", auth="public", website=True, readonly=True, methods=["GET"])
    def show(self, next=None, saved=None, **_params):  # noqa: A002, it is the parameter's name
        comfort = parse_cookie(request.cookies.get(COOKIE))
        values = {
            "choices": self._get_choices(comfort),
            "way_back": self._get_local_path(next),
            "saved": saved,
        }
        return self._render_page("grc_citizen_portal.comfort_page", values)

    @route(PATH, type="http", auth="public", website=True, multilang=False, methods=["POST"])
    def keep(self, next=None, reset=None, **chosen):  # noqa: A002, it is the parameter's name
        cookie = format_cookie(read_comfort({} if reset else chosen))
        way_back = self._get_local_path(next)
        response = request.redirect_query(PATH, {"next": way_back, "saved": 1}, code=303)
        response.set_cookie(
            COOKIE, cookie, max_age=COOKIE_SECONDS if cookie else 0, httponly=True, samesite="Lax"
        )
        return response

    @staticmethod
    def _get_local_path(address):
        """Return an address when it is one of the citizen's pages; else the first of them."""
        parts = urlsplit(address or "")
        ours = not parts.scheme and not parts.netloc and parts.path.startswith(("/citizen", "/my/"))
        return address if ours and "\\" not in address else "/citizen"

    def _get_choices(self, comfort):
        """Return what may be chosen, as the template shows it."""
        env = request.env
        titles = {
            "text": env._("Size of the text"),
            "theme": env._("Colours"),
            "contrast": env._("Contrast"),
            "spacing": env._("Spacing of the text"),
        }
        labels = {
            "theme": {
                "auto": env._("As on this device"),
                "light": env._("Light"),
                "dark": env._("Dark"),
            },
            "contrast": {"auto": env._("As on this device"), "more": env._("Stronger")},
            "spacing": {"normal": env._("Usual"), "more": env._("Wider")},
            "text": {"100": env._("Usual"), **{size: f"{size} %" for size in CHOICES["text"][1:]}},
        }
        return [
            {
                "name": name,
                "title": titles[name],
                "options": [
                    {"value": value, "label": labels[name][value], "chosen": comfort[name] == value}
                    for value in values
                ],
            }
            for name, values in CHOICES.items()
        ]
