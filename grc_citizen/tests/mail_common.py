import base64
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import uuid4

from odoo import fields

from .common import GrcCase

DOMAIN = "roseraie.example"


class MailCase(GrcCase):
    """Mails that reach the departments of the common case through Odoo's gateway.

    The registry is in test mode: what runs in its own transaction has a cursor of its own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].search([("name", "=", DOMAIN)]) or cls.env[
            "mail.alias.domain"
        ].create({"name": DOMAIN})
        cls.env.company.alias_domain_id = domain
        (cls.department | cls.other_department).alias_domain_id = domain
        cls.env.company.partner_id.lang = "en_US"
        cls.gateway = cls.env["mail.thread"]
        cls.Inbox = cls.env["grc.inbox.message"]

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()

    def _compose(self, subject="A hole in the road", text="There is a hole.", **headers):
        """Return a mail to the roads department; a header given as None is left out."""
        message = EmailMessage()
        values = {
            "From": "Jeanne Martin <jeanne.martin@example.com>",
            "To": f"roads@{DOMAIN}",
            "Subject": subject,
            "Date": format_datetime(fields.Datetime.now()),
            "Message-ID": f"<{uuid4()}@mail.example>",
        }
        values.update({name.replace("_", "-"): value for name, value in headers.items()})
        for name, value in values.items():
            if value is not None:
                message[name] = value
        if text is not None:
            message.set_content(text)
        return message

    def _receive(self, message):
        """Bring a mail in; return its inbox entry."""
        raw = message if isinstance(message, bytes) else message.as_bytes()
        before = self.Inbox.search([], limit=1).id or 0
        self._commit()
        self.gateway.message_process(False, raw)
        self.env.invalidate_all()
        return self.Inbox.search([("id", ">", before)])

    def _commit(self):
        """Hand over to the cursors of the gateway, which see what this test has written."""
        self.env.flush_all()
        self.env.invalidate_all()

    def _run_job(self):
        """Run the job of the inbox as the scheduler does, in a cursor of its own."""
        self._commit()
        with self.registry.cursor() as cr:
            self.Inbox.with_env(self.env(cr=cr))._cron_process_waiting()
        self.env.invalidate_all()

    def _mails_to(self, address):
        return self.env["mail.mail"].search([("email_to", "ilike", address)])

    def _assert_request(self, entry):
        self.assertEqual(len(entry), 1)
        self.assertEqual((entry.state, entry.outcome), ("done", "request"), entry.error)
        return entry.request_id

    def _assert_failed(self, entry, words):
        self.assertEqual(len(entry), 1)
        self.assertEqual(entry.state, "failed")
        self.assertIn(words, entry.error)


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
