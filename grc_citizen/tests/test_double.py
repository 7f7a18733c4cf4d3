from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import grc_partner_double_scan
from ..models.grc_partner_double_find import NEIGHBOURS
from ..tools.addresses import address_key
from ..tools.names import compare_names, name_sound
from .common import GrcCase


@tagged("post_install", "-at_install")
class TestDouble(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.doubles = cls.env["grc.partner.double"]

    def _person(self, name, **values):
        return self.env["res.partner"].create({"name": name, "is_citizen": True, **values})

    def _find(self, *partners):
        """Look for the doubles of these; return the pairs proposed about them."""
        ids = [partner.id for partner in partners]
        self.doubles._find_for(ids)
        return self.doubles.search(["|", ("partner_id", "in", ids), ("other_id", "in", ids)])

    def test_names(self):
        for one, other, expected in (
            ("Jeanne Martin", "MARTIN Jeanne", "same"),
            ("Zoé Œuvrard", "Mme OEUVRARD Zoe", "same"),
            ("Jean-Pierre Morel", "Morel, Jean Pierre", "same"),
            ("Mathieu Dupont", "Matthieu Dupond", "similar"),
            ("Mohamed Haddad", "Mohammed HADAD", "similar"),
            ("Sophie Caron", "Sohpie Caron", "similar"),
            ("J. Martin", "Jeanne Martin", "similar"),
            ("Jeanne Martin", "Jeanne Martin-Keïta", "similar"),
            ("Jean Martin", "Jeanne Martin", False),
            ("Michel Martin", "Michèle Martin", False),
            ("Julie Martin", "Julien Martin", False),
            ("Frédéric Roy", "Frédérique Roy", False),
            ("Jeanne Martin", "Paul Martin", False),
            ("Martin", "Jeanne Martin", False),
            ("", "Jeanne Martin", False),
            ("Оксана Коваленко", "Коваленко Оксана", "same"),
        ):
            with self.subTest(one=one, other=other):
                self.assertEqual(compare_names(one, other), expected)
                self.assertEqual(compare_names(other, one), expected)
        self.assertEqual(name_sound("Mathieu Dupont"), name_sound("DUPOND Matthieu"))

    def test_addresses(self):
        self.assertEqual(
            address_key("12, av. de la Gare", "25000", "Besançon"),
            address_key("12 Avenue Gare", "25 000", "BESANCON"),
        )
        self.assertNotEqual(
            address_key("12 rue Pasteur", "25000", ""), address_key("2 rue Pasteur", "25000", "")
        )
        self.assertFalse(address_key("12 rue Pasteur", "", ""))
        self.assertFalse(address_key("Mairie", "25000", "Besançon"))

    def test_reasons(self):
        self.citizen.phone = "0612345678"
        double = self._find(
            self._person("MARTIN Jeanne", phone="06 12 34 56 78", email="autre@example.com")
        )
        self.assertEqual(len(double), 1)
        self.assertEqual(double.partner_id, self.citizen)
        self.assertEqual((double.score, double.state), (70, "proposed"))
        self.assertEqual(double.reason, "Same name, same phone")

    def test_families_are_not_doubles(self):
        shared = {"email": "famille@example.com", "phone": "0612345678"}
        address = {"street": "3 rue des Lilas", "zip": "25000", "city": "Besançon"}
        self.citizen.active = False
        family = [
            self._person(name, **shared, **address)
            for name in ("Jean Martin", "Jeanne Martin", "Paul Martin", "Paule Martin")
        ]
        self.assertFalse(self._find(*family))

    def test_kinds(self):
        shared = {"email": "contact@example.com", "phone": "0381000000"}
        company = self._person("Dupont", citizen_type="company", **shared)
        household = self._person("Dupont", citizen_type="household", **shared)
        person = self._person("Dupont", citizen_type="person", parent_id=company.id, **shared)
        self.assertFalse(self._find(company, household, person))
        association = self._person(
            "Les Amis du Lac", citizen_type="association", rna="W751234567", email="a@example.com"
        )
        again = self._person(
            "AMIS DU LAC (LES)", citizen_type="association", rna="W751234567", email="b@example.com"
        )
        self.assertEqual(self._find(association).other_id, again)
        again.rna = "W751234568"
        self.assertFalse(self._find(association))

    def test_without_a_name(self):
        double = self._find(self._person("jeanne.martin@example.com", email=self.citizen.email))
        self.assertEqual(double.reason, "One has no name, same e-mail")

    def test_name_alone(self):
        """A rare name is a weak reason, unless the addresses say no; a common one is none."""
        one = self._person("Anatole Quincampoix", email="a@example.com")
        two = self._person("Anatole Quincampoix", phone="0612345678")
        self.assertEqual(self._find(one).score, 40)
        address = {"zip": "25000", "city": "Besançon"}
        one.write({"street": "1 rue des Lilas", **address})
        two.write({"street": "45 rue Pasteur", **address})
        self.assertFalse(self._find(one))
        many = [self._person("Marie Petit") for _number in range(6)]
        self.assertFalse(self._find(*many))

    def test_a_shared_number_does_not_grow_with_the_square(self):
        crowd = self.env["res.partner"].create(
            [
                {"name": f"Person{number} Crowd{number}", "phone": "0381000000", "is_citizen": True}
                for number in range(200)
            ]
        )
        pairs = self.doubles._get_candidate_pairs(crowd.ids)
        self.assertLessEqual(len(pairs), 200 * NEIGHBOURS["phone_sanitized"])

    def test_dismissed_for_good(self):
        other = self._person("Jeanne MARTIN", email=self.citizen.email)
        double = self._find(other).with_user(self.front_desk)
        self.assertEqual(self.citizen.with_user(self.agent).grc_double_count, 1)
        double.action_dismiss()
        self.assertEqual((double.state, double.user_id), ("dismissed", self.front_desk))
        self.assertTrue(double.date_decided)
        self.assertEqual(self._find(other, self.citizen), double)
        self.assertEqual(double.state, "dismissed")
        self.citizen.invalidate_recordset()
        self.assertEqual(self.citizen.with_user(self.agent).grc_double_count, 0)
        with self.assertRaises(UserError):
            double.action_dismiss()
        double.action_propose_again()
        self.assertEqual((double.state, double.user_id.id), ("proposed", False))

    def test_a_mended_name_takes_the_proposal_away(self):
        other = self._person("Jeanne Martin", email=self.citizen.email)
        self.assertTrue(self._find(other))
        other.name = "Paul Durand"
        self.assertFalse(self._find(other))

    def test_from_the_list(self):
        self._person("Jeanne Martin", email=self.citizen.email)
        action = self.citizen.with_user(self.front_desk).action_find_doubles()
        self.assertEqual(len(self.doubles.search(action["domain"])), 1)
        with self.assertRaises(AccessError):
            self.citizen.with_user(self.portal_user).action_find_doubles()

    def test_nobody_writes_proposals(self):
        other = self._person("Jeanne Martin", email=self.citizen.email)
        double = self._find(other)
        for user in (self.front_desk, self.agent, self.administrator):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    double.with_user(user).write({"state": "merged"})
                with self.assertRaises(AccessError):
                    self.doubles.with_user(user).create({"partner_id": other.id})
        with self.assertRaises(AccessError):
            double.with_user(self.portal_user).action_dismiss()

    def test_other_company(self):
        """Whoever may not see one of the contacts sees no proposal about it."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        one, two = (
            self._person("Jeanne Durand", email="jd@example.com", company_id=company.id)
            for _number in range(2)
        )
        double = self._find(one, two)
        self.assertEqual(len(double), 1)
        self.assertFalse(self.doubles.with_user(self.agent).search([("id", "=", double.id)]))
        with self.assertRaises(AccessError):
            double.with_user(self.agent).action_dismiss()

    def test_search_in_the_background(self):
        self.patch(grc_partner_double_scan, "BATCH_SIZE", 10)
        crowd = self.env["res.partner"].create(
            [{"name": f"Nobody{chr(97 + n)}{n}", "is_citizen": True} for n in range(25)]
        )
        self._person("Jeanne Martin", email=self.citizen.email)
        scans = self.env["grc.partner.double.scan"]
        action = scans.with_user(self.front_desk).action_start()
        scan = scans.browse(action["res_id"])
        self.assertEqual(scan.user_id, self.front_desk)
        self.assertEqual(scans.with_user(self.agent).action_start()["res_id"], scan.id)
        scan._start()
        scan._scan_batch()
        self.assertEqual((scan.state, scan.scanned), ("running", 10))
        self.assertTrue(0 < scan.progress < 100)
        scan.with_user(self.agent).action_stop()
        self._run_cron("grc_citizen.ir_cron_partner_double_scan")
        self.assertEqual((scan.state, scan.scanned), ("stopped", 10))
        scan.with_user(self.agent).action_resume()
        self._run_cron("grc_citizen.ir_cron_partner_double_scan")
        self.assertEqual((scan.state, scan.progress), ("done", 100))
        self.assertGreater(scan.scanned, len(crowd))
        self.assertEqual(scan.scanned, scan.total)
        self.assertGreaterEqual(scan.found, 1)
        with self.assertRaises(UserError):
            scan.with_user(self.agent).action_stop()

    def test_every_night_what_changed(self):
        scans = self.env["grc.partner.double.scan"]
        scans.create(
            {"state": "done", "date_start": fields.Datetime.subtract(fields.Datetime.now(), days=1)}
        )
        self.cr.execute("UPDATE res_partner SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        self._person("Jeanne Martin", email=self.citizen.email)
        self._run_cron("grc_citizen.ir_cron_partner_double_scan_changes")
        self._run_cron("grc_citizen.ir_cron_partner_double_scan")
        scan = scans.search([], limit=1)
        self.assertEqual((scan.state, scan.scanned, scan.found), ("done", 1, 1))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_citizens_of_the_portal_start_nothing(self):
        with self.assertRaises(AccessError):
            self.env["grc.partner.double.scan"].with_user(self.portal_user).action_start()
