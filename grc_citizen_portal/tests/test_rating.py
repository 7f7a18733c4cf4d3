import re
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.grc_citizen.tests.common import GrcCase

CRON = "grc_citizen.ir_cron_ask_satisfaction"


@tagged("post_install", "-at_install")
class TestRating(GrcCase, HttpCase):
    """Citizens are asked once after closing, and answer on a page of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A miss is counted in a transaction of its own, which a read-only test cursor forbids.
        cls.set_registry_readonly_mode(False)
        cls.request = cls._request()

    def _close_and_ask(self, request=None):
        """Close a request, let the city's delay pass and run the job that asks."""
        request = request or self.request
        request.action_close()
        self._pass_delay(request)
        self._run_cron(CRON)

    def _pass_delay(self, requests):
        for request in requests.sudo():
            request.date_survey_due = request.date_survey_due and fields.Datetime.now()

    def _run_cron(self, xmlid):
        self.env.ref(xmlid).method_direct_trigger()

    def _surveys(self, request=None):
        return self._mails(request or self.request).filtered(
            lambda mail: mail.grc_notice == "survey" and mail.state != "cancel"
        )

    def _get_path(self, request=None):
        url = (request or self.request)._get_satisfaction_url()
        return "/" + url.split("/", 3)[3]

    def _post(self, path, **form):
        return self.url_open(path, data=form, allow_redirects=False)

    def test_asked_once_by_mail(self):
        self.request.action_close()
        self.assertEqual(
            self.request.date_survey_due, self.request.date_closed + timedelta(hours=24)
        )
        self._run_cron(CRON)
        self.assertFalse(self._surveys(), "Not before the city's delay is over")
        self._pass_delay(self.request)
        self._run_cron(CRON)
        self._run_cron(CRON)
        mail = self._surveys()
        self.assertEqual(len(mail), 1)
        self.assertIn("List-Unsubscribe-Post", mail.headers)
        links = re.findall(r'href="([^"]*/citizen/rate/[^"]+)"', mail.body_html)
        self.assertEqual([link[-7:] for link in links], ["?face=5", "?face=3", "?face=1"])
        page = self.url_open(links[2])
        self.assertRegex(page.text, r'id="face-1" value="1" checked="checked"')

    def test_asked_again_only_if_never_answered(self):
        self._close_and_ask()
        self.request.action_reopen()
        self.assertFalse(self.request.date_survey_due)
        self._close_and_ask()
        self.assertEqual(len(self._surveys()), 2, "The first one was never answered")
        self.request._record_satisfaction(3)
        self.request.action_reopen()
        self._close_and_ask()
        self.assertEqual(len(self._surveys()), 2)

    def test_who_is_not_asked(self):
        duplicate, refused, silent, blocked, bounced = (
            self._request(partner_id=False, email_from=f"citizen{number}@example.com")
            for number in range(5)
        )
        self.request.action_close()
        duplicate.action_mark_duplicate(self.request.id)
        refused.refusal_reason_id = self.env.ref("grc_citizen.grc_refusal_reason_abusive")
        refused.action_refuse()
        silent.partner_id._grc_unsubscribe("survey")
        silent.action_close()
        self.env["mail.blacklist"].sudo()._add(blocked.email_normalized)
        blocked.action_close()
        bounced.partner_id.message_bounce = 1
        bounced.action_close()
        self._pass_delay(self.request | duplicate | refused | silent | blocked | bounced)
        self._run_cron(CRON)
        self.assertTrue(self._surveys())
        for request in (duplicate, refused, silent, blocked, bounced):
            self.assertFalse(self._surveys(request))
            self.assertFalse(request.date_survey_asked)

    def test_city_that_does_not_ask(self):
        self.env.company.grc_survey = False
        self._close_and_ask()
        self.assertFalse(self._surveys())

    def test_asking_many_takes_no_query_each(self):
        def ask(count):
            requests = self.env["grc.request"].concat(
                *(
                    self._request(partner_id=False, email_from=f"many{count}-{number}@example.com")
                    for number in range(count)
                )
            )
            requests.action_close()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            requests._ask_satisfaction()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        ask(1)
        self.assertLessEqual(ask(12) - ask(4), 2)

    def test_looking_records_nothing(self):
        self.request.action_close()
        path = self._get_path()
        for address in (path, f"{path}?face=5", f"{path}?face=1&sent=1", f"{path}?face=9"):
            page = self.url_open(address)
            self.assertEqual(page.status_code, 200)
            self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(self.url_open(path, method="HEAD").status_code, 200)
        self.assertFalse(self.request.rating_last_value)
        self.assertFalse(self.request._get_satisfaction())

    def test_answer_and_correct(self):
        self.request.action_close()
        path = self._get_path()
        slow = self.env.ref("grc_citizen.grc_satisfaction_reason_slow")
        answer = self._post(path, face="1", reason=[slow.id, "x", "999999"], comment="Trop long")
        self.assertEqual(answer.status_code, 303)
        page = self.url_open(answer.headers["Location"])
        self.assertIn("Thank you", page.text)
        rating = self.request._get_satisfaction()
        self.assertEqual((rating.rating, rating.feedback), (1, "Trop long"))
        self.assertEqual(rating.grc_reason_ids, slow)
        self.assertIn("Trop long", self.url_open(path).text, "What was said can be changed")
        self._post(path, face="5")
        self.assertEqual(self.request._get_satisfaction(), rating)
        self.assertEqual(rating.rating, 5)
        self.env.company.grc_survey_correction_days = 0
        self.env.flush_all()
        self.env.cr.execute("UPDATE rating_rating SET create_date = create_date - interval '1 day'")
        self.env.invalidate_all()
        self.assertEqual(self._post(path, face="1").status_code, 409)
        self.assertIn("can no longer be changed", self.url_open(path).text)
        self.assertEqual(self.request.rating_last_value, 5)

    def test_mistakes_keep_what_was_typed(self):
        self.request.action_close()
        path = self._get_path()
        for form in ({}, {"face": "4"}, {"face": "1", "comment": "x" * 2001}):
            page = self._post(path, **{"comment": "My words", **form})
            self.assertEqual(page.status_code, 422)
            self.assertIn('aria-invalid="true"', page.text)
            self.assertIn(form.get("comment", "My words"), page.text)
        self.assertFalse(self.request._get_satisfaction())

    def test_not_fixed(self):
        self.request.action_close()
        path = self._get_path()
        page = self._post(path, face="1", reopen="1")
        self.assertEqual(page.status_code, 422, "Words are needed")
        self.assertFalse(self.request._get_satisfaction())
        page = self._post(path, face="1", reopen="1", comment="<b>Still dark</b>")
        self.assertIn("is open again", self.url_open(page.headers["Location"]).text)
        self.assertEqual(self.request.state, "progress")
        self.assertTrue(
            self.request.message_ids.filtered(lambda one: "&lt;b&gt;Still dark" in one.body)
        )
        self.assertEqual(self._post(path, face="5").status_code, 409)
        self.assertEqual(self.request.rating_last_value, 1)

    def test_links_that_do_not_work(self):
        self.request.action_close()
        path = self._get_path()
        wrong = (path[:-4], path + "AAAA", "/citizen/rate/x", "/citizen/rate/é")
        for address in wrong:
            page = self.url_open(address)
            self.assertEqual(page.status_code, 404)
            self.assertIn("This link does not work", page.text)
        self.assertEqual(self._post(path[:-4], face="5").status_code, 404)
        self.request.sudo().date_closed -= timedelta(days=61)
        self.assertIn("too late", self.url_open(path).text)
        self.assertFalse(self.request._get_satisfaction_url())
        other = self._request()
        self.assertFalse(other._get_satisfaction_url(), "It is still open")

    def test_portal_message_cannot_carry_a_rating(self):
        self.request.action_close()
        self.assertNotIn("rating_value", self.request._get_allowed_message_params())
