import re

from odoo import fields

from .common import FormCase, tagged


@tagged("post_install", "-at_install")
class TestFormConfirmation(FormCase):
    """Where its type asks for it, nothing counts before the sender's address is confirmed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Counting wrong links writes, in a transaction of its own, which tests do not have.
        cls.set_registry_readonly_mode(False)

    def _ask(self, how, **typed):
        """Send a request whose type asks for a confirmation; return the page and the mail."""
        self.lamp.confirmation = how
        page = self._fill(**typed)
        answer = self._send(page)
        page = self._page(answer.headers["Location"].removeprefix(self.base_url()))
        return page, self._last_mail()

    def _last_mail(self):
        return self.env["mail.mail"].search([], limit=1, order="id desc")

    def _press(self, page, action, **typed):
        data = {**self._fields(page), **typed, "action": action}
        return self.url_open(page.path, data=data)

    def setUp(self):
        super().setUp()
        self.before = self.env["grc.request"].search_count([])

    def _count(self):
        return self.env["grc.request"].search_count([]) - self.before

    def test_link_shows_then_confirms_once(self):
        page, mail = self._ask("link")
        self.assertIn("ada@example.com", self._text(page))
        self.assertEqual(mail.email_to, "ada@example.com")
        path = re.search(r"/citizen/confirm/[\w-]+", mail.body_html)[0]
        self.assertEqual(self._count(), 0)
        self.assertFalse(self.env["grc.inbox.message"].search([("source", "=", "portal")]))
        self.opener.cookies.clear()
        self._page(path)
        self.assertEqual(self._count(), 0)
        answers = [self.url_open(path, data={"x": "1"}, allow_redirects=False) for _i in range(2)]
        self.assertEqual(self._count(), 1)
        self.assertEqual(answers[0].status_code, 303)
        self.assertEqual(self._last_request().email_from, "ada@example.com")
        self.assertIn("is confirmed", self._page(path).text_content())

    def test_code_has_few_tries(self):
        page, mail = self._ask("code")
        code = re.search(r"\b\d{6}\b", mail.subject)[0]
        wrong = str((int(code) + 1) % 10**6).zfill(6)
        for _try in range(5):
            answer = self._press(page, "confirm", code=wrong)
        self.assertIn("Ask for a new one", answer.text)
        self.assertIn("Ask for a new one", self._press(page, "confirm", code=code).text)
        self.assertEqual(self._count(), 0)
        self._press(page, "again")
        code = re.search(r"\b\d{6}\b", self._last_mail().subject)[0]
        self._press(page, "confirm", code=f"{code[:3]} {code[3:]}")
        self.assertEqual(self._count(), 1)

    def test_wrong_address_is_corrected(self):
        page, mail = self._ask("link", email="adda@example.com")
        path = re.search(r"/citizen/confirm/[\w-]+", mail.body_html)[0]
        answer = self._press(page, "correct")
        self.assertIn("/who", answer.url)
        self._page(path, 404)
        check = self._submit(self._read(answer), email="ada@example.com")
        self._send(check)
        self.assertEqual(self._last_mail().email_to, "ada@example.com")

    def test_confirmed_address_enters_its_account(self):
        page, mail = self._ask("link", email="paul.durand@example.com")
        path = re.search(r"/citizen/confirm/[\w-]+", mail.body_html)[0]
        self.url_open(path, data={"x": "1"}, allow_redirects=False)
        self.assertEqual(self._last_request().partner_id, self.account)

    def test_unconfirmed_expires(self):
        page, mail = self._ask("link")
        path = re.search(r"/citizen/confirm/[\w-]+", mail.body_html)[0]
        draft = self.env["grc.request.draft"].search([])
        draft.date_confirmation_expiry = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self._page(path, 404)
        draft._gc_drafts()
        self.assertFalse(draft.exists())

    def test_account_has_confirmed_already(self):
        self.authenticate("paul", "paul-portal")
        self.lamp.confirmation = "code"
        self._send(self._fill(contact_name="Paul", email="paul.durand@example.com"))
        self.assertEqual(self._count(), 1)

    def test_mails_are_limited(self):
        self.env["ir.config_parameter"].set_param("grc_citizen_portal.limit_mail_contact", "2/600")
        page, mail = self._ask("code")
        self.assertEqual(self._press(page, "again").status_code, 200)
        self.assertEqual(self._press(page, "again").status_code, 429)
