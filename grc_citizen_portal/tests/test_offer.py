from freezegun import freeze_time

from odoo.exceptions import ValidationError

from odoo.addons.grc_citizen.tests.common import GrcCase

#: A Monday, 10:00 in Paris; the calendar of the tests is open from 9 to 12 and from 14 to 18.
MONDAY_TEN = "2026-11-23 09:00:00"
MONDAY_NOON = "2026-11-23 11:30:00"
SATURDAY = "2026-11-28 09:00:00"


@freeze_time(MONDAY_TEN)
class TestOffer(GrcCase):
    """What the public pages offer, to whom and when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public_user = cls.env.ref("base.public_user")

    def _types(self, user=None):
        return self.env["grc.request.type"].with_user(user or self.public_user)

    def _is_offered(self, user=None):
        types = self._types(user)
        offered = self.type in types._get_offered()
        self.assertEqual(bool(types._find_offered(self.type.code)), offered)
        self.assertEqual(self.type.with_user(user or self.public_user)._is_offered(), offered)
        return offered

    def test_everybody_at_any_time(self):
        for user in (self.public_user, self.portal_user, self.agent):
            self.assertTrue(self._is_offered(user))
        self.assertIn(self.confidential_type, self._types()._get_offered())
        self.assertEqual(self.type._get_opening_text(), "")

    def test_unknown_archived_and_themes(self):
        self.assertFalse(self._types()._find_offered("no-such-type"))
        self.assertFalse(self._types()._find_offered(None))
        child = self.type.copy({"parent_id": self.type.id, "code": "test-child"})
        self.assertFalse(self._is_offered())
        self.assertEqual(self._types()._find_offered("test-child"), child)
        child.unlink()
        self.type.active = False
        self.assertFalse(self._is_offered())

    def test_channels(self):
        Channel = self.env["grc.channel"]
        self.type.channel_ids = Channel._by_code("counter")
        self.assertFalse(self._is_offered())
        self.type.channel_ids += Channel._by_code("portal")
        self.assertTrue(self._is_offered())

    def test_company(self):
        self.type.company_id = self.env["res.company"].create({"name": "Other town"})
        self.assertFalse(self._is_offered())
        self.type.company_id = self.env.company
        self.assertTrue(self._is_offered())

    def test_dates(self):
        for opens, closes, is_offered, text in (
            ("2026-11-23", "2026-11-23", True, "Until November 23, 2026."),
            ("2026-11-24", False, False, "Opens on November 24, 2026."),
            (False, "2026-11-22", False, "Ended on November 22, 2026."),
        ):
            with self.subTest(text):
                self.type.write({"date_open": opens, "date_close": closes})
                self.assertEqual(self._is_offered(), is_offered)
                self.assertEqual(self.type._get_opening_text(), text)
                self.assertEqual(self.type in self._types()._get_listed(), text[0] != "E")
                self.assertTrue(self._types()._find_listed(self.type.code))

    def test_day_of_the_town(self):
        self.type.date_open = "2026-11-24"
        with freeze_time("2026-11-23 23:30:00"):
            self.assertTrue(self._is_offered())

    def test_hours(self):
        self.type.opening_calendar_id = self.calendar
        self.assertTrue(self._is_offered())
        with freeze_time(MONDAY_NOON):
            self.assertFalse(self._is_offered())
            text = self.type._get_opening_text().replace("\u202f", " ")
            self.assertEqual(text, "Closed for now. Opens today at 2:00 PM.")
        with freeze_time(SATURDAY):
            self.assertFalse(self._is_offered())
            text = self.type._get_opening_text().replace("\u202f", " ")
            self.assertEqual(text, "Closed for now. Opens Monday 30 November at 9:00 AM.")
            self.assertIn(self.type, self._types()._get_listed())

    def test_pilot_group(self):
        pilot = self.env["res.groups"].create({"name": "Pilot"})
        self.type.group_ids = pilot
        for user in (self.public_user, self.portal_user):
            self.assertFalse(self._is_offered(user))
            self.assertFalse(self._types(user)._find_listed(self.type.code))
        self.portal_user.group_ids += pilot
        self.assertTrue(self._is_offered(self.portal_user))
        self.assertFalse(self._is_offered())

    def test_code_is_part_of_an_address(self):
        for code in ("a/b", "a b", "é", "a?b", "<b>", "-a", "a\n"):
            with self.subTest(code), self.assertRaises(ValidationError):
                self.type.code = code
        self.type.code = "Street-lamp_2.0"

    def test_delay_in_words(self):
        for count, unit, text in (
            (0, "months", ""),
            (1, "months", "1 month"),
            (2, "months", "2 months"),
            (1, "working_days", "1 working day"),
            (5, "working_days", "5 working days"),
            (24, "working_hours", "24 working hours"),
            (10, "calendar_days", "10 days"),
        ):
            self.type.write({"deadline_value": count, "deadline_unit": unit})
            self.assertEqual(self.type._get_public_delay(), text)

    def test_needs(self):
        def needs():
            return [need["name"] for need in self.type._get_public_needs()]

        self.assertEqual(needs(), ["contact"])
        self.type.write(
            {
                "requires_location": True,
                "requires_photo": True,
                "required_documents": "<p>A proof of address</p>",
                "allows_anonymous": True,
            }
        )
        self.assertEqual(needs(), ["place", "photo", "documents", "anonymous"])

    def test_queries(self):
        self.type.opening_calendar_id = self.calendar
        types = self._types()
        types._get_offered()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            types._get_offered()
