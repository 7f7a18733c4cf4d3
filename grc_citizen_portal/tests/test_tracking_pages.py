import base64
import re
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from odoo.addons.grc_citizen.tests.common import GrcCase

from .test_progress import PIXEL

MAX_QUERIES = 15
UNKNOWN = "7K4MQ2XVHD"


class TrackedCase(HttpCase, GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizen.write({"street": "12 rue des Cerisiers", "phone": "+33 6 12 34 56 78"})

    @classmethod
    def _request(cls, **values):
        request = super()._request(**values)
        cls.env.cr.precommit.run()
        return request

    def _open(self, request, suffix="", status=200, **kwargs):
        path = f"/citizen/track/{request.tracking_code}{suffix}"
        response = self.url_open(path, **kwargs)
        self.assertEqual(response.status_code, status)
        return response

    def _token(self, page):
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]

    def _key(self, page):
        return re.search(r'name="key" value="([^"]+)"', page.text)[1]

    def _send(self, request, message, page=None, **data):
        page = page or self._open(request)
        data = {
            "message": message,
            "csrf_token": self._token(page),
            "key": self._key(page),
            **data,
        }
        path = f"/citizen/track/{request.tracking_code}"
        return self.url_open(path, data=data, allow_redirects=False)

    def _close(self, request, days_ago=0):
        request.sudo().action_close()
        request.sudo().date_closed = fields.Datetime.now() - timedelta(days=days_ago)

    def _messages(self, request):
        return request.message_ids.filtered(lambda one: one.message_type == "comment")

    def _count_queries(self, path):
        """Return how many queries a page takes once what Odoo remembers is known."""
        self.url_open(path)
        self.url_open(path)
        profile = self.profile(collectors=["sql"], db=False)
        with profile:
            self.assertEqual(self.url_open(path).status_code, 200)
        page = profile._profiler__.sub_profilers[-1]  # After the one that adds the language.
        return len(page.collectors[0].entries)


@tagged("post_install", "-at_install")
class TestTrackingPages(TrackedCase):
    def test_code_is_read_however_it_is_typed(self):
        request = self._request()
        request.sudo().tracking_code = "01ABC10XYZ"
        for typed in ("01abc-10xyz", "OIABC IOXYZ", " olabc – 1oxyz ", "01 AB C1 0X YZ"):
            for call in ({"params": {"code": typed}}, {"data": {"code": typed}}):
                with self.subTest(typed):
                    answer = self.url_open("/citizen/track", **call)
                    self.assertEqual(answer.status_code, 200)
                    self.assertTrue(answer.url.endswith("/citizen/track/01ABC10XYZ"), answer.url)
        self.assertIn(request.number, self.url_open("/citizen/track/oiabc-ioxyz").text)

    def test_what_cannot_be_a_code_says_what_a_code_is(self):
        for typed in ("123", "ABCDEFGHIJKLMN", "É" * 10, "<script>x"):
            answer = self.url_open("/citizen/track", params={"code": typed})
            self.assertEqual(answer.status_code, 422)
            self.assertIn('href="#code"', answer.text)
            self.assertIn("ten letters and digits", answer.text)
            self.assertNotIn("<script>x", answer.text)
        self.assertEqual(self.url_open("/citizen/track", params={"code": " "}).status_code, 422)
        self.assertEqual(self.url_open("/citizen/track").status_code, 200)

    def test_unknown_code_is_not_found_and_guesses_are_slowed(self):
        # Counting is a transaction of its own, which Odoo's test cursors cannot be in these routes.
        self.set_registry_readonly_mode(False)
        self.addCleanup(self.set_registry_readonly_mode, True)
        answer = self.url_open(f"/citizen/track/{UNKNOWN}")
        self.assertEqual(answer.status_code, 404)
        self.assertIn(f'value="{UNKNOWN}"', answer.text)
        limit = "grc_citizen_portal.limit_guess_address"
        self.env["ir.config_parameter"].set_param(limit, "3/600")
        statuses = [
            self.url_open(f"/citizen/{page}/{UNKNOWN}").status_code
            for page in ("track", "sent", "track", "sent")
        ]
        self.assertEqual(statuses, [404, 404, 429, 429])
        # A good code does not open either, or guessing would go on.
        answer = self._open(self._request(), status=429)
        self.assertGreater(int(answer.headers["Retry-After"]), 0)

    def test_code_works_so_long_after_closing(self):
        request = self._request()
        self.env.company.grc_tracking_days = 30
        self._close(request, days_ago=29)
        self._open(request)
        self._close_date(request, 31)
        page = self._open(request, status=410)
        self.assertNotIn(request.number, page.text)
        self.assertEqual(self.url_open(f"/citizen/sent/{request.tracking_code}").status_code, 410)
        self.env.company.grc_tracking_days = 0
        self._open(request)

    def _close_date(self, request, days_ago):
        request.sudo().date_closed = fields.Datetime.now() - timedelta(days=days_ago)
        self.env.flush_all()

    def test_forgotten_and_withdrawn_requests_are_gone(self):
        forgotten, archived = self._request(), self._request()
        self._close(forgotten)
        forgotten._anonymize()
        archived.active = False
        for request in (forgotten, archived):
            self._open(request, status=410)

    def test_merged_request_follows_the_other_without_saying_whose(self):
        original = self._request(contact_name="Zoé Quilichini")
        other = self._request(name="Hole", partner_id=False, contact_name="Ulysse Vandewalle")
        other.action_mark_duplicate(original.id)
        original.sudo().date_planned = fields.Date.today() + timedelta(days=4)
        page = self._open(other).text
        self.assertIn(other.number, page)
        self.assertIn("Joined to another request", page)
        self.assertIn("Work planned", page)
        for secret in (original.number, original.tracking_code, "Quilichini", "Vandewalle"):
            self.assertNotIn(secret, page)

    def test_part_opens_the_request_it_is_of(self):
        request = self._request()
        [part] = request.with_user(self.agent).action_split(self.other_department.ids)
        page = self._open(part.sudo()).text
        self.assertIn(request.number, page)
        self.assertNotIn(part.number, page)

    def test_confidential_request_shows_where_it_stands_alone(self):
        request = self._request(type_id=self.confidential_type.id)
        page = self._open(request).text
        self.assertIn("Received", page)
        for secret in (self.confidential_type.name, self.other_department.name, request.name):
            self.assertNotIn(secret, page)
        page = self.url_open(f"/citizen/sent/{request.tracking_code}").text
        for secret in (self.confidential_type.name, self.other_department.name, request.name):
            self.assertNotIn(secret, page)

    def test_nobody_is_named(self):
        self.agent.name = "Bénédicte Le Goff"
        request = self._request(
            user_id=self.agent.id,
            description="<p>Call Jeanne Martin at 06 12 34 56 78</p>",
            questions=False,
        )
        request.message_post(body="Whispered: Jeanne Martin", subtype_xmlid="mail.mt_note")
        request.message_post(body="To her: Jeanne Martin", subtype_xmlid="mail.mt_comment")
        photo = {"name": "jeanne martin.png", "datas": PIXEL}
        request.photo_after_ids = [Command.create(photo)]
        values = {
            "request_id": request.id,
            "subject": "For Jeanne Martin",
            "body": "<p>Dear Jeanne Martin,</p><p>Mended for MARTIN Jeanne, 12 rue des Cerisiers, "
            "jeanne.martin@example.com, 0612345678 by Le Goff.</p><p>Regards</p><p>B. Le Goff</p>",
            "attachment_ids": [Command.create({"name": "martin.txt", "raw": b"x"})],
        }
        answer = self.env["grc.request.answer"].with_user(self.agent).create(values)
        answer.action_send()
        for page in ("track", "sent"):
            text = self.url_open(f"/citizen/{page}/{request.tracking_code}").text.lower()
            for secret in (
                "martin",
                "jeanne",
                "goff",
                "bénédicte",
                "cerisiers",
                "12345678",
                "12 34 56 78",
                "whispered",
                request.name.lower(),
                self.agent.email,
            ):
                self.assertNotIn(secret, text, page)
        self.assertIn("Mended for […]", self._open(request).text)

    def test_photos_of_the_work_lose_what_they_tell_and_open_by_their_code_alone(self):
        request, other = self._request(), self._request()
        request.photo_after_ids = [Command.create({"name": "martin.png", "datas": PIXEL})]
        before = self.env["ir.attachment"].create(
            {"name": "x.png", "datas": PIXEL, "res_model": request._name, "res_id": request.id}
        )
        photo = request.photo_after_ids
        answer = self._open(request, f"/photo/{photo.id}")
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertNotIn("martin", answer.headers["Content-Disposition"])
        self._open(other, f"/photo/{photo.id}", status=404)
        self._open(request, f"/photo/{before.id}", status=404)

    def test_address_is_told_to_nobody(self):
        headers = self._open(self._request()).headers
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", headers["Cache-Control"])
        self.assertIn("noindex", headers["X-Robots-Tag"])

    def test_pages_take_few_queries(self):
        request = self._request()
        request.photo_after_ids = [Command.create({"name": "after.png", "datas": PIXEL})]
        values = {"request_id": request.id, "subject": "About it", "body": "<p>Mended.</p>"}
        for _time in range(3):
            request.with_user(self.agent).action_wait_for_citizen()
            request.with_user(self.agent).action_resume()
            self.env["grc.request.answer"].with_user(self.agent).create(values).action_send()
        for page in ("track", "sent"):
            count = self._count_queries(f"/citizen/{page}/{request.tracking_code}")
            self.assertLessEqual(count, MAX_QUERIES, page)


@tagged("post_install", "-at_install")
class TestTrackingWords(TrackedCase):
    """What is added from the tracking page."""

    def test_words_join_the_conversation_marked_and_work_goes_on(self):
        request = self._request()
        request.with_user(self.agent).action_wait_for_citizen()
        answer = self._send(request, "It is <b>deeper</b> now")
        self.assertEqual(answer.status_code, 303)
        message = self._messages(request)[:1]
        self.assertEqual(message.author_id, self.citizen)
        self.assertIn("identity not verified", message.body)
        self.assertIn("&lt;b&gt;deeper&lt;/b&gt;", message.body)
        self.assertEqual(request.state, "progress")
        page = self._open(request, "?sent=1").text
        self.assertIn("has received what you wrote", page)
        self.assertNotIn("deeper", page)

    def test_two_clicks_add_once(self):
        request = self._request()
        page = self._open(request)
        before = self._messages(request)
        for _click in range(2):
            self.assertEqual(self._send(request, "Again", page).status_code, 303)
        self.assertEqual(len(self._messages(request) - before), 1)

    def test_files_join_the_conversation_and_wrong_ones_are_told(self):
        request = self._request()
        page = self._open(request)
        data = {"message": "", "csrf_token": self._token(page), "key": self._key(page)}
        path = f"/citizen/track/{request.tracking_code}"
        wrong = {"files": ("page.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")}
        answer = self.url_open(path, data=data, files=wrong)
        self.assertEqual(answer.status_code, 422)
        self.assertIn('href="#files"', answer.text)
        right = {"files": ("portrait.png", base64.b64decode(PIXEL), "image/png")}
        self.assertEqual(self.url_open(path, data=data, files=right).status_code, 200)
        self.assertEqual(len(self._messages(request)[:1].attachment_ids), 1)
        self.assertNotIn("portrait", self._open(request).text)

    def test_lost_session_keeps_the_words(self):
        request = self._request()
        before = self._messages(request)
        answer = self._send(request, "Long to type", csrf_token="gone")
        self.assertEqual(answer.status_code, 400)
        self.assertIn("Long to type", answer.text)
        self.assertFalse(self._messages(request) - before)
        self.assertEqual(self._send(request, "Long to type", answer).status_code, 303)

    def test_nothing_and_too_much_are_told_at_the_field(self):
        request = self._request()
        for words in ("  ", "x" * 6000):
            answer = self._send(request, words)
            self.assertEqual(answer.status_code, 422)
            self.assertIn('href="#message"', answer.text)

    def test_too_many_messages_keep_the_words(self):
        self.env["ir.config_parameter"].set_param(
            "grc_citizen_portal.limit_message_address", "1/600"
        )
        request = self._request()
        self.assertEqual(self._send(request, "One").status_code, 303)
        answer = self._send(request, "Two words")
        self.assertEqual(answer.status_code, 429)
        self.assertIn("Two words", answer.text)
        self.assertIn("Retry-After", answer.headers)

    def test_not_fixed_opens_again_within_its_delay(self):
        request = self._request()
        self.assertNotIn('name="not_fixed"', self._open(request).text)
        self._close(request)
        answer = self._send(request, "Still there", not_fixed="1")
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(request.state, "progress")
        self.assertEqual(request.not_fixed_count, 1)
        self.assertIn("identity not verified", self._messages(request)[:1].body)
        self.assertIn("Opened again", self._open(request).text)
        self._close(request, days_ago=40)
        self.assertNotIn('name="not_fixed"', self._open(request).text)
        answer = self._send(request, "Still there", not_fixed="1")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("more than 30 days ago", answer.text)
        self.assertEqual(request.state, "done")

    def test_words_for_a_duplicate_reach_who_works_on_the_other(self):
        original, other = self._request(), self._request(partner_id=False, contact_name="Zoé")
        other.action_mark_duplicate(original.id)
        self.assertEqual(self._send(other, "I saw it too").status_code, 303)
        self.assertIn("I saw it too", original.message_ids[:1].body)
        self.assertNotIn("Zoé", self._open(other).text)
