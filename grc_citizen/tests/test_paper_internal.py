import io

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import GrcCase
from .paper_common import PaperMixin


class PaperInternalCase(PaperMixin, GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizen.write({"street": "12 rue de l’Église", "zip": "25999", "city": "Roseraie"})
        cls.type.question_definition = [
            {"name": "width", "type": "integer", "string": "Width (cm)"},
            {
                "name": "danger",
                "type": "selection",
                "string": "Danger for",
                "selection": [["bike", "Cyclists"], ["car", "Cars"]],
            },
            {"name": "lit", "type": "boolean", "string": "Lit at night"},
            {"name": "since", "type": "date", "string": "Since"},
        ]
        cls.request = cls._request(
            user_id=cls.agent.id,
            contact_name="Hélène Œuvrard",
            phone="+33 1 99 00 55 55",
            priority="2",
            description="<p>Côté passage piéton, près de l’école.</p>",
            questions={"width": 60, "danger": "bike", "since": "2026-03-02"},
        )


@tagged("post_install", "-at_install")
class TestPaperIntervention(PaperInternalCase):
    def test_sheet_tells_the_field_team_what_it_needs(self):
        self._picture(self.request, "before.png", (3000, 2000))
        pdf = self._print("report_intervention", self.request, self.agent)
        self.assertEqual(self._size(pdf), (210, 297))
        self.assertEqual(len(pdf.pages), 1)
        text = self._text(pdf)
        for words in (
            self.request.number,
            "Pothole in front of the school",
            "Urgent",
            self.request.public_deadline,
            "Côté passage piéton, près de l’école.",
            "Width (cm) 60",
            "Danger for Cyclists",
            "Lit at night No",
            "03/02/2026",
            "Hélène Œuvrard",
            "+33 1 99 00 55 55",
            "12 rue de l’Église",
            "Time spent",
            "Not done, because",
            "Name and signature",
        ):
            self.assertIn(words.upper() if words == "Urgent" else words, text)
        (photo,) = pdf.pages[0].images
        self.assertLess(photo.image.width, 500)

    def test_photos_after_the_work(self):
        self._picture(self.request, "before.png", colour="#102030")
        self.request.photo_after_ids = self._picture(self.request, "after.png", colour="#a0b0c0")
        pdf = self._print("report_intervention", self.request, self.agent)
        self.assertIn("PHOTOS AFTER THE WORK", self._text(pdf))
        self.assertEqual(sum(len(page.images) for page in pdf.pages), 2)

    def test_six_photos_at_most(self):
        for number in range(8):
            self._picture(self.request, f"{number}.png")
        broken = self._picture(self.request, "broken.png")
        broken.raw = b"\x89PNG\r\n\x1a\nbroken"
        broken.mimetype = "image/png"
        pdf = self._print("report_intervention", self.request)
        text = self._text(pdf)
        self.assertIn("Other photos on the request: 3", text)

    def test_sheet_of_a_confidential_request_does_not_say_who_asks(self):
        request = self._request(
            type_id=self.confidential_type.id, contact_name="Hélène Œuvrard", phone="0199005555"
        )
        text = self._text(self._print("report_intervention", request, self.other_agent))
        self.assertIn(request.number, text)
        for words in ("Hélène", "0199005555", "Who asks", "rue de l’Église"):
            self.assertNotIn(words, text)

    def test_code_opens_the_request(self):
        self.assertEqual(
            self.request._get_back_end_url(),
            f"{self.request.get_base_url()}/odoo/requests/{self.request.id}",
        )


@tagged("post_install", "-at_install")
class TestPaperSlip(PaperInternalCase):
    def test_slip_lists_every_request_under_titles_on_every_page(self):
        requests = self.request
        for number in range(40):
            requests |= self._request(
                contact_name=f"Citizen {number} with a very long name that takes several lines"
            )
        pdf = self._print("report_slip", requests, self.manager)
        self.assertEqual(self._size(pdf), (297, 210))
        self.assertGreater(len(pdf.pages), 2)
        for page in pdf.pages[:-1]:
            self.assertIn("Signature", page.extract_text())
        text = self._text(pdf)
        for request in requests:
            self.assertIn(request.number, text)
        for words in ("Requests: 41", "Roads (41)", "by Manager", "Hélène Œuvrard", "Received by"):
            self.assertIn(words, text)

    def test_slip_of_a_hundred_asks_the_database_a_few_times(self):
        requests = self.env["grc.request"].create(
            [
                {"name": f"Request {number}", "type_id": self.type.id, "contact_name": "Someone"}
                for number in range(100)
            ]
        )
        slip = self.env["report.grc_citizen.report_slip"].with_user(self.manager)
        slip._get_report_values(requests[:1].ids)
        self.env.flush_all()
        self.env["grc.request"].invalidate_model()
        with self.assertQueryCount(4):
            values = slip._get_report_values(requests.ids)
        self.assertEqual(values["count"], 100)

    def test_slip_of_one_page(self):
        pdf = self._print("report_slip", self.request | self._request(), self.agent)
        self.assertEqual(len(pdf.pages), 1)


@tagged("post_install", "-at_install")
class TestPaperFile(PaperInternalCase):
    def _pdf(self, words, password=None):
        content = io.BytesIO()
        canvas = Canvas(content)
        canvas.drawString(100, 700, words)
        canvas.save()
        if not password:
            return content.getvalue()
        writer = PdfWriter(clone_from=PdfReader(content))
        writer.encrypt(password)
        locked = io.BytesIO()
        writer.write(locked)
        return locked.getvalue()

    def _flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()

    def _attach(self, name, raw, **values):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": raw,
                "res_model": "grc.request",
                "res_id": self.request.id,
                **values,
            }
        )

    def test_file_holds_all_that_was_said_and_done_in_order(self):
        request = self.request.with_user(self.agent)
        request.message_post(body="First note, à vérifier", subtype_xmlid="mail.mt_note")
        request.action_take()
        answer = self.env["grc.request.answer"].with_user(self.agent)
        answer = answer.create(
            {"request_id": request.id, "delivery": "email", "body": "<p>It is filled.</p>"}
        )
        answer.action_send()
        request.activity_schedule(
            "mail.mail_activity_data_todo", summary="Look at it", user_id=self.agent.id
        ).action_feedback(feedback="Looked at it twice")
        self._flush_tracking()
        request.priority = "0"
        self._flush_tracking()
        text = self._text(self._print("report_file", request, self.agent))
        for words in (
            "Internal document",
            request.number,
            "Hélène Œuvrard",
            "Côté passage piéton",
            "Width (cm) 60",
            "First note, à vérifier",
            "Looked at it twice",
            "Urgent → Normal",
        ):
            self.assertIn(words, text)
        history = text.partition(" History ")[2]
        places = [history.index(words) for words in ("First note", "It is filled", "twice")]
        self.assertEqual(places, sorted(places))
        self.assertIn("Complete file printed.", self.request.message_ids[0].body)

    def test_pieces_are_joined_or_listed(self):
        self._attach("plan.pdf", self._pdf("The plan itself"))
        self._attach("locked.pdf", self._pdf("Locked words", "secret"))
        self._attach("broken.pdf", self._pdf("Broken")[:200], mimetype="application/pdf")
        self._attach("note.docx", b"PK\x03\x04")
        self._picture(self.request, "photo.png")
        pdf = self._print("report_file", self.request, self.agent)
        text = self._text(pdf)
        count = len(pdf.pages)
        for words in (
            "plan.pdf",
            "locked.pdf",
            "protected by a password",
            "damaged",
            "not a PDF nor a picture",
            f"Piece 1 – {count} / {count}",
            "Piece 5: photo.png",
        ):
            self.assertIn(words, text)
        self.assertIn("The plan itself", pdf.pages[-1].extract_text())
        self.assertNotIn("Locked words", text)

    def test_broken_pdf_of_any_kind_does_not_stop_the_file(self):
        whole = self._pdf("Whole")
        for number, raw in enumerate(
            (b"%PDF-1.4", whole[:-40], whole.replace(b"/Pages", b"/Paces"), b"%PDF" + b"(" * 3000)
        ):
            self._attach(f"{number}.pdf", raw, mimetype="application/pdf")
        self.assertIn("Complete file", self._text(self._print("report_file", self.request)))

    def test_file_holds_nothing_that_its_reader_may_not_read(self):
        secret = self._request(
            name="Secret part",
            type_id=self.confidential_type.id,
            partner_id=False,
            parent_id=self.request.id,
        )
        twin = self._request(name="Secret twin", type_id=self.confidential_type.id)
        self.request.with_context(tracking_disable=True).duplicate_of_id = twin
        text = self._text(self._print("report_file", self.request, self.agent))
        for words in ("Secret", secret.number, twin.number):
            self.assertNotIn(words, text)

    def test_one_file_at_a_time(self):
        with self.assertRaisesRegex(UserError, "one at a time"):
            self._print("report_file", self.request | self._request(), self.agent)

    def test_nothing_to_print(self):
        with self.assertRaisesRegex(UserError, "Choose what to print"):
            self._print("report_slip", self.request.browse(), self.agent)


@tagged("post_install", "-at_install")
class TestPaperAccess(PaperInternalCase, HttpCase):
    REPORTS = ("report_receipt", "report_intervention", "report_slip", "report_file")

    def _status(self, report, request, kind="pdf"):
        return self.url_open(f"/report/{kind}/grc_citizen.{report}/{request.id}").status_code

    @mute_logger("odoo.http")
    def test_page_refuses_papers_of_another_department(self):
        confidential = self._request(type_id=self.confidential_type.id)
        self.authenticate("grc_agent", "grc_agent")
        for report in self.REPORTS:
            for kind in ("pdf", "html"):
                self.assertEqual(self._status(report, confidential, kind), 403, report)
                self.assertEqual(self._status(report, self.request, kind), 200, report)

    @mute_logger("odoo.http")
    def test_citizens_print_their_receipt_and_nothing_internal(self):
        own = self._request(partner_id=self.portal_user.partner_id.id)
        self.authenticate("grc_citizen", "grc_citizen")
        self.assertEqual(self._status("report_receipt", own), 200)
        self.assertEqual(self._status("report_receipt", self.request), 403)
        for report in self.REPORTS[1:]:
            for kind in ("pdf", "html"):
                self.assertEqual(self._status(report, own, kind), 403, report)

    def test_print_menu(self):
        actions = self.env["ir.actions.actions"].with_user(self.agent).get_bindings("grc.request")
        printed = {action["id"] for action in actions["report"]}
        for report in ("report_acknowledgement_letter", *self.REPORTS):
            self.assertIn(self.env.ref(f"grc_citizen.action_{report}").id, printed, report)

    def test_internal_papers_are_for_the_staff(self):
        own = self._request(partner_id=self.portal_user.partner_id.id)
        for report in self.REPORTS[1:]:
            with self.assertRaisesRegex(AccessError, "You may not print this"):
                self._print(report, own, self.portal_user)
