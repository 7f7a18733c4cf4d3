import io
from datetime import timedelta
from email.utils import format_datetime

from PIL import Image

from odoo import fields
from odoo.tests import tagged

from .mail_common import DOMAIN, PIXEL, MailCase


@tagged("-at_install", "post_install")
class TestMailIn(MailCase):
    def _reply(self, request, **headers):
        headers.setdefault("In_Reply_To", request.message_ids[-1:].message_id)
        headers.setdefault("subject", f"Re: {request.name}")
        return self._compose(text="The bin is red.", **headers)

    def _last_message(self, request):
        return request.message_ids.filtered(lambda message: message.message_type == "email")[:1]

    def test_subject_loses_its_prefixes(self):
        for subject, name in (
            ("Re: RE : Fwd: Lampadaire éteint", "Lampadaire éteint"),
            ("TR: Réf: Nid de poule", "Nid de poule"),
            ("Regard bouché: rue Verte", "Regard bouché: rue Verte"),
        ):
            with self.subTest(subject=subject):
                request = self._assert_request(self._receive(self._compose(subject=subject)))
                self.assertEqual(request.name, name)

    def test_a_mail_without_subject_says_so_in_the_language_of_the_city(self):
        request = self._assert_request(self._receive(self._compose(subject=None)))
        self.assertEqual(request.name, "(no subject)")

    def test_text_comes_in_the_charset_it_declares_or_really_has(self):
        for charset, declared in (
            ("utf-8", "utf-8"),
            ("iso-8859-1", "iso-8859-1"),
            ("cp1252", "iso-8859-1"),
            ("utf-8", "iso-8859-1"),
            ("cp1252", "utf-8"),
            ("cp1252", "no-such-charset"),
            ("utf-8", None),
            ("mac_roman", "x-mac-roman"),
        ):
            with self.subTest(charset=charset, declared=declared):
                parameter = f"; charset={declared}" if declared else ""
                raw = (
                    self._compose(text=None).as_bytes().rstrip()
                    + f"\r\nContent-Type: text/plain{parameter}\r\n\r\n".encode()
                    + "Le trottoir abîmé, près de l'école, gêne à 8h où passent les élèves".encode(
                        charset
                    )
                )
                request = self._assert_request(self._receive(raw))
                self.assertIn(
                    "abîmé, près de l'école, gêne à 8h où passent les élèves", request.description
                )

    def test_quotes_and_signature_are_folded_and_kept(self):
        text = "My words.\n\nLe 3 mai 2026, la ville a écrit :\n> Your words.\n\n-- \nJeanne\n"
        description = self._assert_request(self._receive(self._compose(text=text))).description
        visible, _fold, folded = str(description).partition("<details>")
        self.assertIn("My words.", visible)
        self.assertNotIn("Your words.", visible)
        self.assertIn("Your words.", folded)
        self.assertIn("Jeanne", folded)

    def test_a_mail_passed_on_is_not_folded_away(self):
        text = (
            "---------- Forwarded message ---------\n"
            "From: A <a@b.example>\nSubject: x\n\nThe lamp is out."
        )
        description = self._assert_request(self._receive(self._compose(text=text))).description
        self.assertIn("The lamp is out.", str(description).partition("<details>")[0])

    def test_html_quotes_are_folded_and_scripts_dropped(self):
        message = self._compose(text="plain")
        message.add_alternative(
            "<p>My <b>words</b></p><script>alert(1)</script>"
            "<div class='gmail_quote'>Your words</div>",
            subtype="html",
        )
        description = str(self._assert_request(self._receive(message)).description)
        visible = description.partition("<details>")[0]
        self.assertIn("<b>words</b>", visible)
        self.assertNotIn("alert(1)", description)
        self.assertIn("Your words", description)
        self.assertNotIn("Your words", visible)

    def test_attachments_and_inline_images_are_kept(self):
        message = self._compose(text="See")
        message.add_alternative('<p>See <img src="cid:photo"></p>', subtype="html")
        message.get_payload()[1].add_related(
            PIXEL, "image", "png", cid="<photo>", filename="photo.png"
        )
        message.add_attachment(
            b"%PDF-1.4 plan", maintype="application", subtype="pdf", filename="plan.pdf"
        )
        message.add_attachment(
            "nom;prénom".encode("cp1252"), maintype="text", subtype="csv", filename="l.csv"
        )
        request = self._assert_request(self._receive(message))
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "grc.request"), ("res_id", "=", request.id)]
        )
        self.assertEqual(set(attachments.mapped("name")), {"photo.png", "plan.pdf", "l.csv"})
        table = attachments.filtered(lambda attachment: attachment.name == "l.csv")
        self.assertEqual(table.raw, "nom;prénom".encode("cp1252"))
        photo = attachments.filtered(lambda attachment: attachment.name == "photo.png")
        self.assertIn(f"/web/image/{photo.id}?", request.description)
        self.assertNotIn("cid:", request.description)

    def test_a_large_photo_is_kept_as_it_was_sent(self):
        stream = io.BytesIO()
        Image.effect_noise((2400, 1800), 40).save(stream, "jpeg")
        message = self._compose(text="See")
        message.add_attachment(
            stream.getvalue(), maintype="image", subtype="jpeg", filename="hole.jpg"
        )
        request = self._assert_request(self._receive(message))
        photo = self.env["ir.attachment"].search(
            [("res_model", "=", "grc.request"), ("res_id", "=", request.id)]
        )
        self.assertEqual(photo.raw, stream.getvalue())

    def test_the_date_is_when_the_mail_reached_the_city(self):
        now = fields.Datetime.now()
        for headers, expected in (
            ({"Date": now - timedelta(hours=3)}, now - timedelta(hours=3)),
            (
                {"Date": now - timedelta(days=2), "Received": now - timedelta(hours=1)},
                now - timedelta(hours=1),
            ),
            ({"Date": now + timedelta(days=400)}, None),
            ({"Date": now - timedelta(days=4000)}, None),
            ({"Date": now - timedelta(days=3), "Received": now + timedelta(days=3)}, None),
        ):
            with self.subTest(headers=headers):
                values = {name: format_datetime(value) for name, value in headers.items()}
                if "Received" in values:
                    values["Received"] = f"from a by b; {values['Received']}"
                entry = self._receive(self._compose(**values))
                request = self._assert_request(entry)
                self.assertEqual(
                    request.date_received, (expected or entry.date_arrived).replace(microsecond=0)
                )

    def test_a_reply_joins_its_thread_and_the_clock_goes_on(self):
        request = self._request(email_from=self.citizen.email)
        request.message_post(
            body="Which bin?", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        request.action_wait_for_citizen()
        entry = self._receive(self._reply(request, In_Reply_To=request.message_ids[:1].message_id))
        self.assertEqual((entry.outcome, entry.request_id), ("message", request))
        self.assertEqual(request.state, "progress")
        self.assertIn("The bin is red.", self._last_message(request).body)
        self.assertEqual(self._last_message(request).author_id, self.citizen)

    def test_a_reply_after_closing_calls_somebody(self):
        request = self._request(email_from=self.citizen.email, user_id=self.agent.id)
        request.action_close()
        entry = self._receive(self._reply(request, In_Reply_To=request.message_ids[:1].message_id))
        self.assertEqual(entry.request_id, request)
        self.assertEqual(request.state, "done")
        self.assertEqual(request.activity_ids.user_id, self.agent)

    def test_the_mail_of_an_agent_does_not_pass_for_the_citizen(self):
        request = self._request(email_from=self.citizen.email)
        request.action_wait_for_citizen()
        entry = self._receive(
            self._reply(
                request, In_Reply_To=request.message_ids[:1].message_id, From=self.agent.email
            )
        )
        self.assertEqual((entry.outcome, entry.request_id), ("message", request))
        self.assertEqual(request.state, "waiting")

    def test_a_tracking_code_is_enough_whoever_writes(self):
        for subject, text in (
            ("About {code}", "More"),
            ("More", "My code is {code}. The bin is red."),
            ("suite {lower}", "More"),
        ):
            with self.subTest(subject=subject):
                request = self._request()
                codes = {
                    "code": request.tracking_code_display,
                    "lower": request.tracking_code.lower(),
                }
                message = self._compose(
                    subject=subject.format(**codes),
                    text=text.format(**codes),
                    From="son@elsewhere.example",
                )
                entry = self._receive(message)
                self.assertEqual((entry.outcome, entry.request_id), ("message", request))

    def test_a_number_serves_those_who_take_part(self):
        request = self._request(email_from=self.citizen.email)
        subject = f"Suite de ma demande [{request.number}]"
        entry = self._receive(self._compose(subject=subject))
        self.assertEqual((entry.outcome, entry.request_id), ("message", request))
        follower = self.env["res.partner"].create(
            {"name": "Neighbour", "email": "near@example.com"}
        )
        request.message_subscribe(partner_ids=follower.ids)
        entry = self._receive(self._compose(subject=subject, From="near@example.com"))
        self.assertEqual((entry.outcome, entry.request_id), ("message", request))

    def test_a_number_from_a_stranger_makes_a_new_request(self):
        request = self._request(email_from=self.citizen.email)
        entry = self._receive(
            self._compose(subject=f"[{request.number}]", From="stranger@elsewhere.example")
        )
        self.assertNotEqual(self._assert_request(entry), request)
        self.assertNotIn("There is a hole.", "".join(request.message_ids.mapped("body")))

    def test_a_reply_to_an_address_that_is_nobody_s_finds_its_request(self):
        request = self._request(email_from=self.citizen.email)
        entry = self._receive(
            self._compose(subject=f"Re: [{request.number}]", To="contact@elsewhere.example")
        )
        self.assertEqual((entry.outcome, entry.request_id), ("message", request))

    def test_a_mail_to_two_departments_makes_one_request_for_the_first(self):
        entry = self._receive(self._compose(To=f"social@{DOMAIN}, roads@{DOMAIN}"))
        self.assertEqual(self._assert_request(entry).department_id, self.other_department)
        entry = self._receive(
            self._compose(To=f"social@{DOMAIN}, roads@{DOMAIN}", Delivered_To=f"roads@{DOMAIN}")
        )
        self.assertEqual(self._assert_request(entry).department_id, self.department)

    def test_an_unknown_sender_becomes_a_citizen_once(self):
        sender = "Paul Durand <paul@durand.example>"
        requests = [
            self._assert_request(self._receive(self._compose(From=sender))) for _copy in range(2)
        ]
        self.assertEqual(requests[0].partner_id, requests[1].partner_id)
        self.assertEqual(requests[0].partner_id.name, "Paul Durand")
        self.assertEqual(requests[0].contact_name, "Paul Durand")
        self.assertTrue(requests[0].partner_id.is_citizen)

    def test_an_acknowledgement_leaves_for_a_person_not_for_a_list(self):
        self._assert_request(self._receive(self._compose(From="person@example.com")))
        self.assertTrue(self._mails_to("person@example.com"))
        self._assert_request(
            self._receive(
                self._compose(From="list@example.com", List_Id="<neighbours.example.com>")
            )
        )
        self.assertFalse(self._mails_to("list@example.com"))

    def test_a_department_may_restrict_who_writes_to_it(self):
        self.department.alias_contact = "partners"
        entry = self._receive(self._compose(From="stranger@elsewhere.example"))
        self._assert_failed(entry, "only accepts mails from senders it knows")
        self.assertFalse(self._mails_to("stranger@elsewhere.example"))
        self._assert_request(self._receive(self._compose()))
