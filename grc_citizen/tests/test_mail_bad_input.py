import unittest
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import mute_logger

from .mail_common import DOMAIN, MailCase

PROCESSING = "odoo.addons.grc_citizen.models.grc_inbox_processing"
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data" / "mail"
TO = f"To: roads@{DOMAIN}\r\n".encode()
FROM = b"From: Jeanne <jeanne.martin@example.com>\r\n"


@tagged("-at_install", "post_install")
class TestMailBadInput(MailCase):
    def _assert_ends_somewhere(self, entry):
        """A mail ends as exactly one entry: handled, or failed with words for a person."""
        self.assertEqual(len(entry), 1)
        if entry.state == "failed":
            self.assertTrue(entry.error)
            self.assertNotIn("Traceback", entry.error)
        else:
            self.assertEqual(entry.state, "done")
            self.assertTrue(entry.outcome)

    def test_mails_without_what_a_mail_should_have(self):
        for name, raw, subject in (
            ("no From", TO + b"Subject: a\r\n\r\ntext", "a"),
            ("no Date", FROM + TO + b"Subject: b\r\n\r\ntext", "b"),
            (
                "impossible Date",
                FROM + TO + b"Date: 45 Foo 20999 99:99\r\nSubject: c\r\n\r\ntext",
                "c",
            ),
            ("no subject", FROM + TO + b"\r\ntext", "(no subject)"),
            ("no body", FROM + TO + b"Subject: d\r\n\r\n", "d"),
            ("headers only", FROM + TO + b"Subject: e", "e"),
            ("empty From", b"From: \r\n" + TO + b"Subject: f\r\n\r\ntext", "f"),
            ("malformed From", b"From: <<@>,;\r\n" + TO + b"Subject: g\r\n\r\ntext", "g"),
        ):
            with self.subTest(name):
                self.assertEqual(self._assert_request(self._receive(raw)).name, subject)

    def test_an_empty_mail_waits_with_its_reason(self):
        self._assert_failed(self._receive(b""), "No address of the city matches")
        self._assert_failed(
            self._receive(b"\xff\xfe\x00 not a mail"), "No address of the city matches"
        )

    def test_broken_multiparts_are_read(self):
        for name, content_type, body in (
            ("never closed", "multipart/mixed; boundary=B", "--B\r\n\r\nThe lamp is out."),
            ("no boundary", "multipart/mixed", "The lamp is out."),
            (
                "other boundary",
                "multipart/alternative; boundary=A",
                "--B\r\n\r\nThe lamp is out.\r\n--B--",
            ),
            ("unknown type", "text", "The lamp is out."),
            (
                "unknown encoding",
                "text/plain\r\nContent-Transfer-Encoding: rot13",
                "The lamp is out.",
            ),
            (
                "lying base64",
                "text/plain\r\nContent-Transfer-Encoding: base64",
                "VGhlIGxhbXAgaXMgb3V0Lg=*",
            ),
        ):
            with self.subTest(name):
                raw = (
                    FROM + TO + f"Subject: x\r\nContent-Type: {content_type}\r\n\r\n{body}".encode()
                )
                request = self._assert_request(self._receive(raw))
                self.assertIn("The lamp is out.", str(request.description))

    def test_what_the_database_refuses_is_left_out(self):
        raw = (
            FROM + TO + b"Subject: =?utf-8?q?a=00b?= \xed\xa0\x80\x00end\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\nYQBi7aCA\r\n"
        )
        request = self._assert_request(self._receive(raw))
        self.assertNotIn("\x00", request.name)
        self.assertIn("ab", request.description)

    def test_headers_cannot_be_injected(self):
        raw = (
            b"From: =?utf-8?q?Jeanne=0D=0ABcc=3A_victim=40example=2Ecom?= "
            b"<jeanne.martin@example.com>\r\n"
            + TO
            + b"Subject: =?utf-8?q?Hole=0D=0ABcc=3A_victim=40example=2Ecom?=\r\n\r\ntext"
        )
        request = self._assert_request(self._receive(raw))
        self.assertNotIn("\n", request.name)
        self.assertNotIn("\n", request.email_from)
        self.assertFalse(self._mails_to("victim@example.com"))

    def test_headers_in_eight_bits_are_read(self):
        for charset in ("utf-8", "iso-8859-1"):
            with self.subTest(charset):
                raw = FROM + TO + "Subject: Égout bouché\r\n\r\ntext".encode(charset)
                self.assertEqual(self._assert_request(self._receive(raw)).name, "Égout bouché")

    def test_an_enormous_subject_is_cut(self):
        raw = FROM + TO + b"Subject: " + b"word " * 200_000 + b"\r\n\r\ntext"
        entry = self._receive(raw)
        self.assertEqual(len(self._assert_request(entry).name), 200)

    def test_ten_thousand_recipients(self):
        crowd = ",\r\n ".join(
            f'"Person {index}" <person{index}@elsewhere.example>' for index in range(10_000)
        )
        for where in ("To: {crowd}, roads@{domain}", "To: {crowd}\r\nCc: roads@{domain}"):
            raw = (
                FROM
                + f"{where}\r\nSubject: x\r\n\r\ntext".format(crowd=crowd, domain=DOMAIN).encode()
            )
            with self.subTest(where):
                request = self._assert_request(self._receive(raw))
                self.assertEqual(request.department_id, self.department)
                self.assertLessEqual(len(request.message_partner_ids), 5)
                self.assertFalse(self._mails_to("elsewhere.example"))

    def test_an_attachment_of_25_megabytes(self):
        message = self._compose(text="See the film")
        film = bytes(range(256)) * (25 * 4096)
        message.add_attachment(film, maintype="video", subtype="mp4", filename="film.mp4")
        raw = message.as_bytes()
        entry = self._receive(raw)
        request = self._assert_request(entry)
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", "grc.request"), ("res_id", "=", request.id)]
        )
        self.assertEqual(kept.raw, film)
        self.assertEqual(entry._read_payload(), raw)

    def test_identifiers_no_index_can_hold(self):
        raw = FROM + TO + b"Message-ID: <" + b"x" * 5000 + b"@y>\r\nSubject: long\r\n\r\ntext"
        self.assertEqual(self._assert_request(self._receive(raw)).name, "long")
        self.assertFalse(self._receive(raw))

    def test_mails_made_to_exhaust_the_server(self):
        nested = b"".join(
            b"Content-Type: multipart/mixed; boundary=B%d\r\n\r\n--B%d\r\n" % (level, level)
            for level in range(3000)
        )
        html = b"Content-Type: text/html\r\n\r\n" + b"<div>" * 20_000 + b"text" + b"</div>" * 20_000
        report = (
            b"Return-Path: <>\r\nContent-Type: text/plain\r\n\r\n"
            + b"\n" * 100_000
            + b"<" * 100_000
        )
        for name, raw in (
            ("parts in parts", FROM + TO + nested + b"\r\ntext"),
            (
                "a hundred thousand headers",
                FROM + TO + b"".join(b"X-%d: a\r\n" % n for n in range(100_000)) + b"\r\ntext",
            ),
            ("a hundred thousand elements", FROM + TO + html),
            ("an empty report", b"From: MAILER-DAEMON@x.example\r\n" + TO + report),
            (
                "a thousand references",
                FROM + TO + b"References:" + b" <a@b>\r\n" * 10_000 + b"\r\ntext",
            ),
        ):
            with self.subTest(name), mute_logger(PROCESSING):
                self._assert_ends_somewhere(self._receive(raw))

    def test_every_mail_of_the_corpus_ends_somewhere(self):
        if not CORPUS.is_dir():
            raise unittest.SkipTest(f"the corpus of real mails is not at {CORPUS}")
        mails = sorted(CORPUS.glob("*.eml"))
        self.assertTrue(mails)
        for path in mails:
            with self.subTest(path.name):
                raw = f"Delivered-To: roads@{DOMAIN}\r\n".encode() + path.read_bytes().lstrip()
                entry = self._receive(raw)
                self._assert_ends_somewhere(entry)
                self.assertNotIn("\ufffd", str(entry.request_id.description) + str(entry.subject))
