from datetime import UTC, date, datetime

from odoo.tests import TransactionCase, tagged

from ..models.grc_request_draft import COOKIE
from ..tools.calendar import make_day_event
from .test_tracking_pages import TrackedCase


@tagged("post_install", "-at_install")
class TestReceipt(TrackedCase):
    """The page of a request that was sent."""

    def setUp(self):
        super().setUp()
        self.request = self._request()
        self.path = f"/citizen/sent/{self.request.tracking_code}"
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")

    def _send_by_browser(self):
        """Return the secret of a browser that sent the request."""
        drafts = self.env["grc.request.draft"]
        secret = drafts._generate_secret()
        drafts.create(
            {
                "browser": drafts._digest(secret),
                "key": "one",
                "type_id": self.type.id,
                "request_id": self.request.id,
            }
        )
        return secret

    def _own(self):
        """Log in as who asked."""
        self.request.partner_id = self.portal_user.partner_id
        self.authenticate("grc_citizen", "grc_citizen")

    def test_tells_number_code_delay_and_department(self):
        page = self.url_open(self.path).text
        for text in (
            self.request.number,
            self.request.tracking_code_display,
            self.request.public_deadline,
            self.department.name,
            self.department.phone,
            f"/citizen/track/{self.request.tracking_code}",
        ):
            self.assertIn(text, page)

    def test_receipt_is_for_who_sent_it(self):
        self.assertNotIn("receipt.pdf", self.url_open(self.path).text)
        self.assertEqual(self.url_open(f"{self.path}/receipt.pdf").status_code, 404)
        self.authenticate("grc_citizen", "grc_citizen")
        self.assertEqual(self.url_open(f"{self.path}/receipt.pdf").status_code, 404)

    def test_browser_that_sent_it_prints_the_receipt_without_an_account(self):
        foreign = self.env["grc.request.draft"]._generate_secret()
        for cookie, status in ((self._send_by_browser(), 200), (foreign, 404)):
            self.opener.cookies.set(COOKIE, cookie)
            self.assertEqual(self.url_open(f"{self.path}/receipt.pdf").status_code, status)
            offered = "receipt.pdf" in self.url_open(self.path).text
            self.assertEqual(offered, status == 200)

    def test_account_is_offered_to_who_sent_it_where_anybody_may_have_one(self):
        self._own()
        self.assertNotIn("/web/signup", self.url_open(self.path).text)  # They have one.
        secret = self._send_by_browser()
        self.authenticate(None, None)
        self.assertNotIn("/web/signup", self.url_open(self.path).text)
        self.opener.cookies.set(COOKIE, secret)
        self.assertIn("/web/signup", self.url_open(self.path).text)
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2b")
        self.assertNotIn("/web/signup", self.url_open(self.path).text)

    def test_owner_prints_the_receipt(self):
        self._own()
        self.assertIn("receipt.pdf", self.url_open(self.path).text)
        answer = self.url_open(f"{self.path}/receipt.pdf")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn(self.request.number, answer.headers["Content-Disposition"])
        self.assertTrue(answer.content)

    def test_receipt_is_kept_until_it_says_something_else(self):
        self._own()
        first = self.url_open(f"{self.path}/receipt.pdf").content
        kept = self.request.receipt_digest
        self.assertEqual(self.url_open(f"{self.path}/receipt.pdf").content, first)
        self.assertEqual(self.request.receipt_digest, kept)
        self.request.contact_name = "Ulysse Vandewalle"
        self.assertIn(b"Vandewalle", self.url_open(f"{self.path}/receipt.pdf").content)
        self.request._anonymize()
        self.assertFalse(self.request.receipt_file)

    def test_printing_is_limited(self):
        self._own()
        self.env["ir.config_parameter"].set_param("grc_citizen_portal.limit_print_address", "1/600")
        statuses = [self.url_open(f"{self.path}/receipt.pdf").status_code for _time in range(2)]
        self.assertEqual(statuses, [200, 429])

    def test_legal_mention_where_it_is_due(self):
        self.assertNotIn("deemed rejected", self.url_open(self.path).text)
        self.type.silence_means = "refusal"
        self.assertIn("deemed rejected", self.url_open(self.path).text)

    def test_calendar_file_holds_no_code(self):
        answer = self.url_open(f"{self.path}/deadline.ics")
        self.assertIn("text/calendar", answer.headers["Content-Type"])
        day = self.request.date_deadline.strftime("%Y%m%d")
        self.assertIn(f"DTSTART;VALUE=DATE:{day}\r\n", answer.text)
        self.assertNotIn(self.request.tracking_code, answer.text)
        self._close(self.request)
        self.assertEqual(self.url_open(f"{self.path}/deadline.ics").status_code, 404)


@tagged("post_install", "-at_install")
class TestCalendarFile(TransactionCase):
    def test_lines_are_escaped_and_folded(self):
        stamp = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
        text = "Réponse ; attendue, au n° 1\\2\nà l’école " + "é" * 80
        content = make_day_event("id@town", date(2026, 12, 31), text, "x", stamp)
        lines = content.split(b"\r\n")
        self.assertTrue(all(len(line) <= 75 for line in lines))
        unfolded = content.replace(b"\r\n ", b"").decode()
        self.assertIn("SUMMARY:Réponse \\; attendue\\, au n° 1\\\\2\\nà l’école éé", unfolded)
        self.assertIn("DTSTAMP:20261122T060000Z\r\n", unfolded)
        self.assertIn("DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n", unfolded)
        self.assertTrue(unfolded.endswith("END:VCALENDAR\r\n"))
