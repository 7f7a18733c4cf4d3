from odoo.tests import tagged

from .mail_common import DOMAIN, MailCase

REPORT = """\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: roads@{domain}
Return-Path: <>
Subject: {subject}
Message-ID: <report-{action}-{kind}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you.
--B
Content-Type: message/{kind}

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; jeanne.martin@example.com
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such mailbox here

--B
Content-Type: message/rfc822

Message-ID: {original}
From: roads@{domain}
To: jeanne.martin@example.com
Subject: Your request

Text
--B--
"""


@tagged("-at_install", "post_install")
class TestMailAuto(MailCase):
    def setUp(self):
        super().setUp()
        self.request = self._request(email_from=self.citizen.email)
        self.request.action_wait_for_citizen()
        self.sent = self.request.message_post(
            body="Which bin?", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.sent_id = self.sent.message_id
        self.queued = len(self.env["mail.mail"].search([]))

    def _report(self, action="failed", kind="delivery-status", subject="Undelivered Mail"):
        return self._receive(
            REPORT.format(
                domain=DOMAIN, action=action, kind=kind, subject=subject, original=self.sent_id
            ).encode()
        )

    def _assert_recognised(self, entry, outcome, request=None):
        self.assertEqual((entry.state, entry.outcome), ("done", outcome), entry.error)
        self.assertEqual(entry.request_id, request or self.env["grc.request"])
        self.assertEqual(self.request.state, "waiting", "a machine does not move the request")
        self.assertEqual(
            len(self.env["mail.mail"].search([])), self.queued, "a machine is not answered"
        )

    def test_automatic_replies_are_recognised_and_make_nothing(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-generated (vacation)"},
            {"Return_Path": "<>"},
            {"Precedence": "auto_reply"},
            {"X_Autoreply": "yes"},
            {"subject": "Automatic reply: A hole"},
            {"subject": "Réponse automatique : Un trou"},
            {"subject": "Absence du bureau"},
            {"subject": "Out of Office: until Monday"},
        ):
            with self.subTest(headers=headers):
                entry = self._receive(self._compose(From="away@example.com", **headers))
                self._assert_recognised(entry, "auto_reply")

    def test_people_s_mails_are_not_taken_for_automatic_ones(self):
        for headers in (
            {"Auto_Submitted": "no"},
            {"subject": "Re: Automatic reply: A hole"},
            {"subject": "Absence de poubelle rue Verte"},
            {"subject": "Ouverture automatique de la porte de l'école"},
            {"Return_Path": "<jeanne.martin@example.com>"},
        ):
            with self.subTest(headers=headers):
                self._assert_request(self._receive(self._compose(**headers)))

    def test_an_automatic_reply_is_noted_on_what_it_concerns(self):
        entry = self._receive(
            self._compose(
                text="Back on Monday",
                Auto_Submitted="auto-replied",
                In_Reply_To=self.sent.message_id,
                References=self.sent.message_id,
            )
        )
        self._assert_recognised(entry, "auto_reply", self.request)
        note = self.request.message_ids[0]
        self.assertIn("Back on Monday", note.body)
        self.assertTrue(note.subtype_id.internal)

    def test_an_automatic_reply_by_code_is_noted_too(self):
        code = self.request.tracking_code_display
        entry = self._receive(
            self._compose(subject=f"Automatic reply: {code}", From="x@example.com")
        )
        self._assert_recognised(entry, "auto_reply", self.request)

    def test_a_bounce_is_counted_and_noted_on_what_it_concerns(self):
        self._assert_recognised(self._report(), "bounce", self.request)
        self.assertEqual(self.citizen.message_bounce, 1)
        note = self.request.message_ids[0].body
        self.assertIn("jeanne.martin@example.com", note)
        self.assertIn("No such mailbox here", note)

    def test_a_delay_is_noted_not_counted(self):
        self._assert_recognised(self._report(action="delayed"), "bounce", self.request)
        self.assertEqual(self.citizen.message_bounce, 0)
        self.assertIn("not delivered yet", self.request.message_ids[0].body)

    def test_a_read_receipt_is_not_a_bounce(self):
        entry = self._report(action="displayed", kind="disposition-notification", subject="Read: x")
        self._assert_recognised(entry, "auto_reply")
        self.assertEqual(self.citizen.message_bounce, 0)

    def test_a_complaint_is_not_counted_as_a_bounce(self):
        entry = self._report(kind="feedback-report", subject="Abuse report")
        self._assert_recognised(entry, "bounce", self.request)
        self.assertEqual(self.citizen.message_bounce, 0)
        self.assertIn("unwanted", self.request.message_ids[0].body)

    def test_a_bounce_without_standard_form_finds_its_message_in_the_text(self):
        text = (
            "Hi. This is the qmail-send program.\n\n<jeanne.martin@example.com>:\nNo mailbox.\n\n"
            "--- Below this line is a copy of the message.\n\n"
            f"Message-ID: {self.sent.message_id}\nSubject: x\n"
        )
        entry = self._receive(
            self._compose(
                subject="failure notice",
                text=text,
                From="MAILER-DAEMON@mx.example",
                Return_Path="<>",
            )
        )
        self._assert_recognised(entry, "bounce", self.request)
        self.assertEqual(self.citizen.message_bounce, 1)

    def test_a_bounce_that_concerns_nothing_is_kept(self):
        self.sent.unlink()
        self._assert_recognised(self._report(), "bounce")

    def test_our_own_acknowledgement_coming_back_is_not_answered(self):
        entry = self._receive(
            self._compose(From=f"roads@{DOMAIN}", Auto_Submitted="auto-replied", subject="Receipt")
        )
        self._assert_recognised(entry, "auto_reply")

    def test_a_person_may_still_make_a_request_of_an_automatic_mail(self):
        entry = self._receive(
            self._compose(Auto_Submitted="auto-generated", subject="Contact form")
        )
        self._commit()
        entry.with_user(self.administrator)._route_to(self.department)
        self.env.invalidate_all()
        self.assertEqual(self._assert_request(entry).name, "Contact form")
        self.assertFalse(
            self._mails_to("jeanne.martin@example.com")
            - self.env["mail.mail"].search([("res_id", "=", self.request.id)]),
            "a machine is not answered even then",
        )
