from email.mime.application import MIMEApplication

from odoo.tests import tagged

from .mail_common import DOMAIN, MailCase
from .scan_common import make_image, make_pdf

SCANNER = f"Copieur <copieur@{DOMAIN}>"


@tagged("-at_install", "post_install")
class TestScanMail(MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.grc_scan_alias_name = "courrier"

    def _compose_scan(self, *files, **headers):
        """Return a mail of the scanner, each file (name, content) attached as a scanner does."""
        message = self._compose(
            **{
                "subject": "Message from KM_C250i",
                "text": None,
                "From": SCANNER,
                "To": f"courrier@{DOMAIN}",
                **headers,
            }
        )
        message.set_content("")
        message.make_mixed()
        for name, content in files:
            part = MIMEApplication(content, "octet-stream")
            part.add_header("Content-Disposition", "attachment", filename=name)
            message.attach(part)
        return message

    def _scans(self):
        return self.env["grc.scan"].search([], order="id")

    def _assert_letters(self, entry, count):
        self.assertEqual((entry.state, entry.outcome), ("done", "scan"), entry.error)
        self.assertEqual(len(self._scans()), count)
        self.assertFalse(self.env["grc.request"].search_count([("name", "ilike", "KM_C250i")]))
        self.assertFalse(self._mails_to("copieur"), "a scanner is not answered")

    def test_each_pdf_that_the_scanner_mails_is_a_letter(self):
        files = [("SKM_001.pdf", make_pdf(pages=2)), ("SKM_002.pdf", make_pdf())]
        entry = self._receive(self._compose_scan(*files))
        self._assert_letters(entry, 2)
        scans = self._scans()
        self.assertEqual(scans.mapped("name"), ["SKM_001.pdf", "SKM_002.pdf"])
        self.assertEqual(scans.mapped("page_count"), [2, 1])
        self.assertEqual(scans.attachment_id.mapped("raw"), [content for _name, content in files])
        self.assertEqual(set(scans.mapped("source")), {"mail"})
        self.assertLessEqual(scans[0].date_arrival, entry.date_arrived)
        self.assertEqual(scans.with_user(self.front_desk).search([]), scans)
        self.assertFalse(scans.with_user(self.agent).search([]), "until they are sorted")
        scans[0].with_user(self.front_desk).write({"subject": "Lamp"})
        scans[0].with_user(self.front_desk).action_record()
        self.assertEqual(scans[0].request_id.date_received, scans[0].date_arrival)

    def test_the_machine_s_headers_do_not_matter(self):
        mail = self._compose_scan(
            ("a.pdf", make_pdf()), Auto_Submitted="auto-generated", Return_Path="<>"
        )
        self._assert_letters(self._receive(mail), 1)

    def test_a_whole_morning_of_letters_is_no_flood(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 2)
        for number in range(4):
            entry = self._receive(self._compose_scan((f"{number}.pdf", make_pdf())))
        self._assert_letters(entry, 4)

    def test_the_same_letter_again_is_not_doubled(self):
        content = make_pdf()
        mail = self._compose_scan(("a.pdf", content))
        self._assert_letters(self._receive(mail), 1)
        self.assertFalse(self._receive(mail))
        entry = self._receive(self._compose_scan(("again.pdf", content), ("b.pdf", make_pdf())))
        self._assert_letters(entry, 2)
        self.assertIn("again.pdf", entry.note)
        entry = self._receive(self._compose_scan(("again.pdf", content)))
        self.assertEqual((entry.state, entry.outcome), ("done", "duplicate"))

    def test_what_cannot_be_read_is_a_letter_that_says_so(self):
        entry = self._receive(
            self._compose_scan(
                ("good.pdf", make_pdf()),
                ("locked.pdf", make_pdf(password="secret")),  # noqa: S106
                ("page.pdf", b"<html><script>alert(1)</script></html>"),
            )
        )
        self._assert_letters(entry, 3)
        self.assertEqual(self._scans().mapped("problem"), [False, "password", "kind"])
        for scan in self._scans():
            self.assertNotIn("html", scan.mimetype, "browsers never run what came by mail")

    def test_faxes_and_photos(self):
        fax = make_image("TIFF", pages=3, compression="group4")
        self._assert_letters(self._receive(self._compose_scan(("fax.tif", fax))), 1)
        self.assertEqual((self._scans().page_count, self._scans().mimetype), (3, "application/pdf"))
        self._assert_letters(self._receive(self._compose_scan(("photo.jpg", make_image()))), 2)

    def test_a_mail_without_letter_waits_in_the_inbox(self):
        entry = self._receive(self._compose_scan())
        self._assert_failed(entry, "brings no PDF")
        self.assertFalse(self._scans())
        self.assertFalse(self._mails_to("copieur"))

    def test_only_scanners_send_letters_in(self):
        mail = self._compose_scan(("a.pdf", make_pdf()), From="Eve <eve@elsewhere.example>")
        entry = self._receive(mail)
        self._assert_failed(entry, "may not send letters")
        self.assertFalse(self._scans() or self._mails_to("eve@"))
        self._commit()
        entry.with_user(self.administrator).action_retry()
        self.env.invalidate_all()
        self._assert_letters(entry, 1)
        self.env.company.grc_scan_senders = "@elsewhere.example; fax@provider.example"
        for sender, state in (
            ("eve@elsewhere.example", "done"),
            ("FAX@provider.example", "done"),
            ("other@provider.example", "failed"),
            (SCANNER, "failed"),
        ):
            with self.subTest(sender=sender):
                entry = self._receive(self._compose_scan(("x.pdf", make_pdf()), From=sender))
                self.assertEqual(entry.state, state)

    def test_the_address_is_set_in_the_settings_and_may_change(self):
        alias = self.env.company.grc_scan_alias_id
        settings = self.env["res.config.settings"].create({"grc_scan_alias_name": "lettres"})
        settings.execute()
        self.assertEqual(self.env.company.grc_scan_alias_id, alias)
        self.assertEqual(alias.alias_full_name, f"lettres@{DOMAIN}")
        entry = self._receive(self._compose_scan(("a.pdf", make_pdf()), To=f"lettres@{DOMAIN}"))
        self._assert_letters(entry, 1)
