from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..models.resource_calendar import FRENCH_SUBDIVISIONS
from .common import GrcCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestHolidays(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env.company.country_id = cls.env.ref("base.fr")
        cls.env.company.partner_id.lang = "fr_FR"
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Town hall", "tz": "Europe/Paris", "grc_holiday_years": 2}
        )

    def _days(self, calendar=None):
        calendar = calendar or self.calendar
        leaves = self.env["resource.calendar.leaves"].search(
            [("calendar_id", "=", calendar.id), ("resource_id", "=", False)]
        )
        return {calendar._grc_local_date(leave.date_from): leave for leave in leaves}

    def _load(self, calendar=None, user=None):
        calendar = calendar or self.calendar
        return calendar.with_user(user or self.administrator).action_grc_load_public_holidays()

    def test_loaded_in_the_language_and_zone_of_the_city(self):
        with Form(self.calendar.with_user(self.administrator)) as form:
            self.assertEqual(form.grc_holiday_country_id, self.env.ref("base.fr"))
        self._load()
        days = self._days()
        self.assertEqual(len(days), 22)
        bastille = days[date(2026, 7, 14)]
        self.assertEqual(bastille.name, "Fête nationale")
        self.assertEqual(bastille.date_from, datetime(2026, 7, 13, 22, 0))
        self.assertEqual(bastille.date_to, datetime(2026, 7, 14, 21, 59, 59))
        self.assertEqual(self.calendar.grc_holiday_until, 2027)

    def test_working_time_leaves_them_out(self):
        self._load()
        start = datetime(2026, 7, 13, 6, 0)
        hours = self.calendar.get_work_hours_count(start, datetime(2026, 7, 15, 21, 0))
        self.assertEqual(hours, 16)

    def test_loaded_twice(self):
        self._load()
        before = self._days()
        result = self._load()
        self.assertEqual(self._days(), before)
        self.assertIn("0", result["params"]["message"])

    def test_days_off_already(self):
        bridge = self.env["resource.calendar.leaves"].create(
            {
                "name": "Summer closing",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 8, 9, 22, 0),
                "date_to": datetime(2026, 8, 21, 22, 0),
            }
        )
        self._load()
        self.assertNotIn(date(2026, 8, 15), self._days())
        self.assertTrue(bridge.exists())

    def test_territories(self):
        self.calendar.grc_holiday_subdivision = "6AE"
        self._load()
        self.assertIn(date(2026, 12, 26), self._days())
        self.assertIn(date(2026, 4, 3), self._days())
        self.calendar.grc_holiday_subdivision = "974"
        self._load()
        self.assertNotIn(date(2026, 12, 26), self._days())
        self.assertIn(date(2026, 12, 20), self._days())
        self.calendar.write(
            {"grc_holiday_country_id": self.env.ref("base.re").id, "grc_holiday_subdivision": False}
        )
        self.assertIn("0", self._load()["params"]["message"])

    def test_every_territory_is_known(self):
        for code, _name in FRENCH_SUBDIVISIONS:
            self.calendar.grc_holiday_subdivision = code
            self.assertTrue(self.calendar._grc_public_holidays([2026]), code)

    def test_monthly_job(self):
        self._load()
        untouched = self.calendar.copy({"name": "Never loaded"})
        self.env["resource.calendar.leaves"].search([("calendar_id", "=", untouched.id)]).unlink()
        self._days()[date(2027, 5, 17)].unlink()
        job = self.env.ref("grc_citizen.resource_calendar_cron_public_holidays")
        with freeze_time("2027-01-05 09:00:00"):
            with self.enter_registry_test_mode():
                job.method_direct_trigger()
                days = self._days()
                job.method_direct_trigger()
            self.assertEqual(self._days(), days)
        self.assertIn(date(2028, 7, 14), days)
        self.assertNotIn(date(2027, 5, 17), days, "a day worked in this city stays so")
        self.assertEqual(self.calendar.grc_holiday_until, 2028)
        self.assertFalse(self._days(untouched))

    def test_refused_with_a_message(self):
        self.calendar.grc_holiday_country_id = False
        with self.assertRaises(UserError):
            self._load()
        nowhere = self.env["res.country"].create({"name": "Ruritania", "code": "QZ"})
        self.calendar.grc_holiday_country_id = nowhere
        with self.assertRaises(UserError) as caught:
            self._load()
        self.assertIn("Ruritania", str(caught.exception))
        with self.assertRaises(ValidationError):
            self.calendar.grc_holiday_subdivision = "974"

    def test_rights(self):
        for user in (self.front_desk, self.agent, self.manager):
            with self.assertRaises(AccessError):
                self._load(user=user)
        self.assertFalse(self._days())

    def test_administrator_sets_days_off(self):
        leave = (
            self.env["resource.calendar.leaves"]
            .with_user(self.administrator)
            .create(
                {
                    "name": "Bridge",
                    "calendar_id": self.calendar.id,
                    "date_from": datetime(2026, 5, 14, 22, 0),
                    "date_to": datetime(2026, 5, 15, 21, 59, 59),
                }
            )
        )
        leave.unlink()
