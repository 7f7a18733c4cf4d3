from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GrcCase
from .paper_common import PaperMixin


@tagged("post_install", "-at_install")
class TestPaperLetter(PaperMixin, GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = {"street": "1 place de l’Hôtel-de-Ville", "zip": "25999", "city": "Roseraie"}
        cls.env.company.write({**place, "company_registry": "21250999900019"})
        cls.citizen.write(
            {
                "name": "Hélène Œuvrard",
                "street": "12 rue de l’Église",
                "street2": "Bâtiment C, appartement 4",
                "zip": "25999",
                "city": "Saint-Étienne-d’Orthe",
                "country_id": cls.env.ref("base.fr").id,
            }
        )
        cls.agent.partner_id.function = "Road engineer"
        cls.request = cls._request(user_id=cls.agent.id)
        cls.answer = cls._answer("<p>The hole is filled. « Ça marche », très bientôt…</p>")

    @classmethod
    def _answer(cls, body, **values):
        answers = cls.env["grc.request.answer"].with_user(cls.agent)
        return answers.create(
            {"request_id": cls.request.id, "delivery": "post", "body": body, **values}
        )

    def test_letter_says_who_answers_whom_and_about_what(self):
        self.answer.attachment_ids = [
            fields.Command.create({"name": "plan.pdf", "raw": b"%PDF-1.4"})
        ]
        pdf = self._print("report_answer_letter", self.answer)
        self.assertEqual(self._size(pdf), (210, 297))
        self.assertEqual(len(pdf.pages), 1)
        text = self._text(pdf)
        today = self.request._get_place_and_date(fields.Datetime.now())
        self.assertIn("Roseraie, ", today)
        for words in (
            "Ville de Roseraie",
            "21250999900019",
            "Roads",
            "File handled by Agent, Road engineer",
            today,
            self.request.number,
            self.request.tracking_code_display,
            self.answer.subject,
            "« Ça marche », très bientôt…",
            "Attached: plan.pdf",
        ):
            self.assertIn(words, text)

    def test_address_shows_in_the_window_of_the_envelope(self):
        abroad = self.env.ref("base.be")
        garage = self.env["res.partner"].create({"name": "Garage du Centre", "lang": "en_US"})
        self.citizen.write(
            {
                "parent_id": garage.id,
                "country_id": abroad.id,
                "street": "1234 boulevard du Général-de-Gaulle prolongé",
            }
        )
        lines = self.request._get_envelope_lines()
        self.assertEqual(len(lines), 6)
        pdf = self._print("report_answer_letter", self.answer)
        places = {text: (x, y) for text, x, y in self._places(pdf.pages[0])}
        for line in lines:
            self.assertIn(line, places)
            left, base = places[line]
            self.assertAlmostEqual(left, 105, delta=0.6, msg=line)
            # Seen through 100 x 35 mm wherever an A4 sheet in three slides in 220 x 110 mm.
            self.assertTrue(57 < base < 79, (line, base))

    def test_address_is_written_as_the_post_wants_it(self):
        self.assertEqual(
            self.request._get_envelope_lines(),
            [
                "Hélène Œuvrard",
                "Bâtiment C, appartement 4",
                "12 rue de l’Église",
                "25999 SAINT ÉTIENNE D ORTHE",
            ],
        )
        self.citizen.write({"street2": "BP 12", "country_id": self.env.ref("base.be").id})
        self.assertEqual(
            self.request._get_envelope_lines()[1:],
            ["12 rue de l’Église", "BP 12", "25999 SAINT ÉTIENNE D ORTHE", "BELGIUM"],
        )

    def test_pages_of_each_letter_are_numbered(self):
        long = self._answer("<p>Many words of an answer.</p>" * 90)
        pdf = self._print("report_answer_letter", self.answer | long)
        texts = [page.extract_text() for page in pdf.pages]
        count = len(texts) - 1
        self.assertGreater(count, 1)
        self.assertNotIn("1 / ", texts[0])
        for number, text in enumerate(texts[1:], 1):
            self.assertIn(f"{number} / {count}", text)

    def test_who_signs_is_who_sent(self):
        self.answer.with_user(self.manager).action_send()
        text = self._text(self._print("report_answer_letter", self.answer))
        self.assertIn("Manager Roads", text)
        self.assertIn("File handled by Agent", text)

    def test_nothing_is_fetched_to_print_what_was_written(self):
        self.answer.body = "<p>Before <img src='http://127.0.0.1:9/x.png' alt='a map'/> after</p>"
        text = self._text(self._print("report_answer_letter", self.answer))
        self.assertIn("Before a map after", text)

    def test_styles_and_media_fetch_nothing(self):
        html = (
            "<p style='background: url(http://127.0.0.1:9/a.png)'>Words</p>"
            "<video poster='http://127.0.0.1:9/b.png' src='http://127.0.0.1:9/c.mp4'></video>"
        )
        printed = self.env["ir.actions.report"]._get_paper_html(html)
        self.assertIn("Words", printed)
        self.assertNotIn("127.0.0.1", printed)

    def test_letter_shows_no_picture_that_its_sender_may_not_read(self):
        secret = self._request(type_id=self.confidential_type.id)
        picture = self._picture(secret, "secret.png", (400, 300))
        self.answer.body = f"<p>Look: <img src='/web/image/{picture.id}' alt='no picture'/></p>"
        self.answer.with_context(force_report_rendering=True).action_send()
        letter = self.request.message_ids.attachment_ids.filtered(
            lambda one: one.mimetype == "application/pdf"
        )
        self.assertIn("Look: no picture", self._text(self._read(letter.raw)))
        self.assertFalse(self._read(letter.raw).pages[0].images)

    def test_pictures_one_may_read_are_printed(self):
        picture = self._picture(self.request, "dot.png")
        html = f"<p><img src='/web/image/{picture.id}-abc/dot.gif' alt='dot'/></p>"
        reports = self.env["ir.actions.report"]
        self.assertIn(
            "data:image/jpeg;base64,", reports.with_user(self.agent)._get_paper_html(html)
        )
        self.assertEqual(
            reports.with_user(self.other_agent)._get_paper_html(html),
            "<div><p><span>dot</span></p></div>",
        )

    def test_acknowledgement_is_a_letter_too(self):
        pdf = self._print("report_acknowledgement_letter", self.request, self.agent)
        text = self._text(pdf)
        self.assertIn("25999 SAINT ÉTIENNE D ORTHE", text)
        self.assertIn(self.request.public_deadline, text)

    def test_no_letter_of_what_one_may_not_read(self):
        for report, records in (
            ("report_answer_letter", self.answer),
            ("report_acknowledgement_letter", self.request),
        ):
            with self.assertRaises(AccessError):
                self._print(report, records, self.other_agent)
