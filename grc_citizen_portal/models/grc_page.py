import secrets
from urllib.parse import quote, urlencode

from markupsafe import Markup

from odoo import api, models
from odoo.http import request

from ..tools.colors import BLACK, WHITE, make_palette
from ..tools.comfort import COOKIE, get_html_attributes, parse_cookie

#: Random bytes of a nonce: CSP asks for 128 bits.
NONCE_BYTES = 16
#: Where each palette of colours applies.
SCHEMES = {
    "light": ":root,[data-bs-theme=light]{%s}",
    "dark": "[data-bs-theme=dark]{%s}"
    "@media (prefers-color-scheme:dark){:root:not([data-bs-theme]){%s}}",
    "light-more": ":root[data-grc-contrast=more]{%s}"
    "@media (prefers-contrast:more){:root:not([data-bs-theme=dark]){%s}}",
    "dark-more": ":root[data-grc-contrast=more][data-bs-theme=dark]{%s}"
    "@media (prefers-color-scheme:dark){:root[data-grc-contrast=more]:not([data-bs-theme]){%s}}",
}
#: The mark on a ticked box, by the colour of text on the city's.
CHECKS = {WHITE: "white", BLACK: "black"}
LOGO_HEIGHT = 48
LOGO_MAX_WIDTH = 180


class GrcPage(models.AbstractModel):
    """What surrounds each of the citizen's pages: language, colours, comfort, who is there."""

    _name = "grc.page"
    _description = "Citizen's Page"

    @api.model
    def _prepare(self, captcha=None):
        """Return what the template `grc_citizen_portal.document` shows around a page.

        The page is given a nonce, which the `Content-Security-Policy` of the response allows: see
        `ir.http`.

        :param str captcha: what a form of the page is checked for, if it has one
        :rtype: dict
        """
        request.grc_nonce = secrets.token_urlsafe(NONCE_BYTES)
        request.grc_captcha = self._get_captcha_key() if captcha else None
        city = self.env.company.sudo()
        comfort = parse_cookie(request.cookies.get(COOKIE))
        return {
            "city": city,
            "nonce": request.grc_nonce,
            "html": {
                "lang": (self.env.lang or "en_US").replace("_", "-"),
                "dir": self.env["res.lang"]._get_data(code=self.env.lang).direction or "ltr",
                **get_html_attributes(comfort),
            },
            "captcha": request.grc_captcha,
            "style": self._make_style(city),
            "logo": self._get_logo(city),
            "languages": self._get_languages(),
            "menu": self._get_menu(),
            "back": self._get_way_back(),
            "address": self._get_address(city),
            "opening": city._get_town_hall().get("now"),
            "accessibility": city._get_accessibility_label(),
        }

    @api.model
    def _get_captcha_key(self):
        """Return the public key of the module `google_recaptcha`; None while it is not in use."""
        return self.env["ir.http"].get_frontend_session_info().get("recaptcha_public_key")

    @api.model
    def _make_style(self, city):
        """Return the style sheet of a city's colours."""
        palette = make_palette(city.primary_color, city.secondary_color)
        rules = []
        for scheme, rule in SCHEMES.items():
            colors = palette[scheme]
            values = "".join(f"--grc-{name}:{color};" for name, color in colors.items())
            values += f"--grc-check:var(--grc-check-{CHECKS[colors['on-primary']]});"
            rules.append(rule.replace("%s", values))
        return Markup("".join(rules))  # noqa: S704, colours are checked and names are ours

    @api.model
    def _get_address(self, city):
        """Return the lines of the town hall's address, as they are written on a letter at home."""
        lines = [city.street, city.street2, " ".join(filter(None, [city.zip, city.city]))]
        return [line for line in lines if line]

    @api.model
    def _get_logo(self, city):
        """Return the address and size of a city's logo; nothing when it has none of its own."""
        if city.uses_default_logo or not city.grc_logo_ratio:
            return None
        width = min(round(LOGO_HEIGHT * city.grc_logo_ratio), LOGO_MAX_WIDTH)
        return {
            "src": f"/web/binary/company_logo?company={city.id}",
            "width": width,
            "height": round(width / city.grc_logo_ratio),
        }

    @api.model
    def _get_languages(self):
        """Return the languages of the pages: code, name in itself, address of this page in it."""
        languages = self.env["res.lang"]._get_frontend()
        if len(languages) < 2:
            return []
        # Whole addresses, as `website` takes the default language out of the others.
        host = request.httprequest.host_url.rstrip("/")
        here = self._get_address_here()
        return [
            {
                "code": code.replace("_", "-"),
                "short": language.url_code.split("_")[0].upper(),
                "name": language.name.split(" / ")[-1].split(" (")[0],
                "url": f"{host}/{language.url_code}{here}",
                "active": code == self.env.lang,
            }
            for code, language in languages.items()
        ]

    @api.model
    def _get_menu(self):
        """Hook: the entries of the main menu: address, words, and `page` for the present one."""
        user = self.env.user
        entries = [
            ("/citizen", self.env._("Requests")),
            ("/citizen/track", self.env._("Follow a request")),
        ]
        if user._is_public():
            entries.append(("/web/login?redirect=/my/requests", self.env._("Sign in")))
        else:
            entries.append(("/my/requests", self.env._("My requests")))
            entries.append(("/my/data", self.env._("My data")))
            if user._is_internal():
                entries.append(("/odoo", self.env._("Back office")))
            entries.append(("/web/session/logout?redirect=/citizen", self.env._("Sign out")))
        path = request.httprequest.path
        inside = [url for url, _name in entries if f"{path}/".startswith(f"{url}/")]
        here = max(inside, key=len, default=None)
        return [
            {"url": url, "name": name, "current": "page" if url == here else None}
            for url, name in entries
        ]

    @api.model
    def _get_way_back(self):
        """Return what leads back to the present page from the one of comfort settings."""
        here = self._get_address_here()
        if request.httprequest.path == "/citizen/comfort":
            here = request.params.get("next") or "/citizen"
        return urlencode({"next": here})

    @api.model
    def _get_address_here(self):
        """Return the address of the present page, which can be opened again, without language."""
        path = quote(request.httprequest.path)
        query = request.httprequest.query_string.decode("ascii", "ignore")
        return f"{path}?{query}" if query and request.httprequest.method == "GET" else path
