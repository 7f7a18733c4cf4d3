import re
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .own_data_common import OwnDataCase


@tagged("post_install", "-at_install")
class TestOwnData(OwnDataCase):
    """What citizens see and correct of themselves."""

    def test_nobody_else_is_shown(self):
        for path in ("", "/profile", "/preferences", "/consents", "/email"):
            page = self.url_open(f"/my/data{path}")
            self.assertEqual(page.status_code, 200, path)
            self.assertEqual(page.headers["Cache-Control"], "no-store")
            self.assertNotIn("Autrui", page.text)
        self.assertIn("citizen@example.com", self.url_open("/my/data").text)
        self.authenticate(None, None)
        for path in ("", "/profile", "/preferences", "/consents", "/email", "/email/x"):
            self.assertIn("/web/login", self.url_open(f"/my/data{path}").url)

    def test_corrected_details_are_written_as_the_city_reads_them(self):
        answer = self._post(
            "/my/data/profile",
            name="  Jeanne Dupré ",
            citizen_type="association",
            rna="w75-123.4567",
            phone="06 12 34 56 78",
            street="3 rue des Lilas",
            zip="25000",
            city="Roseraie",
            country_id=str(self.env.ref("base.fr").id),
        )
        self.assertEqual(
            (answer.status_code, answer.headers["Location"][-22:]), (303, "/my/data?saved=profile")
        )
        me = self.me
        self.assertEqual(
            (me.name, me.citizen_type, me.rna, me.phone, me.street, me.zip),
            (
                "Jeanne Dupré",
                "association",
                "W751234567",
                "+33612345678",
                "3 rue des Lilas",
                "25000",
            ),
        )
        self.assertEqual(me.country_id.code, "FR")

    def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(self):
        answer = self._post(
            "/my/data/profile",
            name="Jeanne Dupré",
            citizen_type="company",
            company_registry="123 456 789",
            phone="06 12",
            street="<script>alert(1)</script>\x00",
            email="thief@example.com",
            is_citizen="",
        )
        self.assertEqual(answer.status_code, 422)
        for field in ("company_registry", "phone"):
            self.assertIn(f'id="{field}-error"', answer.text)
            self.assertIn(f'href="#{field}"', answer.text)
        self.assertNotIn('id="name-error"', answer.text)
        self.assertIn('value="06 12"', answer.text)
        self.assertNotIn("<script>alert", answer.text)
        self.me.invalidate_recordset()
        self.assertEqual((self.me.name, self.me.phone), ("Jeanne Martin", False))
        self.assertEqual(self.me.email, "citizen@example.com")

    def test_missing_or_endless_names_and_unknown_choices_are_refused(self):
        for values, field in (
            ({"name": " "}, "name"),
            ({"name": "x" * 201}, "name"),
            ({"name": "A", "citizen_type": "household"}, "citizen_type"),
            ({"name": "A", "country_id": "999999"}, "country_id"),
            ({"name": "A", "country_id": "x"}, "country_id"),
        ):
            answer = self._post("/my/data/profile", **values)
            self.assertEqual(answer.status_code, 422, values)
            self.assertIn(f'id="{field}-error"', answer.text)

    def test_what_was_typed_is_given_back_after_a_long_wait(self):
        answer = self.url_open("/my/data/profile", data={"name": "Typed long ago"})
        self.assertEqual(answer.status_code, 400)
        self.assertIn("Typed long ago", answer.text)
        self.assertEqual(self.me.name, "Jeanne Martin")

    def test_the_address_of_a_company_is_the_companys(self):
        company = self.env["res.partner"].create(
            {"name": "Garage Martin", "is_company": True, "street": "1 place du Marché"}
        )
        self.me.parent_id = company
        self.assertNotIn('name="street"', self.url_open("/my/data/profile").text)
        self._post(
            "/my/data/profile", name="Jeanne", street="Elsewhere", company_registry="732829320"
        )
        self.assertEqual(self.me.name, "Jeanne")
        self.assertEqual((company.street, company.company_registry), ("1 place du Marché", False))

    def test_only_ways_that_reach_are_offered(self):
        page = self.url_open("/my/data/preferences").text
        self.assertIn('value="email"', page)
        self.assertNotIn('value="sms"', page)
        answer = self._post("/my/data/preferences", preferred_channel="sms", lang="en_US")
        self.assertEqual(answer.status_code, 422)
        answer = self._post("/my/data/preferences", preferred_channel="email", lang="xx_XX")
        self.assertEqual(answer.status_code, 422)
        self._post("/my/data/preferences", preferred_channel="email", lang="en_US")
        self.assertEqual(self.me.preferred_channel, "email")

    def test_pages_cost_few_queries_whatever_the_history(self):
        purpose = self.env["grc.consent.purpose"].search([], limit=1)
        for granted in (True, False) * 10:
            self.me._say_consent(purpose, granted)
        for path, queries in (
            ("/my/data", 20),
            ("/my/data/consents", 16),
            ("/my/data/profile", 16),
        ):
            self.url_open(path)
            with self.assertQueryCount(queries):
                self.url_open(path)


@tagged("post_install", "-at_install")
class TestOwnConsent(OwnDataCase):
    """Consents given and withdrawn by the citizens themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.news = cls.env.ref("grc_citizen.grc_consent_purpose_newsletter")
        cls.progress = cls.env.ref("grc_citizen.grc_consent_purpose_progress_email")

    def _say(self, purpose, granted):
        return self._post("/my/data/consents", purpose=str(purpose.id), granted=granted)

    def test_given_and_withdrawn_with_their_proof(self):
        self.assertFalse(self.me._grc_may_receive("news", "email"))
        self._say(self.news, "1")
        self.assertTrue(self.me._grc_may_receive("news", "email"))
        self._say(self.news, "1")
        self._say(self.news, "0")
        self.assertFalse(self.me._grc_may_receive("news", "email"))
        rows = self.me.consent_ids.sorted("id")
        self.assertEqual(rows.mapped("granted"), [True, False])
        self.assertEqual(rows.user_id, self.portal_user)
        self.assertEqual(rows.channel_id.code, "portal")
        self.assertEqual(set(rows.mapped("text")), {self.news.text})
        page = self.url_open("/my/data/consents").text
        self.assertEqual(page.count("You read"), 2)

    def test_objection_to_what_the_city_does_unasked(self):
        self.assertTrue(self.me._grc_may_receive("progress", "email"))
        self._say(self.progress, "0")
        self.assertFalse(self.me._grc_may_receive("progress", "email"))

    def test_reading_says_nothing_and_forged_answers_neither(self):
        self.url_open(f"/my/data/consents?purpose={self.news.id}&granted=1")
        self.assertEqual(self._post("/my/data/consents", purpose="0", granted="1").status_code, 404)
        self.assertEqual(self._say(self.news, "maybe").status_code, 404)
        with mute_logger("odoo.http"):
            forged = self.url_open(
                "/my/data/consents", data={"purpose": self.news.id, "granted": "1"}
            )
        self.assertEqual(forged.status_code, 400)
        self.assertFalse(self.me.consent_ids)


@tagged("post_install", "-at_install")
class TestOwnEmail(OwnDataCase):
    """A new address counts when its link was opened by the account that asked."""

    def _ask(self, email="new@example.com"):
        answer = self._post("/my/data/email", email=email)
        self.assertEqual(answer.status_code, 303, answer.text[-900:])
        body = self._get_mails(email)[:1].body_html
        return re.search(r'href="[^"]*(/my/data/email/[^"]+)"', str(body)).group(1)

    def test_nothing_counts_before_the_link(self):
        request = self._request(partner_id=self.me.id)
        closed = self._request(partner_id=self.me.id)
        closed.action_close()
        self.portal_user.login = "citizen@example.com"
        self.portal_user.password = "grc_citizen"
        self.authenticate("citizen@example.com", "grc_citizen")
        path = self._ask("New@Example.com ".strip().lower())
        self.assertEqual(self.url_open(path).status_code, 200)
        self.assertEqual(self.me.email, "citizen@example.com")
        self.assertEqual(self._post(path).status_code, 303)
        self.assertEqual(self.me.email, "new@example.com")
        self.assertEqual(self.portal_user.login, "new@example.com")
        self.assertEqual(request.email_from, "new@example.com")
        self.assertEqual(closed.email_from, "citizen@example.com")
        self.assertEqual(
            self._get_mails("citizen@example.com").mapped("subject")[:2],
            ["Your e-mail address has changed", "Your e-mail address is about to change"],
        )
        self.assertNotIn("/web/login", self.url_open("/my/data").url)
        self.assertEqual(self._post(path).status_code, 404)

    def test_the_link_is_of_no_use_to_others(self):
        path = self._ask()
        self.authenticate("grc_stranger", "grc_stranger")
        self.assertEqual(self.url_open(path).status_code, 404)
        self.assertEqual(self._post(path).status_code, 404)
        self.assertEqual(self.stranger.email, "rose@example.com")
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(path).url)
        self.assertEqual(self.me.email, "citizen@example.com")

    def test_old_and_replaced_links_are_over(self):
        first = self._ask()
        second = self._ask("other@example.com")
        self.assertEqual(self._post(first).status_code, 404)
        self.env["grc.email.change"].search([]).date_expiry = fields.Datetime.now() - timedelta(
            hours=1
        )
        self.assertEqual(self._post(second).status_code, 404)
        self.env["grc.email.change"]._gc_expired()
        self.assertFalse(self.env["grc.email.change"].search([]))

    def test_taken_back(self):
        path = self._ask()
        self._post("/my/data/email/cancel")
        self.assertEqual(self._post(path).status_code, 404)

    def test_an_address_of_somebody_else_tells_nothing(self):
        known = self._post("/my/data/email", email="rose@example.com")
        known_page = self.url_open("/my/data/email").text
        self._post("/my/data/email/cancel")
        unknown = self._post("/my/data/email", email="nobody@example.com")
        unknown_page = self.url_open("/my/data/email").text
        self.assertEqual(known.status_code, unknown.status_code)
        hide = r'rose@example.com|nobody@example.com|value="[0-9a-f]{40}o[0-9]*"|nonce="[^"]*"'
        self.assertEqual(re.sub(hide, "", known_page), re.sub(hide, "", unknown_page))

    def test_a_login_of_another_account_stays_theirs(self):
        self.portal_user.login = "citizen@example.com"
        self.stranger.login = "rose@example.com"
        change = self.env["grc.email.change"].create(
            {
                "partner_id": self.me.id,
                "email": "rose@example.com",
                "token_hash": "x",
                "date_expiry": fields.Datetime.now() + timedelta(hours=1),
            }
        )
        change._confirm()
        self.assertEqual(self.me.email, "rose@example.com")
        self.assertEqual(self.portal_user.login, "citizen@example.com")

    def test_odoos_own_form_of_the_address_does_not_change_it(self):
        answer = self._post(
            "/my/address/submit",
            partner_id=str(self.me.id),
            name="Jeanne Martin",
            email="thief@example.com",
            phone="0612345678",
            street="3 rue des Lilas",
            city="Roseraie",
            zip="25000",
            country_id=str(self.env.ref("base.fr").id),
        )
        self.assertIn("email", answer.json()["invalid_fields"])
        self.assertEqual(self.me.email, "citizen@example.com")

    def test_what_an_address_follows_is_shown_once_it_is_their_own(self):
        subscription = self.env["grc.subscription"].create(
            {
                "email": "citizen@example.com",
                "res_model": "grc.request.type",
                "res_id": self.type.id,
                "state": "active",
            }
        )
        self.assertIn("Pothole", self.url_open("/my/data").text)
        public = self.env.ref("base.public_user")
        self.env.cr.execute(
            "UPDATE res_users SET create_uid = %s WHERE id = %s", (public.id, self.portal_user.id)
        )
        self.env.invalidate_all()
        self.assertNotIn("Pothole", self.url_open("/my/data").text)
        path = self._ask("follower@example.com")
        self._post(path)
        self.assertNotIn("Pothole", self.url_open("/my/data").text)
        subscription.email = "follower@example.com"
        self.assertIn("Pothole", self.url_open("/my/data").text)

    def test_bad_addresses_are_told_at_their_field(self):
        for email in ("", "no", "a@b@c", "citizen@example.com", "a@example.com, b@example.com"):
            answer = self._post("/my/data/email", email=email)
            self.assertEqual(answer.status_code, 422, email)
            self.assertIn('id="email-error"', answer.text)
