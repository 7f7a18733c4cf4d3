from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestWaiting(GrcCase):
    """Five working days and two reminders; 10 June 2026 is a Wednesday, Paris is at UTC+2."""

    def setUp(self):
        super().setUp()
        self.clock = self._freeze("2026-06-10 08:00:00")
        self.request = self._request(user_id=self.agent.id)
        self._mails(self.request).unlink()

    def _freeze(self, moment):
        freezer = freeze_time(moment)
        clock = freezer.start()
        self.addCleanup(freezer.stop)
        return clock

    def _remind(self, moment):
        self.clock.move_to(moment)
        self._run_cron("grc_citizen.ir_cron_remind")

    def test_citizen_is_reminded_after_five_working_days(self):
        self.request.with_user(self.agent).action_wait_for_citizen()
        self.assertEqual(self.request.date_reminder, datetime(2026, 6, 17, 16, 0))
        self._remind("2026-06-17 15:00:00")
        self.assertFalse(self._mails(self.request, to=self.citizen.email), "not yet")
        self._remind("2026-06-17 16:05:00")
        mail = self._mails(self.request, to=self.citizen.email)
        self.assertEqual(len(mail), 1)
        self.assertIn(self.request.number, mail.subject)
        self.assertIn("cannot go on without your reply", mail.body_html)
        self._remind("2026-06-17 17:05:00")
        self.assertEqual(
            self._mails(self.request, to=self.citizen.email), mail, "once, not at each round"
        )

    def test_back_to_the_agent_after_the_last_reminder(self):
        self.request.with_user(self.agent).action_wait_for_citizen()
        for moment in ("2026-06-17 17:00:00", "2026-06-24 17:00:00"):
            self._remind(moment)
        self.assertEqual(self.request.reminder_count, 2)
        self.assertEqual(self.request.state, "waiting")
        self._remind("2026-07-01 17:00:00")
        self.assertEqual(self.request.state, "progress")
        self.assertFalse(self.request.waiting_since)
        self.assertFalse(self.request.date_reminder)
        self.assertEqual(self.request.activity_ids.user_id, self.agent)
        self.assertIn("No reply", self.request.activity_ids.summary)
        told = self._mails(self.request, to=self.citizen.email)
        self.assertEqual(len(told), 2, "two reminders and nothing else")

    def test_a_reply_stops_the_reminders(self):
        self.request.with_user(self.agent).action_wait_for_citizen()
        self._remind("2026-06-17 17:00:00")
        self.request._on_citizen_message()
        self.assertEqual(self.request.state, "progress")
        self.assertFalse(self.request.date_reminder)
        self.assertEqual(self.request.reminder_count, 0)

    def test_citizen_without_mail_is_called_by_the_agent(self):
        self.request.write({"email_from": False, "partner_id": False})
        self.request.action_wait_for_citizen()
        self._remind("2026-06-17 17:00:00")
        self.assertIn("call or write", self.request.activity_ids.summary)
        self.assertFalse(self._mails(self.request, to=self.citizen.email))

    def test_the_clock_runs_while_a_third_party_is_awaited(self):
        self.request.with_user(self.agent).action_wait_for_third_party()
        self.assertEqual((self.request.state, self.request.waiting_for), ("waiting", "third_party"))
        self.assertFalse(self.request.waiting_since)
        self.assertEqual(self.request.deadline_state, "on_time")
        self.assertEqual(self.request.stage_id.public_name, "Being handled")
        self.request._on_citizen_message()
        self.assertEqual(self.request.state, "waiting", "it is not the citizen who is awaited")
        self._remind("2026-06-17 17:00:00")
        self.assertIn("third party", self.request.activity_ids.summary)
        self.assertEqual(self.request.activity_ids.user_id, self.agent)

    def test_from_one_wait_to_the_other_the_clock_follows(self):
        request = self.request.with_user(self.agent)
        request.action_wait_for_third_party()
        self.clock.move_to("2026-06-11 08:00:00")
        request.action_wait_for_citizen()
        self.assertEqual(request.waiting_since, datetime(2026, 6, 11, 8, 0))
        self.clock.move_to("2026-06-12 08:00:00")
        request.action_wait_for_third_party()
        self.assertFalse(request.waiting_since)
        self.assertEqual(request.date_deadline, datetime(2026, 6, 18, 16, 0), "one day later")

    def test_zero_days_never_reminds(self):
        self.env.company.grc_reminder_days = 0
        self.request.action_wait_for_citizen()
        self.assertFalse(self.request.date_reminder)


@tagged("post_install", "-at_install")
class TestPlan(GrcCase):
    def setUp(self):
        super().setUp()
        freezer = freeze_time("2026-06-10 08:00:00")
        self.clock = freezer.start()
        self.addCleanup(freezer.stop)
        self.request = self._request(user_id=self.agent.id)
        self._mails(self.request).unlink()

    def _subjects(self):
        return self._mails(self.request, to=self.citizen.email).sorted("id").mapped("subject")

    def test_announced_changed_and_put_off(self):
        request = self.request.with_user(self.agent)
        request.date_planned = "2026-06-12"
        request.date_planned = "2026-06-12"
        self.assertEqual(len(self._subjects()), 1, "not told again of the same day")
        self.assertIn("Friday, June 12, 2026", self._subjects()[0])
        request.date_planned = "2026-06-15"
        self.assertIn("Monday, June 15, 2026", self._subjects()[1])
        request.date_planned = False
        self.assertIn("put off", self._subjects()[2])

    def test_announced_in_the_language_of_the_citizen(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.citizen.lang = "fr_FR"
        self.request.with_user(self.agent).date_planned = "2026-06-12"
        self.assertIn("vendredi 12 juin 2026", self._subjects()[0])

    def test_a_day_that_is_over_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "is over"):
            self.request.with_user(self.agent).date_planned = "2026-06-09"

    def test_recalled_on_the_day_once(self):
        self.request.with_user(self.agent).date_planned = "2026-06-12"
        for moment in ("2026-06-11 22:30:00", "2026-06-12 04:30:00"):
            self.clock.move_to(moment)
            self._run_cron("grc_citizen.ir_cron_recall_plan")
        self.assertEqual(len(self._subjects()), 1, "nobody is written to in the night")
        for moment in ("2026-06-12 05:30:00", "2026-06-12 08:30:00"):
            self.clock.move_to(moment)
            self._run_cron("grc_citizen.ir_cron_recall_plan")
        self.assertEqual(len(self._subjects()), 2)
        self.assertIn("it is today", self._subjects()[1])
        self.assertEqual(self.request.activity_ids.mapped("summary"), ["Planned today"])

    def test_closed_requests_are_not_recalled(self):
        self.request.with_user(self.agent).date_planned = "2026-06-12"
        self.request.action_close()
        self._mails(self.request).unlink()
        self.clock.move_to("2026-06-12 08:30:00")
        self._run_cron("grc_citizen.ir_cron_recall_plan")
        self.assertFalse(self._subjects())
