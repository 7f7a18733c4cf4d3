import base64

import qrcode
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GrcCase
from .paper_common import PaperMixin

LONG_WORDS = "un recours contentieux devant le tribunal administratif de Besançon ; "


@tagged("post_install", "-at_install")
class TestPaperReceipt(PaperMixin, GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type.write({"silence_means": "refusal", "appeal_text": "<p>Remedy: the court.</p>"})
        cls.request = cls._request(
            contact_name="Hélène Œuvrard", description="<p>My secret address</p>"
        )

    def test_receipt_says_what_the_citizen_needs_on_one_a5_page(self):
        pdf = self._print("report_receipt", self.request, self.front_desk)
        self.assertEqual(len(pdf.pages), 1)
        self.assertEqual(self._size(pdf), (148, 210))
        text = self._text(pdf)
        for words in (
            "Ville de Roseraie",
            self.request.number,
            self.request.tracking_code_display,
            "Hélène Œuvrard",
            "Pothole",
            self.request.public_date_received,
            self.request.public_deadline,
            "Roads",
            "+33 1 99 00 10 10",
            "deemed rejected",
            "Remedy: the court.",
        ):
            self.assertIn(words, text)

    def test_receipt_tells_nothing_of_the_citizen_but_the_name(self):
        text = self._text(self._print("report_receipt", self.request))
        for words in ("jeanne", "secret", "in front of the school"):
            self.assertNotIn(words, text)

    def test_code_opens_the_tracking_page(self):
        url = self.request._get_tracking_url()
        self.assertEqual(
            url, f"{self.request.get_base_url()}/citizen/track/{self.request.tracking_code}"
        )
        kind, _comma, image = self.request._get_qr_code(url).partition(",")
        self.assertEqual(kind, "data:image/svg+xml;base64")
        path = etree.fromstring(base64.b64decode(image)).find("{*}path").get("d")
        dark = {tuple(map(int, square.split("H")[0].split(","))) for square in path.split("M")[1:]}
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
        code.add_data(url)
        self.assertEqual(
            dark,
            {(x, y) for y, row in enumerate(code.get_matrix()) for x, on in enumerate(row) if on},
        )

    def test_long_mentions_hold_on_one_page(self):
        for times in (10, 25, 40, 200):
            self.type.appeal_text = f"<p>{LONG_WORDS * times}</p>"
            self.request.invalidate_recordset(["public_legal_notice"])
            pdf = self._print("report_receipt", self.request)
            self.assertEqual(len(pdf.pages), 1, times)
            text = self._text(pdf)
            self.assertIn(self.request.tracking_code_display, text)
            self.assertEqual(text.count("Besançon") == times, times < 200)
            self.assertEqual("The whole text stands in the acknowledgement" in text, times == 200)

    def test_receipts_of_many(self):
        other = self._request()
        pdf = self._print("report_receipt", self.request | other)
        self.assertEqual(len(pdf.pages), 2)
        self.assertIn(other.tracking_code_display, pdf.pages[1].extract_text())

    def test_receipt_of_a_part_is_that_of_the_whole(self):
        part = self._request(name="Part", partner_id=False, parent_id=self.request.id)
        text = self._text(self._print("report_receipt", part))
        self.assertIn(self.request.number, text)
        self.assertNotIn(part.number, text)

    def test_receipt_in_the_language_of_the_citizen(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.citizen.lang = "fr_FR"
        self.type.with_context(lang="fr_FR").name = "Nid-de-poule"
        self.assertIn("Nid-de-poule", self._text(self._print("report_receipt", self.request)))

    def test_no_receipt_of_what_one_may_not_read(self):
        with self.assertRaises(AccessError):
            self._print("report_receipt", self.request, self.other_agent)
        confidential = self._request(type_id=self.confidential_type.id)
        with self.assertRaises(AccessError):
            self._print("report_receipt", confidential, self.front_desk)
