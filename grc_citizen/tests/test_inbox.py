import xmlrpc.client
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .mail_common import DOMAIN, MailCase


@tagged("-at_install", "post_install")
class TestInbox(MailCase):
    def _break_department(self):
        """Make every mail to the roads department fail: its address asks for no real priority."""
        self.department.alias_defaults = "{'priority': 'nonsense'}"

    def _mend_department(self):
        self.department.alias_defaults = f"{{'department_id': {self.department.id}}}"
        self._commit()

    def _retry(self, entry, user=None):
        self._commit()
        entry.with_user(user or self.administrator).action_retry()
        self.env.invalidate_all()

    def test_a_mail_is_kept_as_it_arrived_and_becomes_a_request(self):
        raw = self._compose(subject="Trottoir cassé").as_bytes()
        entry = self._receive(raw)
        request = self._assert_request(entry)
        self.assertEqual(request.name, "Trottoir cassé")
        self.assertEqual(request.department_id, self.department)
        self.assertEqual(request.partner_id, self.citizen)
        self.assertEqual(request.channel_id.code, "email")
        self.assertEqual(entry._read_payload(), raw)
        self.assertEqual(entry.payload_size, len(raw))
        self.assertEqual(entry.subject, "Trottoir cassé")
        self.assertIn("jeanne.martin@example.com", entry.sender)

    def test_the_same_mail_twice_makes_one_request(self):
        raw = self._compose().as_bytes()
        self.assertTrue(self._receive(raw).request_id)
        self.assertFalse(self._receive(raw))
        self.assertFalse(self._receive(b"Received: from elsewhere; today\r\n" + raw))

    def test_the_same_mail_without_message_id_twice_makes_one_request(self):
        raw = self._compose(Message_ID=None).as_bytes()
        entry = self._receive(raw)
        self._assert_request(entry)
        self.assertTrue(entry.external_id.startswith("sha256:"))
        self.assertFalse(self._receive(raw))
        self.assertFalse(self._receive(raw.replace(b"\n", b"\r\n")))

    def test_another_mail_under_the_same_message_id_waits_for_a_person(self):
        first = self._compose(Message_ID="<same@mail.example>")
        self._assert_request(self._receive(first))
        second = self._compose(text="Something else", Message_ID="<same@mail.example>")
        entry = self._receive(second)
        self._assert_failed(entry, "same Message-ID")
        self.assertFalse(self._receive(second))
        self._retry(entry)
        self.assertIn("Something else", self._assert_request(entry).description)

    def test_what_fails_waits_with_its_error_until_it_is_retried(self):
        self._break_department()
        raw = self._compose().as_bytes()
        with self.assertLogs("odoo.addons.grc_citizen", "WARNING"):
            entry = self._receive(raw)
        self._assert_failed(entry, "unexpected error")
        self.assertIn("Traceback", entry.error_detail)
        self.assertFalse(entry.request_id)
        self.assertFalse(self._mails_to("jeanne.martin"), "nothing is bounced")
        self.assertFalse(self._receive(raw), "the same mail does not make a second entry")
        self._mend_department()
        self._retry(entry)
        self.assertEqual(self._assert_request(entry).department_id, self.department)
        self.assertFalse(entry.error)

    def test_many_are_retried_at_once(self):
        self._break_department()
        with self.assertLogs("odoo.addons.grc_citizen", "WARNING"):
            entries = self._receive(self._compose()) + self._receive(self._compose())
        self._mend_department()
        self._retry(entries)
        self.assertEqual(len(entries.request_id), 2)

    def test_retrying_what_is_done_changes_nothing(self):
        entry = self._receive(self._compose())
        request = self._assert_request(entry)
        self._retry(entry)
        self.assertEqual(entry.request_id, request)
        self.assertEqual(
            self.env["grc.request"].search_count(
                [("email_normalized", "=", "jeanne.martin@example.com")]
            ),
            1,
        )

    def test_a_mail_to_nobody_is_kept_and_given_to_a_department_by_hand(self):
        entry = self._receive(self._compose(To=f"nobody@{DOMAIN}"))
        self._assert_failed(entry, "No address of the city matches")
        self.assertIn(f"nobody@{DOMAIN}", entry.error)
        self.assertFalse(self._mails_to("jeanne.martin"), "nothing is bounced")
        self._commit()
        wizard = self.env["grc.inbox.route"].with_user(self.administrator)
        wizard = wizard.create({"entry_ids": entry.ids, "department_id": self.other_department.id})
        self._commit()
        wizard.action_route()
        self.env.invalidate_all()
        self.assertEqual(self._assert_request(entry).department_id, self.other_department)
        with self.assertRaises(UserError):
            wizard.action_route()

    def test_discarding_keeps_why_and_who(self):
        entry = self._receive(self._compose(To=f"nobody@{DOMAIN}"))
        wizard = self.env["grc.inbox.discard"].with_user(self.administrator)
        wizard.create({"entry_ids": entry.ids, "reason": "Advertising"}).action_discard()
        self.assertEqual(entry.state, "discarded")
        self.assertEqual(entry.discard_reason, "Advertising")
        self.assertEqual(entry.discarded_by_id, self.administrator)
        self.assertTrue(entry.date_discarded)
        done = self._receive(self._compose())
        with self.assertRaises(UserError):
            wizard.create({"entry_ids": done.ids, "reason": "Too late"}).action_discard()

    def test_a_flood_is_set_aside_unanswered_and_let_in_by_hand(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 3)
        entries = [self._receive(self._compose()) for _copy in range(5)]
        for entry in entries[:3]:
            self._assert_request(entry)
        for entry in entries[3:]:
            self._assert_failed(entry, "too many mails")
        mails = self._mails_to("jeanne.martin@example.com")
        self.assertEqual(len(mails), 3, "one acknowledgement a request, nothing for the rest")
        self._retry(entries[3])
        self._assert_request(entries[3])

    def test_what_a_crash_left_behind_is_handled_by_the_job(self):
        self._commit()
        raw = self._compose().as_bytes()
        options = {
            "model": False,
            "custom_values": None,
            "save_original": False,
            "strip_attachments": False,
            "thread_id": None,
            "uid": 1,
            "fetchmail_server_id": False,
        }
        entry_id, _state = self.Inbox._keep("email", raw, "<crash@mail.example>", options, {})
        self._run_job()
        self._assert_request(self.Inbox.browse(entry_id))

    def test_what_may_pass_is_tried_again_then_waits_for_a_person(self):
        raw = self._compose().as_bytes()
        with (
            patch.object(
                type(self.env["grc.request"]),
                "message_new",
                side_effect=psycopg2.OperationalError("gone"),
            ),
            self.assertLogs("odoo.addons.grc_citizen", "WARNING"),
        ):
            entry = self._receive(raw)
            delays = []
            while entry.state == "received":
                delays.append(entry.date_next_attempt - fields.Datetime.now())
                entry.date_next_attempt = fields.Datetime.now()
                self._run_job()
        self.assertEqual(delays, sorted(delays))
        self.assertEqual(entry.attempts, len(delays) + 1)
        self._assert_failed(entry, "did not answer")
        self._retry(entry)
        self._assert_request(entry)

    def test_a_mail_that_stops_the_server_each_time_is_given_up(self):
        entry = self._receive(self._compose(To=f"nobody@{DOMAIN}"))
        entry.write(
            {
                "state": "received",
                "error": False,
                "attempts": 5,
                "date_next_attempt": "2020-01-01 00:00:00",
            }
        )
        self._run_job()
        self._assert_failed(entry, "stopped each time")

    def test_originals_are_forgotten_after_their_retention(self):
        done, failed, recent = (
            self._receive(self._compose()),
            self._receive(self._compose(To=f"nobody@{DOMAIN}")),
            self._receive(self._compose()),
        )
        (done | failed).date_arrived = fields.Datetime.subtract(fields.Datetime.now(), days=31)
        self.env["ir.config_parameter"].set_param("grc_citizen.inbox_retention_days", "30")
        self.Inbox._gc_payloads()
        self.assertEqual(done._read_payload(), b"")
        self.assertTrue(failed._read_payload())
        self.assertTrue(recent._read_payload())
        with self.assertRaises(UserError):
            done.with_user(self.administrator).action_download()

    def test_a_mail_for_another_application_is_kept_and_handled_as_ever(self):
        self.env["mail.alias"].create(
            {
                "alias_name": "shop",
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "alias_domain_id": self.env.company.alias_domain_id.id,
            }
        )
        entry = self._receive(self._compose(subject="A quote", To=f"shop@{DOMAIN}"))
        self.assertEqual(
            (entry.state, entry.outcome, entry.res_model), ("done", "other", "crm.lead")
        )
        self.assertEqual(self.env["crm.lead"].browse(entry.res_id).name, "A quote")

    def test_the_mail_gateway_script_brings_mails_in(self):
        self._commit()
        raw = self._compose().as_bytes()
        request_id = self.gateway.with_user(self.administrator).message_process(
            False, xmlrpc.client.Binary(raw)
        )
        self.env.invalidate_all()
        self.assertEqual(self._assert_request(self.Inbox.search([], limit=1)).id, request_id)

    def test_a_portal_user_brings_nothing_in(self):
        with self.assertRaises(AccessError):
            self.gateway.with_user(self.portal_user).message_process(
                False, self._compose().as_bytes()
            )
