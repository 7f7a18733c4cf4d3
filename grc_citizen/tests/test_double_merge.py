from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestDoubleMerge(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create(
            {
                "name": "MARTIN Jeanne",
                "email": "jm@example.org",
                "phone": "06 12 34 56 78",
                "street": "3 rue des Lilas",
                "zip": "25000",
                "city": "Besançon",
                "is_citizen": True,
                "comment": "Prefers to be called in the morning.",
            }
        )
        cls.doubles = cls.env["grc.partner.double"]

    def _open(self, user=None, partners=None):
        partners = (partners or self.citizen + self.other).with_user(user or self.agent)
        action = partners.action_merge_selected()
        return self.env[action["res_model"]].with_user(user or self.agent).browse(action["res_id"])

    def _consent(self, partner, purpose, granted):
        return (
            self.env["grc.consent"]
            .with_user(self.front_desk)
            .create({"partner_id": partner.id, "purpose_id": purpose.id, "granted": granted})
        )

    def test_everything_follows(self):
        purpose = self.env.ref("grc_citizen.grc_consent_purpose_newsletter")
        old = self._consent(self.citizen, purpose, True)
        late = self._consent(self.other, purpose, False)
        mine = self._request()
        theirs = self._request(partner_id=self.other.id)
        secret = self._request(partner_id=self.other.id, type_id=self.confidential_type.id)
        both = self._request()
        both.message_subscribe((self.citizen + self.other).ids)
        theirs.message_subscribe(self.other.ids)
        note = self.other.message_post(body="She called about the school.")
        message = theirs.message_post(body="Here is the photo.", author_id=self.other.id)
        told = both.message_post(body="For both", partner_ids=(self.citizen + self.other).ids)
        activity = self.other.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.agent.id, summary="Call back"
        )
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("grc.request"),
                "res_id": theirs.id,
                "partner_id": self.other.id,
                "rating": 5,
            }
        )
        lead = self.env["crm.lead"].create({"name": "Lead", "partner_id": self.other.id})
        child = self.env["res.partner"].create({"name": "Office", "parent_id": self.other.id})
        double = self.doubles.browse(self._propose())

        merge = self._open()
        self.assertEqual((merge.kept_id, merge.other_id), (self.citizen, self.other))
        self.assertEqual((merge.kept_request_count, merge.other_request_count), (2, 1))
        lines = {line.name: line for line in merge.line_ids}
        self.assertEqual(lines["email"].kept_value, "jeanne.martin@example.com")
        self.assertEqual(lines["email"].other_value, "jm@example.org")
        self.assertTrue(lines["phone"].take_other)
        self.assertFalse(lines["email"].take_other)
        lines["name"].take_other = True
        action = merge.action_confirm()

        self.assertEqual(action["res_id"], self.citizen.id)
        self.assertFalse(self.other.exists())
        citizen = self.citizen
        citizen.invalidate_recordset()
        self.assertEqual(citizen.name, "MARTIN Jeanne")
        self.assertEqual(citizen.email, "jeanne.martin@example.com")
        self.assertEqual(citizen.phone_sanitized, "+33612345678")
        self.assertEqual(citizen.street, "3 rue des Lilas")
        self.assertIn("in the morning", citizen.comment)
        self.assertEqual((mine + theirs + secret + both).partner_id, citizen)
        self.assertEqual(citizen.consent_ids, old + late)
        self.assertFalse(citizen.granted_purpose_ids)
        self.assertEqual(both.message_partner_ids & citizen, citizen)
        self.assertIn(citizen, theirs.message_partner_ids)
        self.assertIn(note, citizen.message_ids)
        self.assertEqual(message.author_id, citizen)
        self.assertEqual(told.notified_partner_ids & citizen, citizen)
        self.assertEqual(activity.res_id, citizen.id)
        self.assertEqual(rating.partner_id, citizen)
        self.assertEqual(lead.partner_id, citizen)
        self.assertEqual(child.parent_id, citizen)
        history = citizen.message_ids[0]
        self.assertEqual(history.author_id, self.agent.partner_id)
        for trace in ("MARTIN Jeanne", "jm@example.org", "3 rue des Lilas"):
            self.assertIn(trace, history.body)
        self.assertEqual((double.state, double.partner_id), ("merged", citizen))
        self.assertEqual((double.user_id, double.merged_name), (self.agent, "MARTIN Jeanne"))

    def _propose(self):
        self.citizen.email = "jm@example.org"
        self.doubles._find_for(self.other.ids)
        double = self.doubles.search([("other_id", "=", self.other.id)])
        self.citizen.email = "jeanne.martin@example.com"
        return double.id

    def test_whoever_writes_from_the_old_address_is_recognised(self):
        self._open().action_confirm()
        kept = (self.citizen + self.other).exists()
        requests = self.env["grc.request"].with_user(self.front_desk)
        for email in ("JM@example.org", "jeanne.martin@example.com"):
            with self.subTest(email=email):
                request = requests.create({"name": "Lamp", "email_from": email})
                self.assertEqual(request.partner_id, kept)
                self.assertEqual(request.email_from, email)
        self.assertNotIn(kept.email_normalized, kept.grc_alias_ids.mapped("value"))

    def test_a_chosen_nothing_stays_nothing(self):
        merge = self._open()
        if merge.kept_id != self.citizen:
            merge.action_swap()
        merge.line_ids.filtered(lambda line: line.name == "phone").take_other = False
        merge.action_confirm()
        self.assertFalse(self.citizen.phone)
        self.assertEqual(
            self.citizen.grc_alias_ids.filtered(lambda a: a.kind == "phone").value, "+33612345678"
        )

    def test_the_form(self):
        merge = self._open()
        with Form(merge) as form:
            with form.line_ids.edit(0) as line:
                line.take_other = True
        self.assertTrue(merge.line_ids[0].take_other)

    def test_what_was_decided_about_others_follows(self):
        third = self.env["res.partner"].create(
            {"name": "Jeanne Martin", "phone": "06 12 34 56 78", "is_citizen": True}
        )
        self.doubles._find_for(third.ids)
        pair = self.doubles.search(
            [("partner_id", "=", self.other.id), ("other_id", "=", third.id)]
        )
        pair.with_user(self.front_desk).action_dismiss()
        merge = self._open()
        if merge.kept_id != self.citizen:
            merge.action_swap()
        merge.action_confirm()
        pair = self.doubles.search(
            [("partner_id", "=", self.citizen.id), ("other_id", "=", third.id)]
        )
        self.assertEqual((pair.state, pair.user_id), ("dismissed", self.front_desk))
        self.doubles._find_for(third.ids)
        self.assertEqual(pair.state, "dismissed")

    def test_who_may(self):
        for user in (self.front_desk, self.portal_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._open(user=user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.citizen.with_user(user)._grc_merge(self.other.with_user(user), {})
        self.assertTrue(self._open(user=self.manager))

    def test_confidential_requests_are_moved_and_not_shown(self):
        self._request(partner_id=self.other.id, type_id=self.confidential_type.id)
        merge = self._open()
        self.assertEqual(merge.kept_request_count + merge.other_request_count, 0)
        merge.action_confirm()
        kept = (self.citizen + self.other).exists()
        self.assertEqual(kept.sudo().grc_request_ids.type_id, self.confidential_type)
        self.assertNotIn("Social aid", "".join(kept.message_ids.mapped("body")))

    def test_two_accounts(self):
        for partner, login in ((self.citizen, "account1"), (self.other, "account2")):
            new_test_user(self.env, login=login, groups="base.group_portal", partner_id=partner.id)
        with self.assertRaisesRegex(UserError, "account1"):
            self._open()

    def test_an_account_follows(self):
        account = new_test_user(
            self.env, login="account2", groups="base.group_portal", partner_id=self.other.id
        )
        mine, theirs = self._request(), self._request(partner_id=self.other.id)
        Requests = self.env["grc.request"].with_user(account)
        self.assertEqual(Requests.search([]), theirs)
        merge = self._open()
        self.assertTrue(merge.has_account)
        self.assertEqual(merge.kept_id, self.other)
        merge.action_swap()
        merge.action_confirm()
        self.assertEqual(account.partner_id, self.citizen)
        self.assertEqual(Requests.search([]), mine + theirs)

    def test_colleagues_and_the_town_hall(self):
        with self.assertRaises(AccessError):
            self._open(partners=self.citizen + self.front_desk.partner_id)
        with self.assertRaises(UserError):
            self._open(partners=self.citizen + self.env.company.partner_id)

    def test_not_one_person(self):
        household = self.env["res.partner"].create(
            {"name": "Martin", "citizen_type": "household", "is_citizen": True}
        )
        with self.assertRaises(UserError):
            self._open(partners=self.citizen + household)
        self.citizen.household_id = household
        with self.assertRaises(UserError):
            self._open(partners=self.citizen + household)
        with self.assertRaises(UserError):
            self._open(partners=self.citizen)

    def test_of_two_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.agent.company_ids += company
        self.citizen.company_id = self.env.company
        self.other.company_id = company
        both = (self.citizen + self.other).with_context(
            allowed_company_ids=[self.env.company.id, company.id]
        )
        with self.assertRaises(UserError):
            self._open(partners=both)

    def test_merged_meanwhile(self):
        first, second = self._open(), self._open(user=self.manager)
        first.action_confirm()
        with self.assertRaises(UserError):
            second.action_confirm()

    def test_dismiss_from_the_comparison(self):
        self._open().action_dismiss()
        double = self.doubles.search([("other_id", "=", self.other.id)])
        self.assertEqual((double.state, double.user_id), ("dismissed", self.agent))

    def test_tags_of_both(self):
        tags = self.env["res.partner.category"].create([{"name": "One"}, {"name": "Two"}])
        self.citizen.category_id = tags[0]
        self.other.category_id = [Command.set(tags.ids)]
        self._open().action_confirm()
        self.assertEqual((self.citizen + self.other).exists().category_id, tags)
