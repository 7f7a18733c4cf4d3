from datetime import datetime

from odoo import fields

from .common import GrcCase


class TestRemembered(GrcCase):
    """What is remembered between requests is forgotten as soon as it changes."""

    def _deadline(self):
        return self._request(date_received=datetime(2026, 3, 2, 9, 0)).date_deadline

    def test_day_off(self):
        before = self._deadline()
        leave = self.env["resource.calendar.leaves"].create(
            {
                "name": "Bridge",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 4, 0, 0),
                "date_to": datetime(2026, 3, 4, 22, 59),
            }
        )
        self.assertEqual(
            self._deadline() - before,
            fields.Datetime.to_datetime("2026-03-10") - fields.Datetime.to_datetime("2026-03-09"),
        )
        leave.write(
            {"date_from": datetime(2026, 8, 4, 0, 0), "date_to": datetime(2026, 8, 4, 22, 0)}
        )
        self.assertEqual(self._deadline(), before)

    def test_hours_of_work(self):
        before = self._deadline()
        self.calendar.attendance_ids.filtered(lambda hours: hours.dayofweek == "0").unlink()
        self.assertGreater(self._deadline(), before)

    def test_hours_edited_in_the_calendar(self):
        before = self._deadline()
        afternoon = self.calendar.attendance_ids.filtered(lambda hours: hours.hour_to == 18)
        self.calendar.write(
            {
                "attendance_ids": [
                    fields.Command.update(hours.id, {"hour_to": 17}) for hours in afternoon
                ]
            }
        )
        self.assertEqual((before - self._deadline()).total_seconds(), 3600)

    def test_number_follows_its_sequence(self):
        year = fields.Date.today().year
        self.assertTrue(self._request().number.startswith(f"{year}-"))
        sequence = self.env.ref("grc_citizen.ir_sequence_grc_request")
        sequence.write({"prefix": "R%(range_y)s/", "padding": 4})
        self.assertRegex(self._request().number, rf"^R{year % 100}/\d{{4}}$")
        sequence.prefix = "%(year)s%(month)s-"
        self.assertRegex(self._request().number, rf"^{year}\d\d-\d{{4}}$")

    def test_numbers_without_gap(self):
        self.env.ref("grc_citizen.ir_sequence_grc_request").implementation = "no_gap"
        first, second = (int(self._request().number[5:]) for _time in range(2))
        self.assertEqual(second - first, 1)

    def test_safety_of_a_template_is_that_of_its_present_text(self):
        template = self.env.ref("grc_citizen.mail_template_acknowledgement")
        template.body_html = '<p>Reference <t t-out="object.number"/></p>'
        request = self._request()
        self.assertIn(
            f"Reference {request.number}", self._mails(request, request.email_from).body_html
        )
        template.body_html = '<p>Subject <t t-out="object.name.upper()"/></p>'
        request = self._request()
        self.assertIn(request.name.upper(), self._mails(request, request.email_from).body_html)
