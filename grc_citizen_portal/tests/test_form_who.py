from .common import FormCase, tagged


@tagged("post_install", "-at_install")
class TestFormWho(FormCase):
    """How to reach whoever asks, what they agree to, and what never shows of anybody else."""

    def _who(self, request_type=None):
        request_type = request_type or self.lamp
        page = self._page(f"/citizen/new/{request_type.code}/what")
        while "/who" not in page.path:
            names = self._fields(page)
            typed = {"question-state": "off", "place": "Here"}
            names_in_page = set(page.xpath("//form[contains(@class, 'grc-form')]//@name"))
            page = self._submit(
                page, **{name: typed[name] for name in typed if name in names_in_page}
            )
            self.assertTrue(names)
        return page

    def test_contact_is_required_as_the_type_says(self):
        page = self._submit(self._who(), contact_name="Ada")
        self.assertEqual(set(self._errors(page)), {"email"})
        page = self._submit(page, phone="06 12")
        self.assertEqual(set(self._errors(page)), {"email", "phone"} - {"email"})
        self.assertIn("/check", self._submit(page, phone="06 12 34 56 78").path)
        self.lamp.contact_required = "email"
        page = self._submit(self._who(), contact_name="Ada", phone="06 12 34 56 78")
        self.assertEqual(set(self._errors(page)), {"email"})

    def test_slip_in_an_address_is_asked_about_once(self):
        page = self._submit(self._who(), contact_name="Ada", email="ada@gmial.com")
        self.assertIn("ada@gmail.com", self._errors(page)["email"])
        self.assertIn("/check", self._submit(page).path)
        for wrong in ("ada", "ada@", "ada@example", "a b@example.com", "a@x.com, b@x.com"):
            page = self._submit(self._who(), contact_name="Ada", email=wrong)
            self.assertEqual(set(self._errors(page)), {"email"}, wrong)

    def test_anonymous_where_the_type_allows(self):
        page = self._submit(self._who(), is_anonymous="1")
        self._send(page)
        request = self._last_request()
        self.assertFalse(request.partner_id or request.contact_name or request.email_from)
        page = self._submit(self._who(self.permit), is_anonymous="1")
        self.assertIn("contact_name", self._errors(page))

    def test_company_and_association_by_law(self):
        page = self._who(self.permit)
        known = {"contact_name": "Ada", "email": "ada@example.com"}
        page = self._submit(page, **known)
        self.assertEqual(set(self._errors(page)), {"street", "zip", "city"})
        page = self._submit(page, identity="company", company_registry="123 456 789")
        self.assertEqual(set(self._errors(page)), {"company_registry"})
        page = self._submit(page, identity="association", rna="W12")
        self.assertEqual(set(self._errors(page)), {"rna"})
        page = self._submit(page, identity="company", company_registry="732 829 320 00074")
        self.assertIn("/check", page.path)
        self._send(page)
        request = self._last_request()
        self.assertIn("732 829 320 00074", request.sender_identity)
        self.assertEqual(request.partner_id.citizen_type, "company")
        self.assertEqual(request.partner_id.company_registry, "73282932000074")
        request._anonymize()
        self.assertFalse(request.sender_identity or request.place)

    def test_logged_in_people_are_not_asked_what_is_known(self):
        self.authenticate("paul", "paul-portal")
        page = self._who(self.permit)
        for word in ("Paul Durand", "paul.durand@example.com", "3 rue des Lilas"):
            self.assertIn(word, self._text(page))
        page = self._submit(page, phone="06 99 88 77 66")
        self._send(page)
        request = self._last_request()
        self.assertEqual(request.partner_id, self.account)
        self.assertEqual(request.email_from, "paul.durand@example.com")
        self.assertEqual(request.phone, "+33699887766")
        self.assertEqual(self.account.phone, "+33612345678")

    def test_consents_are_never_ticked_and_are_proven(self):
        purpose = self.env.ref("grc_citizen.grc_consent_purpose_newsletter")
        purpose.text = "I want the news."
        page = self._who()
        boxes = page.xpath("//input[starts-with(@name, 'consent-')]")
        self.assertEqual(len(boxes), 2)
        self.assertFalse(any(box.get("checked") for box in boxes))
        self.assertIn("Your personal data", self._text(page))
        page = self._submit(
            page,
            contact_name="Ada",
            email="ada@example.com",
            **{f"consent-{purpose.id}": "1"},
        )
        self.assertIn("I want the news.", self._text(page))
        purpose.text = "Changed since."
        self._send(page)
        partner = self._last_request().partner_id
        consent = partner.consent_ids
        self.assertEqual((consent.purpose_id, consent.granted), (purpose, True))
        self.assertEqual(consent.text, "I want the news.")
        self.assertEqual(consent.channel_id.code, "portal")
        self.assertIn(self._last_request().number, consent.proof)

    def _send_as(self, **typed):
        purpose = self.env.ref("grc_citizen.grc_consent_purpose_newsletter")
        page = self._submit(self._who(), **{f"consent-{purpose.id}": "1"}, **typed)
        answer = self._send(page)
        text = self._text(page)
        return self._last_request(), answer, text

    def test_known_citizen_is_neither_shown_nor_changed(self):
        self.citizen.write({"phone": "+33611111111", "street": "Secret street", "lang": "en_US"})
        before = self.citizen.read()[0]
        request, answer, text = self._send_as(
            contact_name="Somebody Else", email="jeanne.martin@example.com"
        )
        self.assertEqual(request.partner_id, self.citizen)
        self.assertEqual(request.contact_name, "Somebody Else")
        self.assertFalse(request.phone)
        self.assertNotIn("Jeanne", text)
        self.citizen.invalidate_recordset()
        changed = {
            name
            for name, value in self.citizen.read()[0].items()
            if value != before[name] and name in ("name", "email", "phone", "street", "lang")
        }
        self.assertEqual(changed, set())
        self.assertFalse(self.citizen.consent_ids)
        self.assertIn("Nothing was recorded", request.message_ids.mapped("body")[0] or "")

    def test_account_is_not_entered_by_its_address(self):
        request, answer, text = self._send_as(
            contact_name="Paul Durand", email="Paul.Durand@example.com"
        )
        self.assertEqual(answer.status_code, 303)
        self.assertNotEqual(request.partner_id, self.account)
        self.assertFalse(request.partner_id.user_ids)
        self.assertFalse(self.account.consent_ids)
        self.assertFalse(request.with_user(self.account_user).has_access("read"))
        again, _answer, _text = self._send_as(
            contact_name="Paul D.", email="paul.durand@example.com"
        )
        self.assertEqual(again.partner_id, request.partner_id)

    def test_answer_is_the_same_for_known_and_unknown_addresses(self):
        answers = [
            self._send_as(contact_name="Ada", email=email)[1]
            for email in ("jeanne.martin@example.com", "paul.durand@example.com", "new@example.com")
        ]
        shapes = {
            (answer.status_code, answer.headers["Location"].rpartition("/")[0])
            for answer in answers
        }
        self.assertEqual(len(shapes), 1)
