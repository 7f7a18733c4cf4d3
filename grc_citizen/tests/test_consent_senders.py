import re

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import hash_sign, mute_logger

from .common import GrcCase


class ConsentCase(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purpose = cls.env.ref("grc_citizen.grc_consent_purpose_progress_email")
        cls.newsletter = cls.env.ref("grc_citizen.grc_consent_purpose_newsletter")
        cls.template = cls.env.ref("grc_citizen.mail_template_progress")
        cls.template.grc_notice = "progress"

    def _say(self, granted, partner=None, purpose=None):
        return (
            self.env["grc.consent"]
            .with_user(self.front_desk)
            .create(
                {
                    "partner_id": (partner or self.citizen).id,
                    "purpose_id": (purpose or self.purpose).id,
                    "granted": granted,
                }
            )
        )

    def _progress_mails(self, request):
        return self._mails(request).filtered(lambda mail: mail.grc_notice == "progress")


@tagged("post_install", "-at_install")
class TestConsentSenders(ConsentCase):
    def test_gate(self):
        second = self.env["res.partner"].create({"name": "Bo", "is_citizen": True})
        both = self.citizen + second
        self.assertEqual(both._grc_may_receive("progress", "email"), both)
        self.assertFalse(both._grc_may_receive("news", "email"))
        self._say(False)
        self._say(True, partner=second, purpose=self.newsletter)
        with self.assertQueryCount(3):
            self.assertEqual(both._grc_may_receive("progress", "email"), second)
        self.assertEqual(both._grc_may_receive("progress", "sms"), both)
        self.assertEqual(both._grc_may_receive("survey", "email"), both)
        self.assertEqual(both._grc_may_receive("news", "email"), second)
        self._say(True)
        self.assertEqual(both._grc_may_receive("progress", "email"), both)

    def test_the_city_changes_the_ground(self):
        self.purpose.lawful_basis = "consent"
        self.assertFalse(self.citizen._grc_may_receive("progress", "email"))
        self.purpose.active = False
        self.assertEqual(self.citizen._grc_may_receive("progress", "email"), self.citizen)
        self.newsletter.active = False
        self.assertFalse(self.citizen._grc_may_receive("news", "email"))

    def test_progress_is_told_until_they_object(self):
        told = self._request()
        told.with_user(self.agent).action_take()
        self.assertEqual(len(self._progress_mails(told)), 1)
        self._say(False)
        silent = self._request()
        silent.with_user(self.agent).action_take()
        self.assertFalse(self._progress_mails(silent))
        self.assertIn("does not want", "".join(silent.message_ids.mapped("body")))

    def test_what_is_due_is_always_sent(self):
        self._say(False)
        request = self._request()
        self.assertEqual(len(self._mails(request, "jeanne.martin@example.com")), 1)
        request.with_user(self.agent).action_take()
        self.env["grc.request.answer"].with_user(self.agent).create(
            {"request_id": request.id, "body": "<p>It is filled.</p>", "delivery": "email"}
        ).action_send_and_close()
        mails = self._mails(request, "jeanne.martin@example.com")
        self.assertGreaterEqual(len(mails), 2)
        mails.send()
        self.assertNotIn("cancel", mails.mapped("state"))

    def test_withdrawn_while_the_mail_waits(self):
        request = self._request()
        request.with_user(self.agent).action_take()
        mail = self._progress_mails(request)
        self._say(False)
        self._mails(request).send()
        self.assertEqual((mail.state, mail.failure_type), ("cancel", "mail_optout"))
        self.assertIn("does not want", mail.failure_reason)
        acknowledgement = self._mails(request, "jeanne.martin@example.com") - mail
        self.assertEqual(acknowledgement.mapped("state"), ["outgoing"])

    def test_blacklisted_while_the_mail_waits(self):
        request = self._request()
        request.with_user(self.agent).action_take()
        mail = self._progress_mails(request)
        self.env["mail.blacklist"]._add("jeanne.martin@example.com")
        mail.send()
        self.assertEqual(mail.state, "cancel")

    def test_the_queue_asks_once_for_all(self):
        requests = self.env["grc.request"].union(*(self._request() for _number in range(6)))
        requests.with_user(self.agent).action_take()
        mails = self._progress_mails(requests[0]) + self._progress_mails(requests[1])
        everything = mails.union(*(self._progress_mails(request) for request in requests))
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertFalse(mails._grc_cancel_refused())
        few = self.cr.sql_log_count - before
        self.env.invalidate_all()
        with self.assertQueryCount(few):
            self.assertFalse(everything._grc_cancel_refused())

    def test_automation_rules_ask_too(self):
        request = self._request()
        self._say(False)
        mail = self.env["mail.mail"].browse(self.template.send_mail(request.id))
        mail.send()
        self.assertEqual(mail.state, "cancel")

    def test_mails_to_many(self):
        """Odoo's own sender of mails to many leaves out who did not agree to news."""
        agreeing, supplier = self.env["res.partner"].create(
            [
                {"name": "Bo", "is_citizen": True, "email": "bo@example.com"},
                {"name": "Supplier", "email": "supplier@example.com"},
            ]
        )
        self._say(True, partner=agreeing, purpose=self.newsletter)
        people = self.citizen + agreeing + supplier
        composer = self.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "res_ids": people.ids,
                "subject": "Festival",
                "body": "<p>Come!</p>",
                "auto_delete": False,
            }
        )
        mails, _messages = composer._action_send_mail()
        states = {mail.res_id: (mail.state, mail.failure_type) for mail in mails}
        self.assertEqual(states[self.citizen.id], ("cancel", "mail_optout"))
        self.assertNotEqual(states[agreeing.id][0], "cancel")
        self.assertNotEqual(states[supplier.id][0], "cancel")

    def test_on_the_citizens_page(self):
        citizen = self.citizen.with_user(self.agent)

        def state(purpose):
            citizen.invalidate_recordset()
            rows = {row["id"]: row for row in citizen.grc_consent_states}
            return rows[purpose.id]["state"], rows[purpose.id]["receives"]

        self.assertEqual(state(self.purpose), ("never", True))
        self.assertEqual(state(self.newsletter), ("never", False))
        self.assertEqual(
            state(self.env.ref("grc_citizen.grc_consent_purpose_file")), ("never", None)
        )
        action = citizen.action_record_consent(self.purpose.id, False)
        Consent = self.env[action["res_model"]].with_user(self.agent)
        with Form(Consent.with_context(**action["context"])) as form:
            form.proof = "Said on the phone on 12 May"
            form.channel_id = self.env["grc.channel"]._by_code("phone")
        consent = form.record
        self.assertEqual(consent.purpose_id, self.purpose)
        self.assertFalse(consent.granted)
        self.assertEqual(consent.proof, "Said on the phone on 12 May")
        self.assertEqual(state(self.purpose), ("withdrawn", False))
        with self.assertRaises(AccessError):
            self.citizen.with_user(self.portal_user).read(["grc_consent_states"])

    def test_a_merge_keeps_the_last_word(self):
        other = self.env["res.partner"].create(
            {"name": "Jeanne MARTIN", "email": "jm@example.org", "is_citizen": True}
        )
        self._say(True)
        self._say(False, partner=other)
        self.citizen.with_user(self.agent)._grc_merge(other.with_user(self.agent), {})
        self.assertFalse(self.citizen._grc_may_receive("progress", "email"))


@tagged("post_install", "-at_install")
class TestUnsubscribe(ConsentCase, HttpCase):
    def setUp(self):
        super().setUp()
        request = self._request()
        request.with_user(self.agent).action_take()
        self.mail = self._progress_mails(request)
        self.assertEqual(len(self.mail), 1)
        header = re.search(r"'List-Unsubscribe': '<([^>]+)>'", self.mail.headers)
        self.url = header.group(1)
        self.path = self.url.partition("/citizen/")[1] + self.url.partition("/citizen/")[2]

    def _consents(self):
        return self.env["grc.consent"].search([("partner_id", "=", self.citizen.id)])

    def test_in_the_mail(self):
        self.assertIn("'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'", self.mail.headers)
        self.assertIn(self.url, self.mail.body_html)
        acknowledgement = (
            self._mails(
                self.env["grc.request"].browse(self.mail.res_id), "jeanne.martin@example.com"
            )
            - self.mail
        )
        self.assertNotIn("List-Unsubscribe", acknowledgement.headers)
        self.assertNotIn("/citizen/unsubscribe", acknowledgement.body_html)

    def test_looking_changes_nothing(self):
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertTrue(page.text.startswith("<!DOCTYPE html>"), page.text[:60])
        self.assertIn("Stop these mails", page.text)
        self.assertNotIn("Jeanne", page.text)
        self.assertFalse(self._consents())
        self.assertEqual(self.url_open(self.path, method="HEAD").status_code, 200)
        self.assertFalse(self._consents())

    def test_one_click(self):
        page = self.url_open(self.path, data={"List-Unsubscribe": "One-Click"})
        self.assertEqual(page.status_code, 200)
        self.assertIn("not receive mails about the progress", page.text)
        consent = self._consents()
        self.assertEqual((consent.purpose_id, consent.granted), (self.purpose, False))
        self.assertEqual(consent.channel_id.code, "email")
        self.assertIn("jeanne.martin@example.com", consent.proof)
        self.url_open(self.path, data={"List-Unsubscribe": "One-Click"})
        self.assertEqual(self._consents(), consent)
        self.mail.send()
        self.assertEqual(self.mail.state, "cancel")

    def test_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.citizen.lang = "fr_FR"
        self.assertIn('lang="fr-FR"', self.url_open(self.path).text)

    @mute_logger("odoo.http")
    def test_forged(self):
        other = hash_sign(self.env, "another", [self.citizen.id, "", "progress"])
        for token in (self.path[:-4] + "AAAA", self.path[:-1], "x", "é", "A" * 5000, other):
            path = token if token.startswith("/") else f"/citizen/unsubscribe/{token}"
            with self.subTest(path=path[-20:]):
                page = self.url_open(path, data={"List-Unsubscribe": "One-Click"})
                self.assertEqual(page.status_code, 404)
        self.assertFalse(self._consents())

    def test_after_a_merge(self):
        kept = self.env["res.partner"].create(
            {"name": "Jeanne MARTIN", "email": "jm@example.org", "is_citizen": True}
        )
        kept.with_user(self.agent)._grc_merge(self.citizen.with_user(self.agent), {})
        self.url_open(self.path, data={"List-Unsubscribe": "One-Click"})
        consent = self.env["grc.consent"].search([("partner_id", "=", kept.id)])
        self.assertEqual((consent.purpose_id, consent.granted), (self.purpose, False))
