from .common import FormCase, tagged


@tagged("post_install", "-at_install")
class TestForm(FormCase):
    """From the first page to the request, as a browser without JavaScript does it."""

    def test_report_from_first_page_to_request(self):
        intro = self._page("/citizen/new/test-lamp")
        start = intro.xpath("//a[contains(@class, 'grc-go')]/@href")[0]
        page = self._page(start)
        self.assertIn("Step 1 of 5", self._text(page))
        page = self._submit(page, question__state="blinks", question__poles="3")
        self.assertIn("/where", page.path)
        page = self._submit(page, place="12 rue des Lilas")
        self.assertIn("/photo", page.path)
        page = self._submit(page)
        self.assertIn("/who", page.path)
        page = self._submit(page, contact_name="Ada Lovelace", phone="06 12 34 56 99")
        text = self._text(page)
        for word in ("It blinks", "3 lamps", "12 rue des Lilas", "Ada Lovelace", "06 12 34 56 99"):
            self.assertIn(word, text)
        answer = self._send(page)
        self.assertEqual(answer.status_code, 303)
        request = self._last_request()
        self.assertURLEqual(answer.headers["Location"], f"/en/citizen/sent/{request.tracking_code}")
        self.assertEqual(request.type_id, self.lamp)
        self.assertEqual(request.channel_id.code, "portal")
        self.assertEqual(request.name, "Street light")
        self.assertEqual(request.place, "12 rue des Lilas")
        self.assertEqual(request._get_place_text(), "12 rue des Lilas")
        self.assertEqual(request.contact_name, "Ada Lovelace")
        self.assertEqual(request.phone, "+33612345699")
        self.assertEqual(request.partner_id.name, "Ada Lovelace")
        self.assertEqual(
            dict(request.questions), {"state": "It blinks", "since": False, "poles": 3}
        )
        self.assertEqual(request.department_id, self.department)
        entry = self.env["grc.inbox.message"].search([("request_id", "=", request.id)])
        self.assertEqual((entry.source, entry.state), ("portal", "done"))
        draft = self.env["grc.request.draft"].search([("request_id", "=", request.id)])
        self.assertEqual((draft.state, draft._get_values()), ("sent", {}))
