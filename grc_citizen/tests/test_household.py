from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models import res_partner_overview
from .common import GrcCase


@tagged("post_install", "-at_install")
class TestHousehold(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.household = partners.create(
            {"name": "Martin", "is_citizen": True, "citizen_type": "household"}
        )
        cls.citizen.household_id = cls.household
        cls.spouse = partners.create(
            {"name": "Paul Martin", "is_citizen": True, "household_id": cls.household.id}
        )
        cls.mine = cls._request(name="Hole")
        cls.theirs = cls._request(name="Lamp", partner_id=cls.spouse.id)
        cls.secret = cls._request(name="Aid", type_id=cls.confidential_type.id)

    def _overview(self, partner=None, user=None, **options):
        partner = (partner or self.household).with_user(user or self.agent)
        return partner.grc_get_overview(**options)

    def _ids(self, page, kind):
        return {entry["id"] for entry in page["entries"] if entry["kind"] == kind}

    def _counts(self, page):
        return {section["key"]: section["count"] for section in page["sections"]}

    def test_household_and_member(self):
        page = self._overview()
        self.assertEqual(self._ids(page, "request"), {self.mine.id, self.theirs.id})
        names = {person["name"] for person in page["people"]}
        self.assertEqual(names, {"Jeanne Martin", "Paul Martin"})
        self.assertEqual(self._ids(self._overview(self.spouse), "request"), {self.theirs.id})

    def test_company_and_contacts(self):
        company = self.env["res.partner"].create(
            {"name": "Bakery", "is_citizen": True, "citizen_type": "company"}
        )
        contact = self.env["res.partner"].create(
            {"name": "Ana", "parent_id": company.id, "is_citizen": True}
        )
        asked = self._request(partner_id=contact.id)
        self.assertEqual(self._ids(self._overview(company), "request"), {asked.id})

    def test_all_kinds_by_date(self):
        request = self.mine.with_user(self.agent)
        self.env["grc.request.answer"].with_user(self.agent).create(
            {"request_id": request.id, "body": "<p>Filled.</p>", "delivery": "email"}
        ).action_send()
        message = request.message_post(body="On Tuesday.", message_type="comment")
        note = self.citizen.message_post(body="She called.", message_type="comment")
        consent = (
            self.env["grc.consent"]
            .with_user(self.front_desk)
            .create(
                {
                    "partner_id": self.spouse.id,
                    "purpose_id": self.env.ref("grc_citizen.grc_consent_purpose_file").id,
                }
            )
        )
        contact = self.env["grc.contact"].create(
            {"type_id": self.type.id, "partner_id": self.spouse.id}
        )
        page = self._overview(user=self.administrator)
        self.assertEqual(len(self._ids(page, "answer")), 1)
        self.assertLessEqual({message.id, note.id}, self._ids(page, "message"))
        self.assertEqual(self._ids(page, "consent"), {consent.id})
        self.assertEqual(self._ids(page, "contact"), {contact.id})
        dates = [entry["date"] for entry in page["entries"]]
        self.assertEqual(dates, sorted(dates, reverse=True))
        counts = self._counts(page)
        for kind in ("request", "answer", "message", "consent", "contact"):
            self.assertEqual(counts[kind], len(self._ids(page, kind)), kind)
        only = self._overview(user=self.administrator, kind="consent")
        self.assertEqual({entry["kind"] for entry in only["entries"]}, {"consent"})

    def test_what_one_may_not_see_is_neither_listed_nor_counted(self):
        self.secret.message_post(body="Secret words", message_type="comment")
        for user in (self.agent, self.front_desk):
            page = self._overview(user=user)
            with self.subTest(user=user.login):
                self.assertNotIn(self.secret.id, self._ids(page, "request"))
                self.assertNotIn("Secret words", str(page))
                self.assertEqual(self._counts(page)["request"], 2)
        page = self._overview(user=self.other_agent)
        self.assertEqual(self._ids(page, "request"), {self.secret.id})
        self.assertIn("Secret words", str(page))
        with self.assertRaises(AccessError):
            self._overview(user=self.portal_user)

    def test_pages(self):
        self.patch(res_partner_overview, "PAGE_SIZE", 3)
        now = fields.Datetime.now()
        for days in range(8):
            self._request(partner_id=self.spouse.id, date_received=now - timedelta(days=days))
        seen, before = set(), None
        for _page in range(12):
            page = self._overview(self.spouse, kind="request", before=before)
            self.assertLessEqual(len(page["entries"]), 3)
            seen |= self._ids(page, "request")
            before = page["entries"][-1]["date"]
            if not page["more"]:
                break
        self.assertEqual(len(seen), 9)

    def test_queries(self):
        """As many for a large household as for a small one."""
        self._overview()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._overview()
        few = self.cr.sql_log_count - before
        self.assertLessEqual(few, 40)
        for number in range(8):
            person = self.env["res.partner"].create(
                {"name": f"Child {number}", "household_id": self.household.id}
            )
            self._request(partner_id=person.id)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(few + 2):
            self._overview()

    def test_an_addon_adds_its_own(self):
        """Surveys are an addon's: it adds a section and nothing else."""
        sections = type(self.citizen)._get_overview_sections

        def with_tags(self, people):
            return {
                **sections(self, people),
                "tag": {
                    "label": "Tags",
                    "icon": "fa-tag",
                    "model": "res.partner.category",
                    "domain": [("partner_ids", "in", people.ids)],
                    "date": "create_date",
                    "entry": lambda tag: {
                        "title": tag.name,
                        "text": "",
                        "partner": "",
                        "open": False,
                    },
                },
            }

        self.patch(type(self.citizen), "_get_overview_sections", with_tags)
        tag = self.env["res.partner.category"].create({"name": "Volunteer"})
        self.spouse.category_id = tag
        page = self._overview()
        self.assertEqual(self._ids(page, "tag"), {tag.id})
        self.assertEqual(self._counts(page)["tag"], 1)
