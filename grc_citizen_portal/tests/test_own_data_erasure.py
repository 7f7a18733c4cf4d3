from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .own_data_common import OwnDataCase


@tagged("post_install", "-at_install")
class TestOwnDataErasure(OwnDataCase):
    """Being forgotten: asked for, decided, carried out by the retention of each type."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.erasures = cls.env["grc.data.erasure"]
        cls.type.retention_months = 6
        cls.old = cls._closed(8)
        cls.recent = cls._closed(2)
        cls.open = cls._request(partner_id=cls.me.id)
        cls.theirs = cls._closed(8, cls.stranger.partner_id)
        cls.news = cls.env.ref("grc_citizen.grc_consent_purpose_newsletter")
        cls.me._say_consent(cls.news, True)

    @classmethod
    def _closed(cls, months, partner=None):
        request = cls._request(partner_id=(partner or cls.me).id, description="<p>Jeanne</p>")
        request.action_close()
        request.sudo().date_closed = fields.Datetime.now() - relativedelta(months=months)
        return request

    def _ask(self, **values):
        return self._post("/my/data/erasure", **{"password": "grc_citizen", "sure": "1", **values})

    def _erasure(self):
        return self.erasures._find_live(self.me)

    def _age(self, erasure):
        erasure.date_review = fields.Date.today() - timedelta(days=1)
        self.env.ref("grc_citizen_portal.ir_cron_data_erasure").method_direct_trigger()

    def test_the_page_tells_what_is_kept_and_until_when(self):
        page = " ".join(self.url_open("/my/data/erasure").text.split())
        self.assertIn("<strong>1</strong> closed requests that no rule keeps", page)
        self.assertIn("<strong>1</strong> requests that we are working on", page)
        self.assertIn("<strong>1</strong> closed requests, to be able to prove", page)
        until = self.recent.date_closed + relativedelta(months=6)
        self.assertRegex(
            page, rf"Pothole \(6 months after closing\)</td> <td>1</td> <td[^>]*>0?{until.day} "
        )
        self.assertIn("erased with the last request", page)
        self.assertFalse(self._erasure())

    def test_it_takes_the_password_and_a_tick(self):
        for values, field in (({"password": "guess"}, "password"), ({"sure": ""}, "sure")):
            answer = self._ask(**values)
            self.assertEqual(answer.status_code, 422)
            self.assertIn(f'id="{field}-error"', answer.text)
        late = self.url_open("/my/data/erasure", data={"password": "grc_citizen", "sure": "1"})
        self.assertEqual(late.status_code, 400)
        self.assertFalse(self._erasure())
        self.env["ir.config_parameter"].set_param("grc_citizen_portal.limit_guess_session", "2/600")
        statuses = [self._ask(password="guess").status_code for _try in range(4)]
        self.assertEqual(statuses[-1], 429)
        self.assertEqual(self._ask().status_code, 429)

    def test_recorded_with_a_month_to_answer_and_taken_back(self):
        self.assertEqual(self._ask().status_code, 303)
        erasure = self._erasure()
        self.assertEqual(erasure.date_due, fields.Date.today() + relativedelta(months=1))
        self.assertLess(erasure.date_review, erasure.date_due)
        self.assertIn(self.administrator, erasure.activity_ids.user_id)
        self.assertEqual(set(erasure.activity_ids.mapped("date_deadline")), {erasure.date_due})
        self.assertIn(erasure.name, self._get_mails("citizen@example.com")[:1].body_html)
        self.assertEqual(self._ask().status_code, 303)
        self.assertEqual(self.erasures.search_count([("partner_id", "=", self.me.id)]), 1)
        self.assertIn(erasure.name, self.url_open("/my/data/erasure").text)
        self._post("/my/data/erasure/cancel")
        self.assertEqual(erasure.state, "cancelled")
        self.assertFalse(erasure.activity_ids)
        self.assertTrue(self.old.description)

    def test_carried_out_by_rule_then_to_the_end(self):
        household = self.env["res.partner"].create(
            {"name": "Martin", "is_citizen": True, "citizen_type": "household"}
        )
        (self.me | self.stranger.partner_id).household_id = household
        self._post("/my/data/export")
        self._ask()
        erasure = self._erasure()
        self._age(erasure)
        self.assertEqual(erasure.state, "partial")
        self.assertTrue(self.old.date_anonymized)
        self.assertFalse(self.recent.date_anonymized or self.open.date_anonymized)
        self.assertFalse(self.theirs.date_anonymized)
        self.assertEqual((erasure.erased_count, erasure.kept_count), (1, 2))
        self.assertEqual(
            erasure.date_next, (self.recent.date_closed + relativedelta(months=6)).date()
        )
        self.assertFalse(self.me._grc_may_receive("news", "email"))
        self.assertEqual(self.env["grc.data.export"]._find_latest(self.me).state, "over")
        self.assertTrue(self.portal_user.active)
        self.assertEqual(self.me.email, "citizen@example.com")
        mails = self._get_mails("citizen@example.com").filtered(
            lambda one: erasure.name in one.subject
        )
        self.assertEqual(len(mails), 2)
        self._age(erasure)
        self.assertEqual(erasure.state, "partial")

        self.open.action_close()
        (self.open | self.recent).sudo().date_closed = fields.Datetime.now() - relativedelta(
            months=7
        )
        self._age(erasure)
        self.assertEqual((erasure.state, erasure.erased_count, erasure.kept_count), ("done", 3, 0))
        me = self.me
        self.assertEqual((me.name, me.email, me.phone), ("Anonymous citizen", False, False))
        self.assertFalse(me.active or me.household_id or self.portal_user.active)
        self.assertEqual(me.consent_ids.mapped("purpose_id"), self.news)
        kept = f"{me.read()}{erasure.read()}{erasure.message_ids.mapped('body')}{me.message_ids}"
        for trace in ("Jeanne", "citizen@example.com"):
            self.assertNotIn(trace, kept)
        self.assertEqual(self.stranger.partner_id.household_id, household)
        self.assertEqual(self.theirs.partner_id, self.stranger.partner_id)
        self.assertIn("/web/login", self.url_open("/my/data").url)

    def test_requests_kept_for_ever_keep_the_profile(self):
        self.type.retention_months = 0
        self._ask()
        erasure = self._erasure()
        erasure.with_user(self.administrator).action_carry_out()
        self.assertEqual(
            (erasure.state, erasure.erased_count, erasure.kept_count), ("partial", 0, 3)
        )
        self.assertEqual(erasure.decided_by_id, self.administrator)
        self.assertFalse(erasure.activity_ids)

    def test_one_that_fails_keeps_nobody_else_waiting(self):
        self._ask()
        mine, theirs = self._erasure(), self.erasures._ask(self.stranger.partner_id)
        theirs.date_review = fields.Date.today() - timedelta(days=1)
        carry_out = type(self.erasures)._erase_around

        def fail_on_mine(erasure, partner):
            if partner == self.me:
                raise ValueError("broken")
            return carry_out(erasure, partner)

        with (
            patch.object(type(self.erasures), "_erase_around", fail_on_mine),
            self.assertLogs("odoo.addons.grc_citizen_portal.models.grc_data_erasure", "ERROR"),
        ):
            self._age(mine)
        self.assertEqual((mine.erased_count, theirs.erased_count), (0, 1))
        self.assertEqual(theirs.state, "done")
        self._age(mine)
        self.assertEqual(mine.erased_count, 1)

    def test_refused_for_a_reason_that_the_citizen_receives(self):
        self._ask()
        erasure = self._erasure().with_user(self.administrator)
        with self.assertRaises(UserError):
            erasure.action_refuse()
        erasure.refusal_reason = "A court looks at it."
        erasure.action_refuse()
        self.assertEqual(erasure.state, "refused")
        self.assertIn("A court looks at it.", self._get_mails("citizen@example.com")[:1].body_html)
        with self.assertRaises(UserError):
            erasure.action_carry_out()
        self._age(self.erasures.browse(erasure.id))
        self.assertFalse(self.old.date_anonymized)

    def test_only_administrators_decide_and_nobody_forges(self):
        self._ask()
        erasure = self._erasure()
        for user in (self.agent, self.front_desk, self.manager, self.portal_user, self.stranger):
            with self.assertRaises(AccessError):
                erasure.with_user(user).action_carry_out()
            with self.assertRaises(AccessError):
                erasure.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            erasure.with_user(self.administrator).state = "done"
        with self.assertRaises(AccessError):
            self.erasures.with_user(self.administrator).create({"name": "x"})

    def test_staff_do_not_close_their_account_here(self):
        self.authenticate("grc_agent", "grc_agent")
        self.assertIn("You work at the town hall", self.url_open("/my/data/erasure").text)
        self.assertEqual(self._ask(password="grc_agent").status_code, 404)

    def test_odoos_own_deletion_of_the_account_leads_here(self):
        page = self.url_open("/my/security").text
        self.assertIn('href="/my/data/erasure"', page)
        self.assertNotIn("/my/deactivate_account", page)
        answer = self._post(
            "/my/deactivate_account", validation="grc_citizen", password="grc_citizen"
        )
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(self.portal_user.active)
        self.assertFalse(self.env["res.users.deletion"].search([]))

    def test_privacy_lookup_finds_what_these_pages_keep(self):
        self._ask()
        self._post("/my/data/email", email="new@example.com")
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "Nobody at all", "email": "new@example.com"}
        )
        wizard.action_lookup()
        self.assertIn("grc.email.change", wizard.line_ids.mapped("res_model"))
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": self.me.name, "email": "citizen@example.com"}
        )
        wizard.action_lookup()
        self.assertIn("grc.data.erasure", wizard.line_ids.mapped("res_model"))
