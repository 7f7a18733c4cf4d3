from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestCrmLead(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = new_test_user(cls.env, "test_sales", groups="sales_team.group_sale_salesman")
        cls.both = new_test_user(
            cls.env,
            "test_both",
            groups="sales_team.group_sale_salesman,grc_citizen.group_front_desk",
        )
        cls.citizen = cls.env["res.partner"].create(
            {"name": "Ana", "email": "ana@example.org", "phone": "0612345678"}
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "A hole in my street",
                "type": "lead",
                "description": "<p>In front of number 12</p>",
                "partner_id": cls.citizen.id,
                "user_id": cls.both.id,
                "medium_id": cls.env.ref("utm.utm_medium_email").id,
            }
        )

    def test_lead_to_request(self):
        message = self.lead.message_post(body="See the picture", message_type="comment")
        attachment = self.env["ir.attachment"].create(
            {"name": "hole.txt", "raw": b"hole", "res_model": "crm.lead", "res_id": self.lead.id}
        )
        activity = self.lead.activity_schedule("mail.mail_activity_data_todo", user_id=self.both.id)
        action = self.lead.with_user(self.both).action_convert_to_request()
        request = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(request.name, "A hole in my street")
        self.assertIn("In front of number 12", request.description)
        self.assertEqual(request.partner_id, self.citizen)
        self.assertEqual(request.email_from, "ana@example.org")
        self.assertEqual(request.phone_sanitized, "+33612345678")
        self.assertEqual(request.channel_id.code, "email")
        self.assertEqual(request.date_received, self.lead.create_date)
        self.assertIn(message, request.message_ids)
        self.assertEqual((attachment.res_model, attachment.res_id), ("grc.request", request.id))
        self.assertEqual(request.activity_ids, activity)
        self.assertFalse(self.lead.active)
        self.assertTrue(self.citizen.is_citizen)
        self.assertEqual(self.lead.with_user(self.both).grc_request_count, 1)
        opened = self.lead.with_user(self.both).action_view_grc_requests()
        self.assertEqual(opened["res_id"], request.id)

    def test_converted_once(self):
        self.lead.with_user(self.both).action_convert_to_request()
        with self.assertRaises(UserError):
            self.lead.with_user(self.both).action_convert_to_request()

    def test_lead_without_contact(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Noise",
                "contact_name": "Bo",
                "email_from": "Bo <bo@example.org>",
                "user_id": self.both.id,
            }
        )
        action = lead.with_user(self.both).action_convert_to_request()
        request = self.env["grc.request"].browse(action["res_id"])
        self.assertEqual(request.partner_id.email, "bo@example.org")
        self.assertTrue(request.partner_id.is_citizen)

    def test_who_may_convert(self):
        self.lead.user_id = self.sales
        with self.assertRaises(AccessError):
            self.lead.with_user(self.sales).action_convert_to_request()
        for user in (self.front_desk, self.agent):
            with self.assertRaises(AccessError):
                self.lead.with_user(user).action_convert_to_request()
        self.assertTrue(self.lead.active)

    def test_request_to_lead(self):
        request = (
            self.env["grc.request"]
            .with_user(self.both)
            .create(
                {
                    "name": "Hire the hall",
                    "description": "<p>Hire the hall</p>",
                    "type_id": self.type.id,
                    "partner_id": self.citizen.id,
                }
            )
        )
        action = request.action_create_lead()
        lead = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(request.crm_lead_id, lead)
        self.assertEqual(lead.partner_id, self.citizen)
        self.assertIn("Hire the hall", lead.description)
        self.assertEqual(lead.referred, request.number)
        with self.assertRaises(UserError):
            request.with_user(self.both).action_create_lead()

    def test_who_may_create_a_lead(self):
        request = self._request(partner_id=self.citizen.id)
        for user in (self.front_desk, self.agent, self.manager, self.sales):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                request.with_user(user).action_create_lead()

    def test_confidential_request_stays(self):
        self.type.is_confidential = True
        self.department.member_ids += self.both
        self.both.group_ids += self.env.ref("grc_citizen.group_agent")
        request = self._request(partner_id=self.citizen.id)
        with self.assertRaises(UserError):
            request.with_user(self.both).action_create_lead()

    def test_buttons(self):
        """The buttons show to those who may use them, and to no others."""
        for view, button, user, shown in (
            ("crm.crm_lead_view_form", "action_convert_to_request", self.sales, False),
            ("crm.crm_lead_view_form", "action_convert_to_request", self.both, True),
            ("grc_citizen.grc_request_view_form", "action_create_lead", self.agent, False),
            ("grc_citizen.grc_request_view_form", "action_create_lead", self.both, True),
        ):
            record = self.env.ref(view)
            arch = self.env[record.model].with_user(user).get_view(record.id, "form")["arch"]
            self.assertEqual(button in arch, shown, (view, user.login))
