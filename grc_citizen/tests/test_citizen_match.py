from psycopg2.errors import SerializationFailure

from odoo.sql_db import db_connect
from odoo.tests import tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestCitizenMatch(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.fr")
        cls.Partner = cls.env["res.partner"]
        cls.jean = cls._citizen("Jean Martin", "famille@match.example", "06 12 34 56 78")

    @classmethod
    def _citizen(cls, name, email=False, phone=False, **values):
        return cls.Partner.create(
            {"name": name, "email": email, "phone": phone, "is_citizen": True, **values}
        )

    def _match(self, email=False, phone=False, name=False, user=None):
        vals = {"email_from": email, "phone": phone, "contact_name": name}
        Partner = self.Partner.with_user(user or self.front_desk)
        return Partner._grc_match_citizens([vals])[0]

    def test_email_whatever_its_case_and_name(self):
        for typed in (
            "famille@match.example",
            "FAMILLE@Match.EXAMPLE",
            '"Martin, Jean" <Famille@match.example>',
            "Somebody else <famille@match.example>",
        ):
            with self.subTest(typed=typed):
                self.assertEqual(self._match(typed), self.jean)
        self.assertEqual(self.jean.name, "Jean Martin")

    def test_phone_however_typed(self):
        for typed in ("0612345678", "+33 6 12 34 56 78", "0033612345678"):
            with self.subTest(typed=typed):
                self.assertEqual(self._match(phone=typed), self.jean)
        self.assertFalse(self._match(phone="3975"))
        self.assertFalse(self._match(phone="ask his wife"))

    def test_nothing_known(self):
        self.assertFalse(self._match())
        self.assertFalse(self._match("nobody@match.example", "06 99 99 99 99", "Nobody"))
        self.assertFalse(self._match("not an address", False, "Jean Martin"))

    def test_family_sharing_an_address(self):
        zoe = self._citizen("Zoé Martin", "famille@match.example")
        self.assertEqual(self._match("famille@match.example", name="MARTIN Zoe"), zoe)
        self.assertEqual(self._match("Zoé Martin <famille@match.example>"), zoe)
        self.assertEqual(self._match("famille@match.example", name="Jean Martin"), self.jean)
        self.assertEqual(self._match("famille@match.example", name="Paul"), self.jean)

    def test_family_sharing_a_telephone(self):
        zoe = self._citizen("Zoé Martin", phone="06 12 34 56 78")
        self.assertFalse(self._match(phone="06 12 34 56 78"))
        self.assertEqual(self._match(phone="06 12 34 56 78", name="Zoé MARTIN"), zoe)

    def test_new_email_with_a_known_telephone(self):
        """Only the same name makes the same person: the telephone may be a family's."""
        self.assertFalse(self._match("new@match.example", "0612345678", "Zoé Martin"))
        self.assertEqual(self._match("new@match.example", "0612345678", "Jean Martin"), self.jean)

    def test_citizen_before_other_contacts(self):
        supplier = self.Partner.create({"name": "Old supplier", "email": "both@match.example"})
        citizen = self._citizen("Citizen", "both@match.example")
        self.assertLess(supplier.id, citizen.id)
        self.assertEqual(self._match("both@match.example"), citizen)

    def test_company_before_its_contacts(self):
        company = self.Partner.create({"name": "Bakery", "is_company": True})
        contact = self.Partner.create(
            {"name": "Anne", "parent_id": company.id, "email": "bakery@match.example"}
        )
        company.email = "bakery@match.example"
        self.assertEqual(self._match("bakery@match.example"), company)
        self.assertEqual(self._match("bakery@match.example", name="Anne"), contact)

    def test_archived(self):
        self.jean.active = False
        self.assertEqual(self._match("famille@match.example"), self.jean)
        other = self.Partner.create({"name": "In use", "email": "famille@match.example"})
        self.assertEqual(self._match("famille@match.example"), other)
        self.assertFalse(self._match(phone="0612345678"))

    def test_merged(self):
        double = self._citizen("Jean Martin", "jean@match.example")
        request = self._request(partner_id=double.id)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.jean + double).ids, self.jean, extra_checks=False
        )
        self.assertEqual(self._match("famille@match.example"), self.jean)
        self.assertEqual(request.partner_id, self.jean)

    def test_users_are_citizens_too(self):
        self.agent.partner_id.email = "agent@match.example"
        self.assertEqual(self._match("agent@match.example"), self.agent.partner_id)

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other town"})
        self._citizen("Theirs", "theirs@match.example", company_id=other.id)
        self.assertFalse(self._match("theirs@match.example", user=self.env.ref("base.user_root")))

    def test_created_once(self):
        vals_list = [
            {"email_from": "Ana <ANA@match.example>", "phone": "0692 12 34 56"},
            {"email_from": "ana@match.example", "contact_name": "Ana R."},
            {"phone": "06 98 76 54 32", "contact_name": "Bo"},
            {"phone": "+33 6 98 76 54 32", "contact_name": "BO"},
            {"phone": "06 98 76 54 32", "contact_name": "Cleo"},
            {"phone": "3975", "contact_name": "Dan"},
            {"contact_name": "Nobody can reach me"},
        ]
        partners = self.Partner.with_user(self.front_desk)._grc_create_citizens(vals_list)
        ana, ana_again, bo, bo_again, cleo, dan, nobody = partners
        self.assertEqual((ana, bo), (ana_again, bo_again))
        self.assertEqual(len(ana + bo + cleo + dan), 4)
        self.assertFalse(nobody)
        self.assertEqual(
            (ana.name, ana.email, ana.phone), ("Ana", "ana@match.example", "+262692123456")
        )
        self.assertEqual((ana.is_citizen, ana.citizen_type), (True, "person"))
        self.assertEqual(ana.country_id, self.env.ref("base.fr"))
        self.assertEqual((dan.name, dan.phone, dan.phone_sanitized), ("Dan", "3975", False))
        self.assertEqual(self.Partner._grc_match_citizens(vals_list)[:2], [ana, ana])

    def test_nothing_doubled_by_requests(self):
        before = self.Partner.search_count([])
        for sender in ("New <new@match.example>", "NEW@MATCH.EXAMPLE", "famille@MATCH.example"):
            self.env["grc.request"].with_user(self.front_desk).create(
                {"name": "Hole", "type_id": self.type.id, "email_from": sender}
            )
        self.assertEqual(self.Partner.search_count([]), before + 1)

    def test_same_queries_for_any_number(self):
        """A batch of two hundred senders costs what one costs."""
        vals_list = [
            {"email_from": f"known{i}@match.example", "phone": f"06 11 11 {i:02} {i:02}"}
            for i in range(100)
        ]
        self.Partner._grc_create_citizens(vals_list[:50])
        self.env.flush_all()
        Partner = self.Partner.with_user(self.front_desk)
        Partner._grc_match_citizens(vals_list)
        for batch in (vals_list[49:51], vals_list):
            with self.assertQueryCount(2):
                found = Partner._grc_match_citizens(batch)
        self.assertEqual([bool(partner) for partner in found], [True] * 50 + [False] * 50)
        with self.assertQueryCount(15):
            Partner._grc_create_citizens(vals_list[50:])
            self.env.flush_all()

    def test_created_by_two_workers_at_once(self):
        """The one who comes second starts over, and then finds the citizen of the first."""
        vals_list = [{"email_from": "Race <race@match.example>"}]

        def citizens_of(cr):
            return self.env(cr=cr)["res.partner"]

        def forget():
            with db_connect(self.env.cr.dbname).cursor() as cr:
                citizens_of(cr).search([("email_normalized", "=", "race@match.example")]).unlink()

        self.addCleanup(forget)
        with db_connect(self.env.cr.dbname).cursor() as second:
            self.assertFalse(citizens_of(second)._grc_match_citizens(vals_list)[0])
            with db_connect(self.env.cr.dbname).cursor() as first:
                citizen_id = citizens_of(first)._grc_create_citizens(vals_list)[0].id
            with self.assertRaises(SerializationFailure):
                citizens_of(second)._grc_create_citizens(vals_list)
            second.rollback()
            self.assertEqual(citizens_of(second)._grc_match_citizens(vals_list)[0].id, citizen_id)
