from odoo.tests import tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestHistory(GrcCase):
    def setUp(self):
        super().setUp()
        self.request = self._request(description="<p>At number 12</p>").with_user(self.agent)
        self._end_of_transaction()

    def _end_of_transaction(self):
        self.env.flush_all()
        self.cr.flush()

    def test_before_and_after(self):
        tag = self.env["grc.request.tag"].create({"name": "School"})
        for field, value, before, after in (
            ("name", "Two potholes", "Pothole in front of the school", "Two potholes"),
            ("contact_name", "Jean Martin", "Jeanne Martin", "Jean Martin"),
            ("email_from", "jm@example.com", "jeanne.martin@example.com", "jm@example.com"),
            ("type_id", self.confidential_type.id, "Pothole", "Social aid"),
            ("user_id", self.agent.id, "", "Agent"),
            ("tag_ids", [(4, tag.id)], "", "School"),
        ):
            self.request.sudo().with_user(self.agent).sudo().write({field: value})
            self._end_of_transaction()
            line = self.request.sudo().message_ids.tracking_value_ids.filtered(
                lambda one, field=field: one.field_id.name == field
            )
            self.assertEqual(line.old_value_char or "", before, field)
            self.assertEqual(line.new_value_char, after, field)
            self.assertEqual(line.mail_message_id.author_id, self.agent.partner_id)

    def test_description_before_is_kept(self):
        self.request.description = "<p>At number 14</p>"
        log = self.request.sudo().message_ids[0]
        self.assertIn("At number 12", log.body)
        self.assertEqual(log.author_id, self.agent.partner_id)
        self.assertTrue(log.is_internal or log.subtype_id.internal)
