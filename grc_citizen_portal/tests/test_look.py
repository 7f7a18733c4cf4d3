import base64
import io
import re
from unittest.mock import patch

from PIL import Image

from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools.colors import DARK_GROUNDS, LIGHT_GROUNDS, get_contrast, make_palette
from ..tools.comfort import CHOICES, parse_cookie

AWKWARD = (
    *("#ffff00", "#ffffff", "#000000", "#777777", "#0f0", "#ff0000", "#0000ff", "#808080"),
    *("#00ffff", "#fefefe", "#010101", "#767676", "#ff69b4", "#8b4513", "", None, "red", "#12345"),
)


class TestColors(TransactionCase):
    """Text can be read whatever the colours of the city."""

    def test_any_colours_can_be_read(self):
        for primary in AWKWARD:
            for secondary in AWKWARD:
                palette = make_palette(primary, secondary)
                for scheme, least in (("", 4.5), ("-more", 7)):
                    self._check(palette[f"light{scheme}"], LIGHT_GROUNDS, least)
                    self._check(palette[f"dark{scheme}"], DARK_GROUNDS, least)

    def _check(self, colors, grounds, least):
        text = colors["on-primary"]
        self.assertGreaterEqual(get_contrast(text, colors["primary"]), least, colors)
        self.assertGreaterEqual(get_contrast(text, colors["primary-hover"]), least, colors)
        self.assertGreaterEqual(get_contrast(colors["primary"], grounds[0]), 3, colors)
        self.assertGreaterEqual(get_contrast(colors["accent"], grounds[0]), 3, colors)
        for ground in grounds:
            self.assertGreaterEqual(get_contrast(colors["link"], ground), least, colors)

    def test_a_readable_colour_is_kept(self):
        colors = make_palette("#1d4f91", "#c8102e")["light"]
        self.assertEqual(colors["primary"], "#1d4f91")
        self.assertEqual(colors["link"], "#1d4f91")
        self.assertEqual(colors["accent"], "#c8102e")

    def test_contrast_is_that_of_wcag(self):
        self.assertAlmostEqual(get_contrast("#000000", "#ffffff"), 21)
        self.assertAlmostEqual(get_contrast("#767676", "#ffffff"), 4.54, 2)

    def test_cookies_hold_only_what_may_be_chosen(self):
        usual = {name: values[0] for name, values in CHOICES.items()}
        for cookie in (None, "", "text=900&theme=<script>", "text", "%ff&=&text=1=2", "a" * 5000):
            self.assertEqual(parse_cookie(cookie), usual, cookie)
        self.assertEqual(parse_cookie("text=150&theme=dark")["text"], "150")


@tagged("post_install", "-at_install")
class TestLook(HttpCase):
    """What surrounds the citizen's pages, as a browser gets it."""

    PAGES = ("/citizen", "/citizen/accessibility", "/citizen/privacy", "/citizen/comfort")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        cls.city = cls.env.company
        cls.city.write({"name": "Valmont", "phone": "+33 1 99 00 00 00", "email": "m@valmont.test"})

    def _get_policy(self, response):
        parts = response.headers["Content-Security-Policy"].split("; ")
        return dict(part.split(" ", 1) for part in parts)

    def _check_headers(self, response):
        policy = self._get_policy(response)
        scripts = policy["script-src"]
        self.assertRegex(scripts, r"^'(none|nonce-[\w-]{22,})'$")
        self.assertEqual(policy["default-src"], "'none'")
        self.assertEqual(policy["object-src"], "'none'")
        self.assertEqual(policy["base-uri"], "'self'")
        self.assertEqual(policy["form-action"], "'self'")
        self.assertEqual(policy["frame-ancestors"], "'none'")
        self.assertNotIn("unsafe", policy["style-src"])
        self.assertEqual(response.headers["X-Frame-Options"], "DENY")
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(response.headers["Referrer-Policy"], "same-origin")
        self.assertIn("camera=(self)", response.headers["Permissions-Policy"])
        for script in re.findall(r"<script\b[^>]*>", response.text):
            nonce = re.search(r'nonce="([^"]+)"', script).group(1)
            self.assertEqual(scripts, f"'nonce-{nonce}'")
            self.assertIn(' src="/web/assets/', script)
        self.assertNotRegex(response.text, r"<[^>]+\son\w+=")
        return scripts

    def test_headers(self):
        nonces = set()
        for path in self.PAGES:
            response = self.url_open(path)
            self.assertEqual(response.status_code, 200, path)
            nonces.add(self._check_headers(response))
        self.assertEqual(len(nonces), len(self.PAGES))
        self.assertNotIn("Permissions-Policy", self.url_open("/web/login").headers)

    @mute_logger("odoo.http")
    def test_headers_of_errors(self):
        missing = self.url_open("/citizen/nowhere/at/all?debug=1")
        self.assertEqual(missing.status_code, 404)
        self._check_headers(missing)
        refused = self.url_open("/citizen/privacy", data={"a": "b"})
        self.assertEqual(refused.status_code, 405)
        self._check_headers(refused)
        stale = self.url_open("/citizen/comfort", data={"text": "200", "csrf_token": "old"})
        self.assertEqual(stale.status_code, 400)
        self._check_headers(stale)
        for response in (missing, refused, stale):
            self.assertNotIn("Traceback", response.text)
            self.assertIn('href="/citizen"', response.text)
            self.assertIn("Valmont", response.text)
        sent_away = self.url_open("/my/requests", allow_redirects=False)
        self.assertEqual(sent_away.headers["X-Frame-Options"], "DENY")

    @mute_logger("odoo.http")
    def test_failure_of_the_server_tells_nothing(self):
        company = self.env.registry["res.company"]
        with patch.object(company, "_get_privacy_gaps", side_effect=ValueError("secret")):
            response = self.url_open("/citizen/privacy?debug=1")
        self.assertEqual(response.status_code, 500)
        self._check_headers(response)
        for told in ("secret", "Traceback", "ValueError"):
            self.assertNotIn(told, response.text)
        self.assertIn("+33 1 99 00 00 00", response.text)

    def test_captcha_is_called_only_where_it_is_in_use(self):
        policy = {"script-src": "'nonce-x' 'strict-dynamic'"}
        ir_http = self.env.registry["ir.http"]
        self.assertLessEqual(policy.items(), ir_http._grc_get_policy("x", "key").items())
        self.assertNotIn("google", str(ir_http._grc_get_policy("x")))
        key = {"recaptcha_public_key": "key"}
        with patch.object(ir_http, "get_frontend_session_info", return_value=key):
            page = self.url_open("/citizen/comfort")
        self.assertNotIn("grc-captcha", page.text)
        self.assertNotIn("google", page.headers["Content-Security-Policy"])

    def test_colours_and_logo_of_the_city(self):
        picture = io.BytesIO()
        Image.new("RGB", (300, 100), "#1d4f91").save(picture, "PNG")
        self.city.logo = base64.b64encode(picture.getvalue())
        self.city.primary_color = "#ffff00"
        self.city.secondary_color = "red}</style><script>alert(1)</script>"
        text = self.url_open("/citizen/comfort").text
        self.assertIn("--grc-on-primary:", text)
        self.assertNotIn("alert(1)", text)
        self.assertIn('width="144" height="48"', text)
        self.city.logo = False
        self.assertNotIn("grc-logo", self.url_open("/citizen/comfort").text)

    def test_comfort_is_kept_by_the_browser(self):
        page = self.url_open("/citizen/comfort?next=/citizen/privacy").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        chosen = {"text": "200", "theme": "dark", "contrast": "more", "spacing": "more"}
        form = {**chosen, "csrf_token": token, "next": "/citizen/privacy"}
        answer = self.url_open("/citizen/comfort", data=form)
        self.assertIn('href="/citizen/privacy"', answer.text)
        self.assertIn('role="status"', answer.text)
        html = re.search(r"<html[^>]*>", self.url_open("/citizen/accessibility").text).group()
        for attribute in (
            'data-grc-text="200"',
            'data-bs-theme="dark"',
            'data-grc-contrast="more"',
            'data-grc-spacing="more"',
        ):
            self.assertIn(attribute, html)
        self.url_open("/citizen/comfort", data={"reset": "1", "csrf_token": token})
        html = re.search(r"<html[^>]*>", self.url_open("/citizen/accessibility").text).group()
        self.assertNotIn("data-", html)

    def test_comfort_leads_back_to_this_site_only(self):
        for address in (
            *("https://evil.example/citizen", "//evil.example/citizen", "javascript:alert(1)"),
            *("/\\evil.example", "/web/session/logout", "/citizen\\@evil.example"),
        ):
            page = self.url_open("/citizen/comfort", params={"next": address}).text
            self.assertIn('name="next" value="/citizen"', page, address)

    def test_incomplete_declarations_say_so(self):
        page = self.url_open("/citizen/accessibility").text
        self.assertIn("This page is not complete", page)
        self.assertIn("not compliant", page)
        self.assertIn("Accessibility: not compliant", self.url_open("/citizen").text)
        self.assertIn("the data protection officer", self.url_open("/citizen/privacy").text)

    def test_declarations_filled_in(self):
        settings = {
            "grc_accessibility_status": "partial",
            "grc_accessibility_date": "2026-01-15",
            "grc_accessibility_auditor": "Cabinet Lisible",
            "grc_accessibility_rate": 83,
            "grc_accessibility_issues": "<p>Old maps in PDF</p>",
            "grc_accessibility_plan_url": "https://valmont.test/plan",
            "grc_privacy_officer": "Ada Officer",
            "grc_privacy_email": "dpo@valmont.test",
            "grc_privacy_text": "<p>Kept in France</p>",
        }
        self.env["res.config.settings"].create(settings).execute()
        page = self.url_open("/citizen/accessibility").text
        for words in ("Cabinet Lisible", "83", "Old maps in PDF", "https://valmont.test/plan"):
            self.assertIn(words, page)
        self.assertIn("<strong>partially compliant</strong>", page)
        self.assertNotIn("not complete", page)
        self.assertIn("Accessibility: partially compliant", self.url_open("/citizen").text)
        page = self.url_open("/citizen/privacy").text
        for words in ("Ada Officer", "dpo@valmont.test", "Kept in France"):
            self.assertIn(words, page)
        self.assertNotIn("not complete", page)

    def test_languages_without_scripts(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        page = self.url_open("/citizen/privacy")
        self.assertIn('<html lang="en-US"', page.text)
        link = re.search(r'<a href="([^"]+)" lang="fr-FR"', page.text).group(1)
        page = self.url_open(link)
        self.assertIn('<html lang="fr-FR"', page.text)
        link = re.search(r'<a href="([^"]+)" lang="en-US"', page.text).group(1)
        self.assertIn('<html lang="en-US"', self.url_open(link).text)

    def test_queries(self):
        for path in self.PAGES[1:]:
            self.url_open(path)
            with self.assertQueryCount(15):
                self.url_open(path)
