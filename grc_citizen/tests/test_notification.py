from odoo.tests import tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestNotification(GrcCase):
    def test_acknowledgement_says_what_is_needed(self):
        request = self._request()
        mail = self._mails(request, "jeanne.martin@example.com")
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing")
        for text in (
            request.number,
            request.tracking_code_display,
            "Roads",
            "+33 1 99 00 10 10",
            request.public_deadline,
            request.public_date_received,
        ):
            self.assertIn(text, mail.body_html)
        self.assertIn("'Auto-Submitted': 'auto-replied'", mail.headers)
        self.assertNotIn("deemed", mail.body_html)
        self.assertTrue(request.date_acknowledged)

    def test_acknowledgement_of_a_demande_has_the_mentions_of_r112_11_1(self):
        self.type.write(
            {
                "silence_means": "refusal",
                "silence_months": 2,
                "appeal_text": "<p>Appeal to the administrative court within two months.</p>",
            }
        )
        body = self._mails(self._request(date_received="2026-06-10 08:00:00"), "jeanne").body_html
        self.assertIn("deemed rejected", body)
        self.assertIn("August 10, 2026", body)
        self.assertIn("administrative court within two months", body)
        self.type.silence_means = "acceptance"
        body = self._mails(self._request(), "jeanne").body_html
        self.assertIn("deemed accepted", body)
        self.assertIn("L232-3", body)
        self.assertNotIn("administrative court", body)

    def test_acknowledged_once(self):
        request = self._request()
        request._acknowledge()
        self.assertEqual(len(self._mails(request, "jeanne")), 1)

    def test_department_is_told(self):
        request = self._request()
        mail = self._mails(request, self.manager.email)
        self.assertEqual(len(mail), 1)
        self.assertIn(request.number, mail.subject)
        self.assertIn(f"res_id={request.id}", mail.body_html)

    def test_department_told_by_activity(self):
        self.department.notify_by = "activity"
        request = self._request()
        self.assertFalse(self._mails(request, self.manager.email))
        self.assertEqual(request.activity_ids.user_id, self.manager)

    def test_agent_of_the_type_is_told_instead_of_the_manager(self):
        self.type.user_id = self.agent
        request = self._request()
        self.assertTrue(self._mails(request, self.agent.email))
        self.assertFalse(self._mails(request, self.manager.email))

    def test_blacklisted_address_is_left_alone(self):
        self.env["mail.blacklist"]._add("jeanne.martin@example.com")
        request = self._request()
        self.assertFalse(self._mails(request, "jeanne"))
        self.assertFalse(request.date_acknowledged)
        request.action_take()
        self.assertFalse(self._mails(request, "jeanne"))

    def test_no_address_no_mail(self):
        request = self._request(partner_id=False, contact_name="Somebody")
        self.assertEqual(
            self._mails(request).recipient_ids, self.manager.partner_id, "the department only"
        )

    def test_citizen_hears_each_public_stage_once(self):
        request = self._request().with_user(self.agent)
        request.action_take()
        request.write({"stage_id": request.stage_id.id})
        request.action_close()
        subjects = self._mails(request.sudo(), "jeanne").sorted("id").mapped("subject")
        self.assertEqual(
            subjects,
            [
                f"Your request {request.number} has been received",
                f"Your request {request.number} is being handled",
                f"Your request {request.number} is closed",
            ],
        )

    def test_that_work_begins_is_told_once(self):
        request = self._request().with_user(self.agent)
        request.action_take()
        request.action_wait_for_citizen()
        request.action_resume()
        request.action_close()
        request.action_reopen("Not done")
        subjects = self._mails(request.sudo(), "jeanne").sorted("id").mapped("subject")
        self.assertEqual(
            subjects[1:],
            [
                f"Your request {request.number} is being handled",
                f"Your request {request.number} is closed",
                f"Your request {request.number} is open again",
            ],
        )

    def test_refusal_tells_the_reason(self):
        request = self._request()
        request.refusal_reason_id = self.env.ref("grc_citizen.grc_refusal_reason_not_found")
        request.action_refuse()
        mail = self._mails(request, "jeanne").sorted("id")[-1]
        self.assertIn("could not find what was reported", mail.body_html)

    def test_own_words_of_a_type(self):
        self.type.acknowledgement_template_id = self.env["mail.template"].create(
            {
                "name": "Own",
                "model_id": self.env["ir.model"]._get_id("grc.request"),
                "subject": "Got it: {{ object.number }}",
                "body_html": "<p>Thank you</p>",
            }
        )
        request = self._request()
        self.assertEqual(self._mails(request, "jeanne").subject, f"Got it: {request.number}")

    def test_what_citizens_write_is_not_run_in_mails(self):
        request = self._request(name="<img src=x onerror=alert(1)>{{ 7*7 }}")
        body = self._mails(request, "jeanne").body_html
        self.assertNotIn("<img", body)
        self.assertIn("{{ 7*7 }}", body)

    def test_those_who_prefer_post_get_a_letter(self):
        self.citizen.write({"preferred_channel": "post", "street": "1 rue X", "city": "Roseraie"})
        request = self._request()
        self.assertFalse(self._mails(request, "jeanne"))
        self.assertFalse(request.date_acknowledged)
        self._run_cron("grc_citizen.ir_cron_acknowledge_by_post")
        self.assertTrue(request.date_acknowledged)
        letter = request.message_ids.attachment_ids
        self.assertEqual(letter.name, f"{request.number}.pdf")
        self.assertEqual(request.activity_ids.user_id, self.manager)

    def test_letter_without_an_address_to_mail_to_gets_a_letter(self):
        self.citizen.write({"email": False, "street": "1 rue X", "city": "Roseraie"})
        request = self._request(channel_id=self.env["grc.channel"]._by_code("post").id)
        self._run_cron("grc_citizen.ir_cron_acknowledge_by_post")
        self.assertTrue(request.date_acknowledged)

    def test_city_without_address_still_takes_requests(self):
        self.env.company.email = False
        self.department.alias_name = False
        self.assertTrue(self._request().date_acknowledged)

    def test_replies_come_back_to_the_department(self):
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create(
            {"name": "replies.roseraie.example"}
        )
        self.department.alias_domain_id = self.env.company.alias_domain_id
        mail = self._mails(self._request(), "jeanne")
        self.assertEqual(mail.reply_to, "roads@replies.roseraie.example")
        self.assertIn(self.env.company.name, mail.email_from)

    def test_a_request_made_while_another_is_recorded_has_its_mails_too(self):
        Request = self.env.registry["grc.request"]
        make_other, route = iter([True]), Request._route

        def route_and_make_another(requests):
            route(requests)
            if next(make_other, False):
                requests.create({"name": "Inner", "email_from": "inner@example.com"})

        self.patch(Request, "_route", route_and_make_another)
        outer = self._request()
        inner = self.env["grc.request"].search([("name", "=", "Inner")])
        self.assertEqual(len(self._mails(outer, "jeanne")), 1)
        self.assertEqual(len(self._mails(inner, "inner@")), 1)

    def test_one_wake_up_of_the_queue_a_transaction(self):
        self.env["grc.request"].create(
            [{"name": "a", "email_from": f"p{n}@example.com"} for n in range(3)]
        )
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.cr.precommit.run()
        after = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)
