from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ..models.grc_request_draft_send import MINIMUM_PARAMETER
from .common import FormCase, tagged

CITIZEN = "odoo.addons.grc_citizen_portal.models.grc_request_draft_citizen.GrcRequestDraft"
INBOX_LOGGER = "odoo.addons.grc_citizen.models.grc_inbox_processing"


@tagged("post_install", "-at_install")
class TestFormQueries(FormCase):
    """What each page of the form costs the database."""

    def test_pages(self):
        self.env["res.lang"].search([])
        page = self._fill()
        paths = {name: page.path.replace("/check", f"/{name}") for name in ("what", "where", "who")}
        paths["check"] = page.path
        paths["intro"] = "/citizen/new/test-lamp"
        for name, path in paths.items():
            self.url_open(path)
            with self.subTest(name), self.assertQueryCount(18):
                self.url_open(path)


@tagged("post_install", "-at_install")
class TestFormSend(FormCase):
    """One request however often it is sent, and nothing lost when something fails."""

    def setUp(self):
        super().setUp()
        self.before = self.env["grc.request"].search_count([])

    def _count(self):
        return self.env["grc.request"].search_count([]) - self.before

    def test_pressed_twice_and_replayed(self):
        page = self._fill()
        places = {self._send(page).headers["Location"] for _time in range(3)}
        self.assertEqual(self._count(), 1)
        self.assertEqual(len(places), 1)
        gone = self.url_open(page.path, allow_redirects=False)
        self.assertEqual({gone.headers["Location"]}, places)

    def test_same_form_from_ten_tabs(self):
        pages = [self._fill() for _tab in range(10)]
        self.assertEqual(len({page.path for page in pages}), 10)
        places = {self._send(page).headers["Location"] for page in pages}
        self.assertEqual((self._count(), len(places)), (1, 1))
        other = self._fill(place="14 rue des Lilas")
        self._send(other)
        self.assertEqual(self._count(), 2)

    def test_browser_proves_what_it_sent(self):
        page = self._fill()
        secret = self.opener.cookies["grc_draft"]
        code = self._send(page).headers["Location"].rpartition("/")[2]
        Draft = self.env["grc.request.draft"]
        with patch.object(type(Draft), "_get_secret", lambda self: secret):
            self.assertEqual(Draft._find_sent(code).request_id, self._last_request())
            self.assertFalse(Draft._find_sent("0000000000"))
        with patch.object(type(Draft), "_get_secret", lambda self: "another"):
            self.assertFalse(Draft._find_sent(code))

    def test_failure_is_told_kindly_and_retried(self):
        page = self._fill()
        with (
            patch(f"{CITIZEN}._find_citizen", side_effect=ValueError("broken")),
            mute_logger(INBOX_LOGGER),
        ):
            answer = self._send(page)
        self.assertEqual(self._count(), 0)
        received = self._page(answer.headers["Location"].removeprefix(self.base_url()))
        self.assertIn("We have received your request", received.text_content())
        self.assertIn("ada@example.com", self._text(received))
        self.assertIn("/received", self._send(page).headers["Location"])
        entry = self.env["grc.inbox.message"].search([("source", "=", "portal")])
        self.assertEqual(entry.state, "failed")
        entry.with_user(self.administrator).action_retry()
        self.env.invalidate_all()
        self.assertEqual((entry.state, self._count()), ("done", 1))
        shown = self.url_open(received.path, allow_redirects=False)
        self.assertIn(self._last_request().tracking_code, shown.headers["Location"])

    def test_robot_is_set_aside_not_lost(self):
        page = self._fill()
        fields_sent = {**self._fields(page), "website": "http://spam.example"}
        answer = self.url_open(page.path, data=fields_sent, allow_redirects=False)
        self.assertIn("/received", answer.headers["Location"])
        entry = self.env["grc.inbox.message"].search([("source", "=", "portal")])
        self.assertEqual((entry.state, self._count()), ("aside", 0))
        self.assertIn("dark for a week", entry.text)
        entry.with_user(self.administrator).action_release()
        self.env.invalidate_all()
        self.assertEqual((entry.state, self._count()), ("done", 1))

    def test_silenced_sender_is_set_aside(self):
        self.env["grc.silence"].create(
            {
                "email": "ada@example.com",
                "reason": "Forty insults",
                "date_from": fields.Date.today(),
                "date_to": fields.Date.add(fields.Date.today(), days=10),
                "manager_id": self.manager.id,
            }
        )
        self.assertIn("/received", self._send(self._fill()).headers["Location"])
        entry = self.env["grc.inbox.message"].search([("source", "=", "portal")])
        self.assertTrue(entry.silence_id)
        self.assertEqual((entry.state, self._count()), ("aside", 0))

    def test_too_fast_is_asked_to_press_again(self):
        self.env["ir.config_parameter"].set_param(MINIMUM_PARAMETER, "600")
        page = self._fill()
        page = self._read(self.url_open(page.path, data=self._fields(page)))
        self.assertIn("press Send once more", self._text(page))
        self.assertIn("12 rue des Lilas", self._text(page))
        self.assertEqual(self._count(), 0)
        self.env["ir.config_parameter"].set_param(MINIMUM_PARAMETER, "0")
        self._send(page)
        self.assertEqual(self._count(), 1)

    def test_captcha_that_fails_keeps_what_was_typed(self):
        page = self._fill()
        ir_http = self.env.registry["ir.http"]
        with patch.object(
            ir_http, "_verify_request_recaptcha_token", side_effect=UserError("robot")
        ):
            page = self._read(self.url_open(page.path, data=self._fields(page)))
        self.assertIn("a person is sending this", self._text(page))
        self.assertIn("12 rue des Lilas", self._text(page))
        self.assertEqual(self._count(), 0)

    def test_too_many_keeps_what_was_typed(self):
        page = self._fill()
        self.env["ir.config_parameter"].set_param("grc_citizen_portal.limit_send_address", "0/600")
        answer = self._send(page)
        self.assertEqual(answer.status_code, 429)
        self.assertTrue(int(answer.headers["Retry-After"]))
        self.env["ir.config_parameter"].set_param("grc_citizen_portal.limit_send_address", "9/600")
        self._send(self._page(page.path))
        self.assertEqual(self._count(), 1)

    def test_too_many_begun_keeps_what_was_typed(self):
        page = self._page("/citizen/new/test-lamp/what")
        limit = "grc_citizen_portal.limit_begin_address"
        self.env["ir.config_parameter"].set_param(limit, "0/600")
        page = self._submit(page, status=429, question__state="off", description="Very dark.")
        self.assertEqual(self._fields(page)["description"], "Very dark.")
        self.env["ir.config_parameter"].set_param(limit, "9/600")
        self.assertIn("/where", self._submit(page).path)

    def test_forgotten_in_time(self):
        page = self._submit(self._page("/citizen/new/test-lamp/what"), question__state="off")
        Draft = self.env["grc.request.draft"]
        draft = Draft.search([])
        attachment = self.env["ir.attachment"].create(
            {"name": "a", "raw": b"a", "res_model": draft._name, "res_id": draft.id}
        )
        Draft._gc_drafts()
        self.assertTrue(draft.exists())
        self.env.cr.execute("UPDATE grc_request_draft SET write_date = now() - interval '8 days'")
        draft.invalidate_recordset()
        Draft._gc_drafts()
        self.assertFalse(draft.exists() or attachment.exists())
        self.assertIn("not kept any more", self._text(self._page(page.path)))

    def test_what_waits_in_the_inbox_is_not_forgotten(self):
        page = self._fill()
        with (
            patch(f"{CITIZEN}._find_citizen", side_effect=ValueError("broken")),
            mute_logger(INBOX_LOGGER),
        ):
            self._send(page)
        Draft = self.env["grc.request.draft"]
        self.env.cr.execute("UPDATE grc_request_draft SET write_date = now() - interval '80 days'")
        Draft.invalidate_model()
        Draft._gc_drafts()
        self.assertEqual(Draft.search([]).state, "received")

    def test_files_move_to_the_request(self):
        page = self._fill()
        draft = self.env["grc.request.draft"].search([])
        attachment = self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"a", "res_model": draft._name, "res_id": draft.id}
        )
        self._send(page)
        request = self._last_request()
        self.assertEqual((attachment.res_model, attachment.res_id), ("grc.request", request.id))

    def test_visitor_is_answered_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        page = self._submit(self._page("/fr/citizen/new/test-lamp/what"), question__state="off")
        page = self._reach(self._submit(page, place="Ici"), "who")
        page = self._submit(page, contact_name="Zoé", email="zoe@example.com")
        self._send(page)
        self.assertEqual(self._last_request().partner_id.lang, "fr_FR")
