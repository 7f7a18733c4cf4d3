from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestDeadline(GrcCase):
    """Paris is at UTC+2 in June 2026 and at UTC+1 in December; 14 July 2026 is a Tuesday."""

    def _deadline(self, value, unit, received):
        self.type.write({"deadline_value": value, "deadline_unit": unit})
        with freeze_time(received):
            return self._request(date_received=received).date_deadline

    def _holiday(self, day):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Public holiday",
                "calendar_id": self.calendar.id,
                "date_from": f"{day} 00:00:00",
                "date_to": f"{day} 21:00:00",
                "resource_id": False,
            }
        )

    def test_working_hours(self):
        self.assertEqual(
            self._deadline(4, "working_hours", "2026-06-10 08:00:00"), datetime(2026, 6, 10, 14, 0)
        )
        self.assertEqual(
            self._deadline(8, "working_hours", "2026-06-12 15:00:00"),
            datetime(2026, 6, 15, 16, 0),
            "one hour on Friday, seven on Monday",
        )

    def test_working_days_do_not_count_the_day_of_receipt(self):
        self.assertEqual(
            self._deadline(1, "working_days", "2026-06-10 08:00:00"),
            datetime(2026, 6, 11, 16, 0),
            "Thursday at 18:00, not at noon",
        )
        self.assertEqual(
            self._deadline(5, "working_days", "2026-06-12 22:30:00"),
            datetime(2026, 6, 19, 16, 0),
            "received on Saturday at half past midnight in Paris",
        )

    def test_public_holidays(self):
        self._holiday("2026-07-14")
        self.assertEqual(
            self._deadline(1, "working_days", "2026-07-13 08:00:00"), datetime(2026, 7, 15, 16, 0)
        )
        self.assertEqual(
            self._deadline(8, "working_hours", "2026-07-13 07:00:00"), datetime(2026, 7, 15, 8, 0)
        )

    def test_calendar_days_and_months(self):
        self.assertEqual(
            self._deadline(3, "calendar_days", "2026-06-12 08:00:00"),
            datetime(2026, 6, 15, 21, 59, 59),
        )
        self.assertEqual(
            self._deadline(1, "months", "2027-01-31 08:00:00"),
            datetime(2027, 2, 28, 22, 59, 59),
            "the last day of a shorter month",
        )

    def test_clock_change(self):
        self.assertEqual(
            self._deadline(2, "working_days", "2026-10-23 08:00:00"),
            datetime(2026, 10, 27, 17, 0),
            "18:00 is 17:00 UTC once winter time has come",
        )

    def test_no_delay_no_deadline(self):
        self.assertFalse(self._deadline(0, "working_days", "2026-06-10 08:00:00"))
        self.assertEqual(self._request().deadline_state, "none")

    def test_waiting_moves_the_deadline_by_the_working_time(self):
        with freeze_time("2026-06-10 08:00:00") as clock:
            request = self._request()
            self.assertEqual(request.date_deadline, datetime(2026, 6, 17, 16, 0))
            clock.move_to("2026-06-11 14:00:00")
            request.action_wait_for_citizen()
            self.assertEqual(request.deadline_state, "paused")
            clock.move_to("2026-06-15 08:00:00")
            request.action_resume()
            self.assertEqual(
                request.date_deadline,
                datetime(2026, 6, 19, 10, 0),
                "2 h on Thursday, 7 h on Friday and 1 h on Monday, from the 17th at 18:00",
            )
            self.assertEqual(request.date_deadline_initial, datetime(2026, 6, 17, 16, 0))
            self.assertEqual(request.deadline_state, "on_time")

    def test_waiting_moves_months_by_elapsed_time(self):
        self.type.write({"deadline_value": 1, "deadline_unit": "months"})
        with freeze_time("2026-06-10 08:00:00") as clock:
            request = self._request()
            request.action_wait_for_citizen()
            clock.move_to("2026-06-13 08:00:00")
            request.action_resume()
        self.assertEqual(request.date_deadline, datetime(2026, 7, 13, 21, 59, 59))

    def test_change_of_type_counts_from_receipt_and_keeps_the_waiting(self):
        with freeze_time("2026-06-10 08:00:00") as clock:
            request = self._request()
            request.action_wait_for_citizen()
            clock.move_to("2026-06-10 14:00:00")
            request.action_resume()
            urgent = self.type.copy({"code": "urgent", "deadline_value": 1})
            request.type_id = urgent
        self.assertEqual(
            request.date_deadline,
            datetime(2026, 6, 12, 13, 0),
            "the end of the 11th, and four hours waited",
        )

    def test_date_of_arrival_of_a_letter_can_be_mended(self):
        with freeze_time("2026-06-12 08:00:00"):
            request = self._request()
            request.with_user(self.agent).date_received = "2026-06-10 08:00:00"
        self.assertEqual(request.date_deadline, datetime(2026, 6, 17, 16, 0))

    def test_change_of_department_counts_in_its_hours(self):
        night = self.env["resource.calendar"].create(
            {
                "name": "Nights",
                "tz": "Europe/Paris",
                "attendance_ids": [
                    (0, 0, {"name": "n", "dayofweek": "3", "hour_from": 20, "hour_to": 23})
                ],
            }
        )
        self.other_department.resource_calendar_id = night
        self.type.deadline_value = 1
        with freeze_time("2026-06-10 08:00:00"):
            request = self._request()
            request.department_id = self.other_department
        self.assertEqual(request.date_deadline, datetime(2026, 6, 11, 21, 0))

    def test_department_without_calendar_uses_the_city_s(self):
        self.department.resource_calendar_id = False
        self.env.company.resource_calendar_id = self.calendar
        self.assertEqual(
            self._deadline(1, "working_days", "2026-06-10 08:00:00"), datetime(2026, 6, 11, 16, 0)
        )

    def test_calendar_without_hours_says_what_to_do(self):
        self.calendar.attendance_ids.unlink()
        with self.assertRaisesRegex(UserError, "35 hours.*Roads.*working hours"):
            self._request()

    def test_deadline_state_is_searched_and_grouped_as_it_is_computed(self):
        with freeze_time("2026-06-10 08:00:00") as clock:
            requests = self.env["grc.request"]
            for _request in range(6):
                requests |= self._request()
            free = self._request(type_id=False, department_id=self.department.id)
            on_time, at_risk, late, paused, met, missed = requests
            met.action_close()
            paused.action_wait_for_citizen()
            on_time.date_deadline = "2026-07-10 08:00:00"
            at_risk.date_deadline = "2026-06-21 08:00:00"
            clock.move_to("2026-06-20 08:00:00")
            missed.action_close()
            expected = {
                "none": free,
                "on_time": on_time,
                "at_risk": at_risk,
                "late": late,
                "paused": paused,
                "met": met,
                "missed": missed,
            }
            everything = requests | free
            Request = self.env["grc.request"].with_user(self.agent)
            within = [("id", "in", everything.ids)]
            groups = dict(Request._read_group(within, ["deadline_state"], ["id:recordset"]))
            for state, request in expected.items():
                self.assertEqual(request.deadline_state, state)
                self.assertEqual(Request.search([*within, ("deadline_state", "=", state)]), request)
                self.assertEqual(
                    Request.search([*within, ("deadline_state", "!=", state)]),
                    (everything - request).sorted("id", reverse=True),
                )
                self.assertEqual(groups[state], request)
            web = Request.formatted_read_group(within, ["deadline_state"], ["__count"])
            self.assertEqual(len(web), 7)
