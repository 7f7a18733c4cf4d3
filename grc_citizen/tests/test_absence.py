from datetime import date, datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestAbsence(GrcCase):
    @classmethod
    def _away(cls, user, first, last=None, **values):
        return cls.env["grc.absence"].create(
            {"user_id": user.id, "date_from": first, "date_to": last or first, **values}
        )

    def _present(self, users, moment):
        with freeze_time(moment):
            return users._grc_filter_present()

    def test_agent_declares_and_takes_back_their_own(self):
        with Form(self.env["grc.absence"].with_user(self.agent)) as form:
            self.assertEqual(form.user_id, self.agent)
            form.date_from = "2026-07-13"
            form.date_to = "2026-07-31"
            form.substitute_id = self.other_agent
        absence = form.record
        self.assertEqual(absence.display_name, "Agent, 07/13/2026 to 07/31/2026")
        absence.date_to = "2026-07-24"
        absence.unlink()

    def test_nobody_declares_for_a_colleague(self):
        absence = self._away(self.other_agent, "2026-07-13")
        absences = self.env["grc.absence"].with_user(self.agent)
        own = absences.create({"date_from": "2026-07-13", "date_to": "2026-07-13"})
        for attempt in (
            lambda: absences.create({"user_id": self.other_agent.id, "date_from": "2026-07-13"}),
            lambda: own.write({"user_id": self.other_agent.id}),
            lambda: absence.with_user(self.agent).write({"date_to": "2026-08-13"}),
            lambda: absence.with_user(self.agent).unlink(),
            lambda: absence.with_user(self.agent).read(["date_from"]),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_heads_declare_for_their_departments_and_those_below(self):
        self._away(self.agent, "2026-07-13").with_user(self.manager).write(
            {"date_to": "2026-07-14"}
        )
        theirs = self._away(self.other_agent, "2026-07-13")
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).write({"date_to": "2026-07-14"})
        theirs.with_user(self.administrator).write({"date_to": "2026-07-14"})

    def test_substitutes_and_heads_read(self):
        absence = self._away(self.agent, "2026-07-13", substitute_id=self.other_agent.id)
        for user in (self.agent, self.other_agent, self.manager, self.administrator):
            self.assertTrue(absence.with_user(user).has_access("read"), user.login)
        self.assertFalse(absence.with_user(self.front_desk).has_access("read"))
        with self.assertRaises(AccessError):
            self.env["grc.absence"].with_user(self.portal_user).search([])

    def test_days_overlap(self):
        self._away(self.agent, "2026-07-13", "2026-07-17")
        self._away(self.other_agent, "2026-07-15")
        self._away(self.agent, "2026-07-18")
        with self.assertRaisesRegex(ValidationError, "Agent, 07/13/2026 to 07/17/2026.*already"):
            self._away(self.agent, "2026-07-10", "2026-07-13")
        with self.assertRaisesRegex(ValidationError, "already declared"):
            self.env["grc.absence"].create(
                [
                    {
                        "user_id": self.agent.id,
                        "date_from": f"2026-09-{day}",
                        "date_to": "2026-09-20",
                    }
                    for day in (10, 20)
                ]
            )

    def test_days_in_the_wrong_order(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._away(self.agent, "2026-07-13", "2026-07-12")

    def test_substitutes_are_other_members_of_the_staff(self):
        for substitute in (self.agent, self.portal_user):
            with self.assertRaises(ValidationError):
                self._away(self.agent, "2026-07-13", substitute_id=substitute.id)

    def test_a_substitute_who_is_away_is_pointed_out(self):
        self._away(self.other_agent, "2026-07-20", "2026-07-24")
        with Form(self.env["grc.absence"].with_user(self.agent)) as form:
            form.date_from, form.date_to = "2026-07-13", "2026-07-17"
            form.substitute_id = self.other_agent
            self.assertFalse(form.is_substitute_away)
            form.date_to = "2026-07-20"
            self.assertTrue(form.is_substitute_away)

    def test_present_in_their_own_time_zone(self):
        self._away(self.agent, "2026-07-13")
        self.other_agent.tz = "Indian/Reunion"
        self._away(self.other_agent, "2026-07-13")
        staff = self.agent | self.other_agent | self.manager
        # 2026-07-12 20:30 in UTC: the 12th at 22:30 in Paris, the 13th at 0:30 in La Réunion.
        for moment, present in (
            ("2026-07-12 20:30:00", self.agent | self.manager),
            ("2026-07-13 10:00:00", self.manager),
            ("2026-07-13 21:00:00", self.other_agent | self.manager),
            ("2026-07-13 22:30:00", staff),
        ):
            self.assertEqual(self._present(staff, moment), present, moment)

    def test_time_off_of_a_resource(self):
        """``hr_holidays`` writes the hours of work that are off, and trainings as other."""
        resource = self.env["resource.resource"].create(
            {"name": "Agent", "user_id": self.agent.id, "tz": "Europe/Paris"}
        )
        off = self.env["resource.calendar.leaves"].create(
            {
                "resource_id": resource.id,
                "date_from": datetime(2026, 7, 13, 6),
                "date_to": datetime(2026, 7, 13, 15),
            }
        )
        everybody = self.env["resource.calendar.leaves"].create(
            {"date_from": datetime(2026, 7, 14), "date_to": datetime(2026, 7, 14, 22)}
        )
        self.assertFalse(everybody.resource_id)
        for moment, present in (
            ("2026-07-12 12:00:00", self.agent),
            ("2026-07-13 05:00:00", self.agent.browse()),
            ("2026-07-13 20:00:00", self.agent.browse()),
            ("2026-07-14 12:00:00", self.agent),
        ):
            self.assertEqual(self._present(self.agent, moment), present, moment)
        off.time_type = "other"
        self.assertEqual(self._present(self.agent, "2026-07-13 05:00:00"), self.agent)

    def test_presence_costs_the_same_for_any_number(self):
        staff = self.env["res.users"].search([("share", "=", False)])
        staff.tz = "Europe/Paris"
        for user in staff - self.administrator:
            self._away(user, date.today())

        def count(users):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            users._grc_filter_present()
            return self.cr.sql_log_count - before

        self.assertEqual(count(self.agent | self.other_agent), count(staff))
        self.assertEqual(staff._grc_filter_present(), self.administrator)

    def test_whom_one_stands_in_for(self):
        self._away(self.agent, "2026-07-13", substitute_id=self.other_agent.id)
        self._away(self.manager, "2026-07-14", substitute_id=self.other_agent.id)
        with freeze_time("2026-07-13 10:00:00"):
            represented = self.other_agent.with_user(self.other_agent)._grc_get_represented()
            self.assertEqual(represented, self.agent)
            self.assertFalse(self.agent._grc_get_represented())
