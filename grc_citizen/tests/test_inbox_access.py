from odoo.exceptions import AccessError
from odoo.tests import tagged

from .mail_common import DOMAIN, MailCase


@tagged("-at_install", "post_install")
class TestInboxAccess(MailCase):
    def setUp(self):
        super().setUp()
        self.entry = self._receive(self._compose(To=f"nobody@{DOMAIN}"))

    def test_nobody_but_an_administrator_sees_raw_mails(self):
        attachment = self.entry._get_payload_attachments()
        for user in (self.agent, self.front_desk, self.manager, self.portal_user):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.entry.with_user(user).read(["subject"])
                with self.assertRaises(AccessError):
                    attachment.with_user(user).read(["raw"])
                with self.assertRaises(AccessError):
                    self.entry.with_user(user).action_download()
        self.assertTrue(
            self.entry.with_user(self.administrator).read(["subject", "error", "payload"])
        )

    def test_nobody_but_an_administrator_handles_them(self):
        for user in (self.agent, self.front_desk, self.manager, self.portal_user):
            for action in ("action_retry", "action_discard", "action_route"):
                with self.subTest(user=user.login, action=action), self.assertRaises(AccessError):
                    getattr(self.entry.with_user(user), action)()
            with self.subTest(user=user.login, action="wizards"):
                for model in ("grc.inbox.discard", "grc.inbox.route"):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).create({"entry_ids": self.entry.ids})
        self.assertEqual(self.entry.state, "failed")

    def test_not_even_an_administrator_forges_or_deletes_entries(self):
        entry = self.entry.with_user(self.administrator)
        with self.assertRaises(AccessError):
            entry.write({"state": "done"})
        with self.assertRaises(AccessError):
            entry.unlink()
        with self.assertRaises(AccessError):
            entry.create({"source": "email", "external_id": "<forged@mail.example>"})
