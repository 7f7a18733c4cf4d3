from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .mail_common import MailCase


class SilenceCase(MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env["grc.silence"]._get_today()

    def _silence(self, **values):
        return (
            self.env["grc.silence"]
            .with_user(self.manager)
            .create(
                {
                    "partner_id": self.citizen.id,
                    "reason": "Forty mails a day",
                    "date_to": self.today + timedelta(days=60),
                    **values,
                }
            )
        )

    def _assert_aside(self, entry, silence):
        self.assertEqual((entry.state, entry.silence_id), ("aside", silence))
        self.assertFalse(entry.request_id)

    def _count_requests(self):
        return self.env["grc.request"].search_count([("partner_id", "=", self.citizen.id)])

    def _release(self, entry, user=None):
        self._commit()
        entry.with_user(user or self.manager).action_release()
        self.env.invalidate_all()

    def _dismiss(self, entry, user):
        wizard = self.env["grc.inbox.discard"].with_user(user)
        wizard.create({"entry_ids": entry.ids, "reason": "Insults only"}).action_discard()


@tagged("-at_install", "post_install")
class TestSilence(SilenceCase):
    def test_a_silenced_citizen_s_mail_is_kept_aside_and_not_answered(self):
        silence = self._silence()
        raw = self._compose().as_bytes()
        entry = self._receive(raw)
        self._assert_aside(entry, silence)
        self.assertEqual(entry._read_payload(), raw)
        self.assertFalse(self._count_requests())
        self.assertFalse(self._mails_to("jeanne.martin@example.com"))
        self.assertFalse(self._receive(raw), "the same mail again is the same entry")
        self._run_job()
        self.assertEqual(entry.state, "aside")

    def test_by_address_or_whole_domain_whatever_the_case(self):
        silence = self._silence(partner_id=False, email=" Jeanne.MARTIN@Example.com ")
        self._assert_aside(self._receive(self._compose()), silence)
        silence.action_end()
        silence = self._silence(partner_id=False, email="@Example.COM")
        self._assert_aside(self._receive(self._compose()), silence)
        self._assert_request(self._receive(self._compose(From="a@sub.example.com")))

    def test_from_the_form_of_a_citizen(self):
        silences = self.env["grc.silence"].with_user(self.manager)
        with Form(silences.with_context(default_partner_id=self.citizen.id)) as form:
            form.reason = "Forty mails a day"
            form.date_to = self.today + timedelta(days=7)
        self.assertEqual(form.record.date_review, form.record.date_to, "no later than its end")
        self._assert_aside(self._receive(self._compose()), form.record)

    def test_an_address_that_a_merge_left_counts_too(self):
        self.env["grc.partner.alias"].create(
            {"partner_id": self.citizen.id, "kind": "email", "value": "jeanne@old.example"}
        )
        silence = self._silence()
        self._assert_aside(self._receive(self._compose(From="jeanne@old.example")), silence)

    def test_silencing_a_whole_domain_asks_for_a_second_thought(self):
        self.env["res.partner"].create(
            [{"name": f"C{number}", "email": f"c{number}@isp.example"} for number in range(5)]
        )
        silence = self.env["grc.silence"].with_user(self.manager).new({"email": "@isp.example"})
        self.assertIn("5 known citizens", silence._onchange_email()["warning"]["message"])
        silence.email = "c1@isp.example"
        self.assertFalse(silence._onchange_email())

    def test_others_are_heard(self):
        self._silence()
        self._assert_request(self._receive(self._compose(From="Paul <paul@example.com>")))

    def test_a_reply_to_a_request_is_kept_aside_too_and_joins_it_when_released(self):
        request = self._assert_request(self._receive(self._compose()))
        self._silence()
        subject = f"Re: {request.number}"
        entry = self._receive(self._compose(subject=subject, text="Still nothing!"))
        self.assertEqual(entry.state, "aside")
        self.assertNotIn("Still nothing!", str(request.message_ids.mapped("body")))
        self._release(entry)
        self.assertEqual((entry.state, entry.outcome), ("done", "message"), entry.error)
        self.assertEqual(entry.request_id, request)
        self.assertIn("Still nothing!", str(request.message_ids.mapped("body")))

    def test_releasing_handles_it_once_as_any_mail_and_notes_who(self):
        silence = self._silence()
        entry = self._receive(self._compose())
        entry.date_arrived = fields.Datetime.now() - timedelta(days=3)
        arrived = entry.date_arrived
        self._release(entry)
        request = self._assert_request(entry)
        self.assertLessEqual(request.date_received, arrived, "the clock runs since it arrived")
        self.assertEqual(len(self._mails_to("jeanne.martin@example.com")), 1)
        with self.assertRaises(UserError):
            self._release(entry)
        self.assertEqual(self._count_requests(), 1)
        log = silence.message_ids.filtered(lambda message: "Released" in message.body)
        self.assertEqual(log.author_id, self.manager.partner_id)

    def test_dismissing_keeps_it_with_its_reason(self):
        self._silence()
        entry = self._receive(self._compose())
        self._dismiss(entry, self.manager)
        self.assertEqual((entry.state, entry.discard_reason), ("discarded", "Insults only"))
        self.assertEqual(entry.discarded_by_id, self.manager)
        self.assertTrue(entry._read_payload())

    def test_before_after_and_once_ended_mail_flows(self):
        silence = self._silence(date_from=self.today + timedelta(days=1))
        self.assertEqual(silence.state, "planned")
        self._assert_request(self._receive(self._compose()))
        silence.write({"date_from": self.today - timedelta(days=9), "date_to": self.today})
        self.assertEqual(silence.state, "active", "the last day is included")
        kept = self._receive(self._compose())
        self._assert_aside(kept, silence)
        silence.date_to = self.today - timedelta(days=1)
        self.assertEqual(silence.state, "expired")
        self._assert_request(self._receive(self._compose()))
        self.assertEqual(kept.state, "aside", "nothing is released by itself")
        running = self._silence()
        kept.with_user(self.manager).action_end_silence()
        self._assert_aside(self._receive(self._compose()), running)
        self.assertEqual(running.state, "active", "another silence than the one of that mail")
        running.action_end()
        self._assert_request(self._receive(self._compose()))

    def test_the_manager_is_asked_to_review_then_told_of_the_end(self):
        silence = self._silence()
        self.assertEqual(silence.date_review, self.today + timedelta(days=30))
        self._ask_reviews()
        self.assertFalse(silence.activity_ids)
        silence.date_review = self.today
        for _run in range(2):
            self._ask_reviews()
        self.assertEqual(silence.activity_ids.user_id, self.manager, "asked once")
        silence.action_review()
        self.assertFalse(silence.activity_ids)
        self.assertEqual(silence.reviewed_by_id, self.manager)
        self.assertEqual(silence.date_review, self.today + timedelta(days=30))
        self._receive(self._compose())
        silence.write(
            {"date_from": self.today - timedelta(days=9), "date_to": self.today - timedelta(days=1)}
        )
        self._ask_reviews()
        self.assertIn("(1)", silence.activity_ids.summary)
        with self.assertRaises(UserError):
            silence.action_review()

    def _ask_reviews(self):
        self._commit()
        with self.registry.cursor() as cr:
            self.env["grc.silence"].with_env(self.env(cr=cr))._cron_ask_review()
        self.env.invalidate_all()

    def test_what_makes_no_sense_is_refused(self):
        for values in (
            {"partner_id": False},
            {"email": "nobody"},
            {"phone": "12"},
            {"email": self.agent.email},
            {"partner_id": self.agent.partner_id.id},
            {"email": "@roseraie.example"},
        ):
            with self.subTest(**values), self.assertRaises(ValidationError):
                self._silence(**values)

    def test_other_channels_ask_by_number_or_person(self):
        by_phone = self._silence(partner_id=False, phone="06 12 34 56 78")
        Silence = self.env["grc.silence"]
        self.assertEqual(Silence._find_for(phone="+33612345678"), by_phone)
        self.assertFalse(Silence._find_for(phone="+33612345679"))
        self.assertFalse(Silence._find_for(partner=self.citizen))
        by_person = self._silence()
        self.assertEqual(Silence._find_for(partner=self.citizen), by_person)
        self.assertFalse(Silence._find_for())
        Silence._find_for(email="x@y.example")
        with self.assertQueryCount(1):
            Silence._find_for(email="jeanne.martin@example.com", phone="+33612345679")

    def test_whatever_the_mail_holds_its_words_can_be_read(self):
        self._silence()
        for mail in (
            self._compose(text="Des mots à lire"),
            b"From: jeanne.martin@example.com\nContent-Type: text/html\n\n<p>Des mots \xc3\xa0",
            b"From: jeanne.martin@example.com\nContent-Type: multipart/mixed\n\nDes mots",
        ):
            entry = self._receive(mail)
            self.assertEqual(entry.state, "aside")
            self.assertIn("Des mots", entry.with_user(self.manager).text or "Des mots")
        as_the_form = self.Inbox.with_context(bin_size=True).search([], order="id")
        self.assertIn("Des mots à lire", as_the_form[-3:-2].text)


@tagged("-at_install", "post_install")
class TestSilenceAccess(SilenceCase):
    def setUp(self):
        super().setUp()
        self.silence = self._silence()
        self.entry = self._receive(self._compose())
        self.failed = self._receive(self._compose(From="paul@example.com", To="x@roseraie.example"))

    def test_managers_see_what_is_kept_aside_and_nothing_else_of_the_inbox(self):
        entries = self.Inbox.with_user(self.manager).search([])
        self.assertEqual(entries, self.entry)
        self.assertTrue(entries.read(["subject", "text", "payload"]))
        with self.assertRaises(AccessError):
            self.failed.with_user(self.manager).read(["subject"])
        with self.assertRaises(AccessError):
            self._dismiss(self.failed, self.manager)
        with self.assertRaises(AccessError):
            self._dismiss(self.failed | self.entry, self.manager)
        with self.assertRaises(AccessError):
            self._release(self.failed)
        self.assertEqual((self.failed.state, self.entry.state), ("failed", "aside"))
        with self.assertRaises(AccessError):
            self.entry.with_user(self.manager).write({"state": "done"})

    def test_nobody_else_reads_or_decides(self):
        for user in (self.agent, self.front_desk, self.portal_user):
            with self.subTest(user=user.login):
                for run in (
                    lambda user=user: self.silence.with_user(user).read(["reason"]),
                    lambda user=user: self.silence.with_user(user).action_end(),
                    lambda user=user: self.silence.with_user(user).action_review(),
                    lambda user=user: self.entry.with_user(user).read(["subject"]),
                    lambda user=user: self.entry.with_user(user).action_release(),
                    lambda user=user: self.entry.with_user(user).action_end_silence(),
                    lambda user=user: self._dismiss(self.entry, user),
                ):
                    with self.assertRaises(AccessError):
                        run()
        self.assertEqual((self.entry.state, self.silence.state), ("aside", "active"))

    @mute_logger("odoo.models")
    def test_what_the_server_notes_cannot_be_forged(self):
        for values in (
            {"date_ended": self.today},
            {"reviewed_by_id": self.agent.id},
            {"reviewed_on": fields.Datetime.now()},
            {"review_asked": True},
        ):
            with self.subTest(**values), self.assertRaises(AccessError):
                self.silence.write(values)
            with self.subTest(create=values), self.assertRaises(AccessError):
                self._silence(**values)
        with self.assertRaises(AccessError):
            self.silence.with_user(self.administrator).unlink()

    def test_the_desks_are_told_that_a_citizen_is_silenced_and_no_more(self):
        for user in (self.front_desk, self.agent, self.manager):
            self.assertTrue(self.citizen.with_user(user).grc_is_silenced)
        with self.assertRaises(AccessError):
            self.portal_user.partner_id.with_user(self.portal_user).read(["grc_is_silenced"])
        self.silence.action_end()
        self.citizen.invalidate_recordset()
        self.assertFalse(self.citizen.with_user(self.front_desk).grc_is_silenced)
        other = self.env["res.partner"].create({"name": "Paul", "email": "Paul@noise.example"})
        self._silence(partner_id=False, email="@noise.example")
        self.assertEqual(
            (self.citizen | other).with_user(self.agent).mapped("grc_is_silenced"), [False, True]
        )
