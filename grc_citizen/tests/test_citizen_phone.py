import csv
from pathlib import Path

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ..tools.phone import _grc_phone_e164
from .common import GrcCase

IDS_FILE = Path(__file__).parents[2] / ".." / "shared" / "data" / "ids" / "ids_samples.csv"


@tagged("post_install", "-at_install")
class TestCitizenPhone(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france = cls.env.ref("base.fr")
        cls.env.company.country_id = cls.france

    def _citizen(self, **values):
        Partner = self.env["res.partner"].with_user(self.front_desk)
        return Partner.create({"name": "Ana Rivière", "is_citizen": True, **values})

    def test_typed_locally(self):
        """What a citizen types at home is understood, whichever France that is."""
        for typed, expected in [
            ("06 12 34 56 78", "+33612345678"),
            ("06.12.34.56.78", "+33612345678"),
            ("0033 6 12 34 56 78", "+33612345678"),
            ("+33 (0)6 12 34 56 78", "+33612345678"),
            ("0692 12 34 56", "+262692123456"),
            ("0262 20 00 00", "+262262200000"),
            ("0639 01 23 45", "+262639012345"),
            ("0690 12 34 56", "+590690123456"),
            ("0590 27 51 11", "+590590275111"),
            ("0596 50 12 34", "+596596501234"),
            ("0696 12 34 56", "+596696123456"),
            ("0594 30 12 34", "+594594301234"),
            ("0694 12 34 56", "+594694123456"),
            ("+262 692 12 34 56", "+262692123456"),
            ("+32 470 12 34 56", "+32470123456"),
        ]:
            with self.subTest(typed=typed):
                citizen = self._citizen(phone=typed)
                self.assertEqual(citizen.phone, expected)
                self.assertEqual(citizen.phone_sanitized, expected)
                self.assertEqual(citizen._phone_format(fname="phone"), expected)
                self.assertEqual(_grc_phone_e164(typed, self.france), expected)

    def test_short_numbers_need_their_country(self):
        """Six or eight digits are Nouméa's or Papeete's there, a number cut short elsewhere."""
        for xmlid, typed, expected in [
            ("base.nc", "75 12 34", "+687751234"),
            ("base.pf", "87 12 34 56", "+68987123456"),
            ("base.pm", "55 12 34", "+508551234"),
            ("base.wf", "82 12 34", "+681821234"),
        ]:
            with self.subTest(typed=typed):
                citizen = self._citizen(phone=typed, country_id=self.env.ref(xmlid).id)
                self.assertEqual(citizen.phone, expected)
                self.assertFalse(_grc_phone_e164(typed, self.france))

    def test_country_of_the_citizen_comes_first(self):
        belgium = self.env.ref("base.be")
        self.assertEqual(
            self._citizen(phone="0470 12 34 56", country_id=belgium.id).phone, "+32470123456"
        )
        self.assertEqual(
            self._citizen(phone="06 12 34 56 78", country_id=belgium.id).phone, "+33612345678"
        )

    def test_overseas_city(self):
        self.env.company.country_id = self.env.ref("base.re")
        self.assertEqual(self._citizen(phone="0692 12 34 56").phone, "+262692123456")
        self.assertEqual(self._citizen(phone="06 12 34 56 78").phone, "+33612345678")

    def test_no_phone_number_is_refused_with_a_way_out(self):
        for typed in ("06 12 34 56", "3975", "ask his wife", "+262639123456", "+33700123456"):
            with self.subTest(typed=typed), self.assertRaises(ValidationError) as caught:
                self._citizen(phone=typed)
            self.assertIn(typed, str(caught.exception))
            self.assertIn("06 12 34 56 78", str(caught.exception))

    def test_changed_on_the_form(self):
        citizen = self._citizen(phone="06 12 34 56 78")
        with Form(citizen.with_user(self.agent)) as form:
            form.phone = "0692 12 34 56"
        self.assertEqual(citizen.phone, "+262692123456")
        with self.assertRaises(ValidationError):
            citizen.write({"phone": "0692"})

    def test_several_changed_at_once(self):
        belgian = self._citizen(name="Jan", country_id=self.env.ref("base.be").id)
        french = self._citizen(name="Jean")
        (belgian + french).write({"phone": "0470123456"})
        self.assertEqual(belgian.phone, "+32470123456")
        self.assertEqual(french.phone, "+33470123456")

    def test_other_contacts_are_left_alone(self):
        supplier = self.env["res.partner"].create({"name": "Supplier", "phone": "ext. 3975"})
        self.assertEqual(supplier.phone, "ext. 3975")
        supplier.phone = "06 12 34 56 78"
        self.assertEqual(supplier.phone, "06 12 34 56 78")
        self.assertEqual(supplier.phone_sanitized, "+33612345678")

    def test_import_keeps_what_it_cannot_understand(self):
        result = (
            self.env["res.partner"]
            .with_user(self.front_desk)
            .with_context(import_file=True)
            .load(
                ["name", "is_citizen", "phone"],
                [["Bad", "1", "06 12 34"], ["Good", "1", "0690 12 34 56"]],
            )
        )
        self.assertFalse(result["messages"])
        bad, good = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(bad.phone, "06 12 34")
        self.assertEqual(good.phone, "+590690123456")
        found = self.env["res.partner"].search([("phone_to_check", "=", True)])
        self.assertIn(bad, found)
        self.assertNotIn(good, found)
        fine = self.env["res.partner"].search([("phone_to_check", "=", False)])
        self.assertIn(good, fine)
        self.assertNotIn(bad, fine)

    def test_found_however_typed(self):
        citizen = self._citizen(phone="0692 12 34 56")
        Partner = self.env["res.partner"].with_user(self.front_desk)
        for typed in ("0692 12 34 56", "0692.12", "+262 692", "+262692123456", "692123456"):
            with self.subTest(typed=typed):
                found = Partner.search([("phone_mobile_search", "ilike", typed)])
                self.assertIn(citizen, found)
        self.assertIn((citizen.id, citizen.display_name), Partner.name_search("0692.12.34.56"))
        self.assertNotIn(
            citizen, Partner.search([("phone_mobile_search", "ilike", "0692 12 34 57")])
        )

    def test_sample_numbers(self):
        if not IDS_FILE.exists():
            self.skipTest(f"{IDS_FILE} is not there")
        with IDS_FILE.open(newline="") as source:
            rows = [row for row in csv.DictReader(source) if row["kind"] == "phone"]
        self.assertTrue(rows)
        for row in rows:
            with self.subTest(**row):
                # the file says that Réunion's number is none under region FR: here it is one
                expected = row["valid"] == "1" or row["value"].startswith("0692")
                self.assertEqual(bool(_grc_phone_e164(row["value"], self.france)), expected)
                if expected:
                    self.assertTrue(self._citizen(phone=row["value"]).phone.startswith("+"))
                else:
                    with self.assertRaises(ValidationError):
                        self._citizen(phone=row["value"])
