import csv

from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import GrcCase
from .test_citizen_phone import IDS_FILE


@tagged("post_install", "-at_install")
class TestCitizenProfile(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.fr")
        cls.Citizen = cls.env["res.partner"].with_user(cls.front_desk)

    def _company(self, number, **values):
        return self.Citizen.create(
            {
                "name": "Boulangerie Petit",
                "is_citizen": True,
                "citizen_type": "company",
                "company_registry": number,
                **values,
            }
        )

    def test_kind_and_company_agree(self):
        association = self.Citizen.create(
            {"name": "Les Amis du parc", "is_citizen": True, "citizen_type": "association"}
        )
        self.assertTrue(association.is_company)
        person = self.Citizen.create({"name": "Léa", "is_citizen": True})
        self.assertEqual((person.citizen_type, person.is_company), ("person", False))
        person.is_company = True
        self.assertEqual(person.citizen_type, "company")
        person.citizen_type = "household"
        self.assertFalse(person.is_company)

    def test_form_of_a_new_citizen(self):
        with Form(self.Citizen.with_context(default_is_citizen=True)) as form:
            form.name = "Les Amis du parc"
            form.citizen_type = "association"
            self.assertTrue(form.is_company)
            form.rna = "w 751 234 567"
        self.assertEqual(form.record.rna, "W751234567")
        with Form(self.Citizen.with_context(default_is_citizen=True)) as form:
            form.name = "Léa"
        self.assertEqual(form.record.citizen_type, "person")

    def test_other_contacts_have_no_profile(self):
        supplier = self.env["res.partner"].create(
            {"name": "Supplier", "is_company": True, "company_registry": "what they said"}
        )
        self.assertFalse(supplier.citizen_type)
        self.assertEqual(supplier.company_registry, "what they said")

    def test_household(self):
        household = self.Citizen.create(
            {"name": "Famille Martin", "is_citizen": True, "citizen_type": "household"}
        )
        members = self.Citizen.create(
            [
                {"name": name, "is_citizen": True, "household_id": household.id}
                for name in ("Jean Martin", "Zoé Martin")
            ]
        )
        self.assertEqual(household.household_member_ids, members)
        with self.assertRaises(ValidationError):
            members[0].household_id = members[1]
        with self.assertRaises(ValidationError):
            household.household_id = household
        with self.assertRaises(ValidationError):
            household.citizen_type = "person"

    def test_company_number_is_stored_without_separators(self):
        self.assertEqual(self._company("130 025 265").company_registry, "130025265")
        self.assertEqual(
            self._company("130\u00a0025\u00a0265.00013").company_registry, "13002526500013"
        )

    def test_messages_say_what_is_wrong(self):
        for number, expected in [
            ("12345", "5 digits"),
            ("1234567890", "10 digits"),
            ("13002526A", "digits only"),
            ("123456789", "last digit"),
            ("12345678900011", "123456789"),
            ("13002526500014", "last five digits"),
            ("35600000001234", "multiple of five"),
        ]:
            with self.subTest(number=number), self.assertRaises(ValidationError) as caught:
                self._company(number)
            self.assertIn(expected, str(caught.exception))

    def test_company_from_abroad(self):
        german = self.env.ref("base.de").id
        company = self._company("HRB 12345", country_id=german)
        self.assertEqual(company.company_registry, "HRB 12345")
        with self.assertRaises(ValidationError):
            company.country_id = self.env.ref("base.fr")
        self.env.company.country_id = german
        self.assertEqual(self._company("HRB 12345").company_registry, "HRB 12345")

    def test_overseas_company(self):
        reunion, caledonia = self.env.ref("base.re").id, self.env.ref("base.nc").id
        with self.assertRaises(ValidationError):
            self._company("123456789", country_id=reunion)
        self.assertTrue(self._company("0123456", country_id=caledonia))

    def test_rna(self):
        for typed, stored in [
            ("W751234567", "W751234567"),
            ("w 75 1234567", "W751234567"),
            ("W2A1001234", "W2A1001234"),
            ("W9R1000123", "W9R1000123"),
        ]:
            with self.subTest(typed=typed):
                association = self.Citizen.create({"name": "A", "rna": typed})
                self.assertEqual(association.rna, stored)
        for typed in ("751234567", "W75123456", "W7512345678", "WABC123456"):
            with self.subTest(typed=typed), self.assertRaises(ValidationError) as caught:
                self.Citizen.create({"name": "A", "rna": typed})
            self.assertIn("nine characters", str(caught.exception))

    def test_sample_identifiers(self):
        if not IDS_FILE.exists():
            self.skipTest(f"{IDS_FILE} is not there")
        with IDS_FILE.open(newline="") as source:
            rows = [r for r in csv.DictReader(source) if r["kind"] in ("siren", "siret", "rna")]
        self.assertTrue(rows)
        for row in rows:
            values = {"rna": row["value"]} if row["kind"] == "rna" else {}
            number = False if values else row["value"]
            with self.subTest(**row):
                if row["valid"] == "0":
                    with self.assertRaises(ValidationError):
                        self._company(number, **values)
                else:
                    self.assertTrue(self._company(number, **values))

    def test_rights(self):
        for user in (self.front_desk, self.agent):
            citizen = (
                self.env["res.partner"].with_user(user).create({"name": "Léa", "is_citizen": True})
            )
            citizen.write({"phone": "06 12 34 56 78", "preferred_channel": "sms"})
            with self.assertRaises(AccessError):
                citizen.unlink()

    def test_requests_of_household_and_contacts(self):
        household = self.Citizen.create(
            {"name": "Famille Martin", "is_citizen": True, "citizen_type": "household"}
        )
        member = self.Citizen.create(
            {"name": "Jean Martin", "is_citizen": True, "household_id": household.id}
        )
        company = self._company("130025265")
        contact = self.Citizen.create({"name": "Anne", "parent_id": company.id})
        for partner in (household, member, contact, contact):
            self._request(partner_id=partner.id)
        (household + member + company + contact).invalidate_recordset()
        people = self.Citizen.browse((household + member + company + contact).ids)
        people.invalidate_recordset()
        with self.assertQueryCount(12):
            counts = people.mapped("grc_request_count")
        self.assertEqual(counts, [2, 1, 2, 2])
        self.assertEqual(people[0].grc_open_request_ids.partner_id, household + member)
        action = people[2].action_view_grc_requests()
        found = self.env["grc.request"].with_user(self.front_desk).search(action["domain"])
        self.assertEqual(len(found), 2)

    def test_requests_are_not_counted_for_others(self):
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        citizen = self.Citizen.create({"name": "Jean", "is_citizen": True})
        self._request(partner_id=citizen.id)
        self.assertEqual(citizen.with_user(stranger).grc_request_count, 0)

    def test_citizens_list(self):
        """The list of citizens finds by what a caller says and opens for the front desk."""
        citizen = self.Citizen.create({"name": "Zoé Lefèvre", "is_citizen": True})
        Action = self.env["ir.actions.act_window"].with_user(self.front_desk)
        action = Action._for_xml_id("grc_citizen.res_partner_action_citizens")
        views = self.Citizen.get_views([*action["views"], (action["search_view_id"][0], "search")])
        search = etree.fromstring(views["views"]["search"]["arch"])
        by_name = search.find("field[@name='complete_name']").get("filter_domain")
        for typed in ("lefèvre", "Zoé"):
            domain = safe_eval(by_name, {"self": typed})
            found = self.Citizen.search([("is_citizen", "=", True), *domain])
            self.assertIn(citizen, found)
