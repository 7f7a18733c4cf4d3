from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

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
                for model, values in (
                    ("grc.inbox.discard", {"reason": "Advertising"}),
                    ("grc.inbox.route", {"department_id": self.department.id}),
                ):
                    wizard = self.env[model].with_user(user)
                    with self.assertRaises(AccessError):
                        wizard.create({"entry_ids": self.entry.ids, **values})
        self.assertEqual(self.entry.state, "failed")

    def test_not_even_an_administrator_forges_or_deletes_entries(self):
        entry = self.entry.with_user(self.administrator)
        with self.assertRaises(AccessError):
            entry.write({"state": "done"})
        with self.assertRaises(AccessError):
            entry.unlink()
        with self.assertRaises(AccessError):
            entry.create({"source": "email", "external_id": "<forged@mail.example>"})


@tagged("-at_install", "post_install")
class TestInboxDownload(HttpCase):
    def test_only_an_administrator_downloads_the_original(self):
        raw = b"Subject: x\r\n\r\n" + bytes(range(256))
        options = {"model": False, "uid": self.env.uid}
        entry_id, _state = self.env["grc.inbox.message"]._keep("email", raw, "<x@y>", options, {})
        for group, expected in (("administrator", 200), ("manager", 404), ("front_desk", 404)):
            login = f"inbox_{group}"
            user = new_test_user(self.env, login=login, groups=f"grc_citizen.group_{group}")
            entry = self.env["grc.inbox.message"].with_user(user).browse(entry_id)
            with self.subTest(group):
                self.authenticate(login, login)
                url = f"/web/content/grc.inbox.message/{entry_id}/payload/mail.eml?download=true"
                if expected == 200:
                    url = entry.action_download()["url"]
                answer = self.url_open(url)
                self.assertEqual(answer.status_code, expected)
                if expected == 200:
                    self.assertEqual(answer.content, raw)
                    self.assertEqual(answer.headers["Content-Type"], "message/rfc822")
