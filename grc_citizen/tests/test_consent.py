from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestConsent(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("en_US", "fr_FR"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.purpose, cls.other = cls.env["grc.consent.purpose"].create(
            [
                {"name": "Newsletter", "code": "test_news", "text": "I agree to the news."},
                {"name": "SMS", "code": "test_sms", "text": "I agree to SMS."},
            ]
        )
        cls.purpose.with_context(lang="fr_FR").text = "J'accepte la lettre."
        cls.citizen, cls.second = cls.env["res.partner"].create(
            [
                {"name": "Ana", "is_citizen": True, "lang": "fr_FR"},
                {"name": "Bo", "is_citizen": True, "lang": "en_US"},
            ]
        )

    def _record(self, partner=None, purpose=None, granted=True, user=None, **values):
        return (
            self.env["grc.consent"]
            .with_user(user or self.front_desk)
            .create(
                {
                    "partner_id": (partner or self.citizen).id,
                    "purpose_id": (purpose or self.purpose).id,
                    "granted": granted,
                    **values,
                }
            )
        )

    def test_recorded_from_the_citizens_page(self):
        action = self.citizen.with_user(self.front_desk).action_record_consent()
        Consent = self.env[action["res_model"]].with_user(self.front_desk)
        with Form(Consent.with_context(**action["context"])) as form:
            form.purpose_id = self.purpose
        consent = form.record
        self.assertEqual(consent.partner_id, self.citizen)
        self.assertTrue(consent.granted)
        self.assertEqual(consent.user_id, self.front_desk)
        self.assertEqual(consent.channel_id.code, "counter")
        self.assertEqual(consent.text, "J'accepte la lettre.")

    def test_text_is_the_one_of_that_moment(self):
        mine, theirs = self._record(), self._record(self.second)
        self.purpose.text = "Changed."
        self.purpose.with_context(lang="fr_FR").text = "Changé."
        self.assertEqual(mine.text, "J'accepte la lettre.")
        self.assertEqual(theirs.text, "I agree to the news.")

    def test_the_latest_word_counts(self):
        self._record()
        self._record(purpose=self.other)
        withdrawal = self._record(granted=False)
        self._record(self.second)
        with self.assertQueryCount(3):
            states = (self.citizen + self.second)._grc_consent_state()
        self.assertEqual(states[self.citizen.id][self.purpose.id], withdrawal)
        self.assertEqual(self.citizen.with_user(self.agent).granted_purpose_ids, self.other)
        self.assertEqual(self.purpose._granted_partners(), self.second)
        self.assertEqual(
            (self.purpose + self.other)._granted_partners(), self.citizen + self.second
        )
        self._record()
        self.citizen.invalidate_recordset()
        self.assertEqual(self.citizen.granted_purpose_ids, self.purpose + self.other)
        never = self.env["res.partner"].create({"name": "Never asked"})
        agreeing_to_nothing = self.env["res.partner"].search([("granted_purpose_ids", "=", False)])
        self.assertIn(never, agreeing_to_nothing)
        self.assertNotIn(self.citizen, agreeing_to_nothing)
        others = self.env["res.partner"].search([("granted_purpose_ids", "not in", self.other.ids)])
        self.assertIn(self.second, others)
        self.assertNotIn(self.citizen, others)

    def test_an_old_proof_imported_does_not_win(self):
        self._record(granted=False)
        self.env["grc.consent"].sudo().create(
            {
                "partner_id": self.citizen.id,
                "purpose_id": self.purpose.id,
                "granted": True,
                "date": datetime(2020, 1, 1),
            }
        )
        self.assertFalse(self.purpose._granted_partners())

    def test_who_and_when_cannot_be_forged(self):
        consent = self._record(date="2001-01-01 00:00:00", user_id=self.manager.id)
        self.assertGreater(consent.date, datetime(2020, 1, 1))
        self.assertEqual(consent.user_id, self.front_desk)

    def test_proofs_are_not_changed(self):
        consent = self._record()
        for user in (self.front_desk, self.agent, self.administrator, self.env.user):
            record = consent.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(UserError):
                    record.write({"granted": False})
                with self.assertRaises(UserError):
                    record.unlink()
                with self.assertRaises(UserError):
                    record.with_context(grc_consent_erasure=True).unlink()
        with self.assertRaises(UserError):
            consent.sudo().write({"date": "2001-01-01 00:00:00"})
        with self.assertRaises(UserError):
            consent.sudo().unlink()

    def test_erasure(self):
        consent, other = self._record(), self._record(self.second)
        consent._erase()
        self.assertFalse(consent.exists())
        self.second.unlink()
        self.assertFalse(other.exists())

    def test_rights(self):
        self._record(user=self.agent)
        with self.assertRaises(AccessError):
            self._record(user=self.portal_user)
        with self.assertRaises(AccessError):
            self.env["grc.consent"].with_user(self.portal_user).search([]).mapped("text")
        with self.assertRaises(AccessError):
            self.purpose.with_user(self.agent).text = "Anything"
        self.purpose.with_user(self.administrator).description = "For the staff"

    def test_follow_a_merged_citizen(self):
        consent = self._record(self.second)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.citizen + self.second).ids, self.citizen, extra_checks=False
        )
        self.assertEqual(consent.partner_id, self.citizen)
        self.assertEqual(self.purpose._granted_partners(), self.citizen)
