from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..models.grc_request_reference import CODE_ALPHABET
from .common import GrcCase


@tagged("post_install", "-at_install")
class TestRequest(GrcCase):
    def test_number_and_code(self):
        first, second = self._request(), self._request()
        self.assertRegex(first.number, r"^\d{4}-\d{6}$")
        self.assertEqual(int(second.number[5:]), int(first.number[5:]) + 1)
        self.assertEqual(len(first.tracking_code), 10)
        self.assertLessEqual(set(first.tracking_code), set(CODE_ALPHABET))
        self.assertNotEqual(first.tracking_code, second.tracking_code)
        self.assertEqual(
            first.tracking_code_display, f"{first.tracking_code[:5]}-{first.tracking_code[5:]}"
        )

    def test_batch_has_consecutive_numbers(self):
        self._request()
        requests = self.env["grc.request"].create([{"name": f"No. {n}"} for n in range(5)])
        numbers = [int(request.number[5:]) for request in requests]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 5)))

    def test_code_is_read_as_people_type_it(self):
        normalize = self.env["grc.request"]._normalize_tracking_code
        for typed in ("7k4mq-2xvhd", " 7K4MQ 2XVHD ", "7K4MQ2XVHD", "7K4MQ–2XVHD"):
            self.assertEqual(normalize(typed), "7K4MQ2XVHD")
        self.assertEqual(normalize("OIL00-11111"), "0110011111")
        for wrong in ("", None, "7K4MQ", "7K4MQ-2XVHU", "7K4MQ-2XVHD-9", "é" * 10):
            self.assertFalse(normalize(wrong), wrong)

    def test_number_and_code_never_change(self):
        request = self._request().with_user(self.agent)
        for values in ({"number": "2026-000001"}, {"tracking_code": "AAAAAAAAAA"}):
            with self.assertRaises(UserError):
                request.write(values)

    def test_reference_in_free_text(self):
        request = self._request()
        find = self.env["grc.request"]._find_by_reference
        self.assertEqual(find(f"Re: [{request.number}] Pothole"), request)
        self.assertEqual(
            find(f"my code is {request.tracking_code_display.lower()}, thanks"), request
        )
        self.assertFalse(find("Hello there, 2026-99 and 01 99 00 10 10"))

    def test_search_by_number_code_person_and_words(self):
        request = self._request(
            name="Lampadaires cassés rue de l’Église",
            description="<p>Trois ampoules grillées</p>",
            contact_name="Jeanne Martin",
            phone="06 12 34 56 78",
        )
        other = self._request(name="Nid-de-poule", partner_id=False, contact_name="Paul Durand")
        Request = self.env["grc.request"].with_user(self.agent)
        for field, typed in (
            ("reference", request.number),
            ("reference", str(int(request.number[5:]))),
            ("reference", request.tracking_code_display.lower()),
            ("person", "+33 6 12 34 56 78"),
            ("person", "0612345678"),
            ("person", "jeanne.martin@example.com"),
            ("person", "martin"),
            ("search_text", "lampadaire casse"),
            ("search_text", "EGLISE"),
            ("search_text", "ampoule"),
        ):
            found = Request.search([(field, "ilike", typed)])
            self.assertIn(request, found, f"{field}: {typed}")
            self.assertNotIn(other, found, f"{field}: {typed}")
        self.assertEqual(Request.search([("search_text", "ilike", "nids poule")]), other)
        for hostile in ("'", "a & | !", "(:*)", "%", "\\", "<->"):
            Request.search([("search_text", "ilike", hostile)])
            Request.search([("person", "ilike", hostile)])
            Request.search([("reference", "ilike", hostile)])

    def test_known_sender_is_not_created_twice(self):
        partners = self.env["res.partner"].search_count([])
        requests = self.env["grc.request"].create(
            [
                {"name": "One", "email_from": "Jeanne <JEANNE.martin@example.com>"},
                {"name": "Two", "email_from": "new@example.com", "contact_name": "New Person"},
                {"name": "Three", "email_from": "NEW@example.com"},
            ]
        )
        self.assertEqual(requests[0].partner_id, self.citizen)
        self.assertEqual(requests[1].partner_id, requests[2].partner_id)
        self.assertEqual(self.env["res.partner"].search_count([]), partners + 1)
        self.assertTrue(requests[1].partner_id.is_citizen)

    def test_phone_that_is_none_is_kept_as_typed(self):
        request = self._request(phone="call me")
        self.assertEqual(request.phone, "call me")
        self.assertFalse(request.phone_sanitized)

    def test_impossible_dates(self):
        for date in ("2999-01-01 10:00:00", "1066-10-14 10:00:00"):
            with self.assertRaises(ValidationError):
                self._request(date_received=date)

    def test_requests_in_a_loop(self):
        first, second = self._request(partner_id=False), self._request(partner_id=False)
        second.parent_id = first
        with self.assertRaises(ValidationError):
            first.parent_id = second

    def test_other_open_requests_of_the_citizen(self):
        first, second, closed = self._request(), self._request(), self._request()
        closed.action_close()
        self.assertEqual(first.partner_open_request_ids, second)
