from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestAnswer(GrcCase):
    def setUp(self):
        super().setUp()
        self.request = self._request().with_user(self.agent)

    def _answer(self, **values):
        return (
            self.env["grc.request.answer"]
            .with_user(self.agent)
            .create({"request_id": self.request.id, "body": "<p>It is repaired.</p>", **values})
        )

    def test_sent_by_mail(self):
        answer = self._answer(subject="Repaired")
        answer.action_send()
        mail = self._mails(self.request.sudo(), "jeanne").sorted("id")[-1]
        self.assertEqual(mail.subject, "Repaired")
        self.assertIn("It is repaired.", mail.body_html)
        self.assertEqual(answer.state, "sent")
        self.assertEqual(answer.sent_by_id, self.agent)
        self.assertTrue(self.request.date_first_answer)

    def test_send_and_close(self):
        self._answer().action_send_and_close()
        self.assertEqual(self.request.state, "done")

    def test_what_was_sent_stays(self):
        answer = self._answer()
        answer.action_send()
        for values in ({"body": "<p>Other</p>"}, {"subject": "Other"}):
            with self.assertRaises(UserError):
                answer.write(values)
        with self.assertRaises(UserError):
            answer.unlink()
        with self.assertRaises(UserError):
            answer.action_send()

    def test_nobody_forges_a_sent_answer(self):
        with self.assertRaises(AccessError):
            self._answer(state="sent")
        with self.assertRaises(AccessError):
            self._answer().write({"state": "ready"})

    def test_empty_answer(self):
        with self.assertRaisesRegex(UserError, "empty"):
            self._answer(body="<p><br/></p>").action_send()

    def test_unknown_address(self):
        self.request.sudo().write({"email_from": False, "partner_id": False})
        with self.assertRaisesRegex(UserError, "choose a letter"):
            self._answer(delivery="email").action_send()

    def test_letter(self):
        answer = self._answer(delivery="post")
        answer.action_send()
        pdf = self.request.message_ids.attachment_ids
        self.assertEqual(pdf.mimetype, "application/pdf")

    def test_nobody_sends_a_file_they_may_not_read(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.txt",
                "raw": b"secret",
                "res_model": "grc.request",
                "res_id": self._request(type_id=self.confidential_type.id).id,
            }
        )
        with self.assertRaises(AccessError):
            self._answer(attachment_ids=[(6, 0, secret.ids)])
        answer = self._answer()
        with self.assertRaises(AccessError):
            answer.attachment_ids = secret
        own = self.env["ir.attachment"].with_user(self.agent).create({"name": "a", "raw": b"a"})
        answer.attachment_ids = own
        answer.action_send()
        mail = self._mails(self.request.sudo(), "jeanne").sorted("id")[-1]
        self.assertEqual(mail.attachment_ids, own.sudo())

    def test_template_of_another_model_is_refused(self):
        template = self.env["mail.template"].create(
            {
                "name": "Of users",
                "model_id": self.env["ir.model"]._get_id("res.users"),
                "subject": "{{ object.login }}",
                "body_html": "<p><t t-out='object.login'/></p>",
            }
        )
        with self.assertRaises(AccessError):
            self._answer(body=False, template_id=template.id)

    def test_templates_by_type_and_state(self):
        Template = self.env["mail.template"]
        common = {
            "model_id": self.env["ir.model"]._get_id("grc.request"),
            "grc_is_answer": True,
            "subject": "About {{ object.number }}",
            "body_html": "<p>Hello <t t-out='object.number'/></p>",
        }
        mine = Template.create(
            {**common, "name": "mine", "grc_request_type_ids": [(6, 0, self.type.ids)]}
        )
        other = Template.create(
            {
                **common,
                "name": "other",
                "grc_request_type_ids": [(6, 0, self.confidential_type.ids)],
            }
        )
        done = Template.create({**common, "name": "done", "grc_request_state": "done"})
        with Form(
            self.env["grc.request.answer"]
            .with_user(self.agent)
            .with_context(default_request_id=self.request.id)
        ) as form:
            offered = Template.browse(form.available_template_ids.ids)
            self.assertIn(mine, offered)
            self.assertNotIn(other, offered)
            self.assertNotIn(done, offered)
            form.template_id = mine
            self.assertEqual(form.subject, f"About {self.request.number}")
            self.assertIn(self.request.number, form.body)
