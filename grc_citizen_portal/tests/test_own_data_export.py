import io
import json
import zipfile
from datetime import timedelta
from unittest.mock import patch

from pypdf import PdfReader

from odoo import fields
from odoo.tests import tagged

from ..models import grc_data_export
from .own_data_common import OwnDataCase


@tagged("post_install", "-at_install")
class TestOwnDataExport(OwnDataCase):
    """The copy of a citizen's data: whole, theirs alone, for some days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exports = cls.env["grc.data.export"]
        cls.type.question_definition = [{"name": "size", "type": "char", "string": "How large?"}]
        cls.mine = cls._request(
            partner_id=cls.me.id,
            name="Pothole <b>here</b>",
            description="<p>Deep &amp; wide</p>",
            questions={"size": "20 cm"},
        )
        cls.piece = (
            cls.env["ir.attachment"]
            .with_user(cls.env.ref("base.user_root"))
            .create(
                {
                    "name": "../../\u202eetc/pothole.txt",
                    "raw": b"my photo",
                    "res_model": "grc.request",
                    "res_id": cls.mine.id,
                }
            )
        )
        cls.mine._post_citizen_words("My words about it")
        cls.mine.with_user(cls.agent).message_post(
            body="Our public words", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        cls.mine.with_user(cls.agent).message_post(
            body="SECRET-NOTE", subtype_xmlid="mail.mt_note", attachments=[("note.txt", b"SECRET")]
        )
        cls.mine.message_post(
            body="WORDS-OF-ROSE",
            author_id=cls.stranger.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        answer = cls.env["grc.request.answer"].create(
            {"request_id": cls.mine.id, "subject": "Our answer", "body": "<p>It is filled.</p>"}
        )
        answer.with_user(cls.agent).sudo().action_send_and_close()
        cls.env["grc.request.answer"].create(
            {"request_id": cls.mine.id, "subject": "SECRET-DRAFT", "body": "<p>SECRET</p>"}
        )
        cls.env["rating.rating"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id("grc.request"),
                "res_id": cls.mine.id,
                "rating": 5,
                "feedback": "Well done",
                "consumed": True,
                "partner_id": cls.me.id,
            }
        )
        cls.theirs = cls._request(partner_id=cls.stranger.partner_id.id, name="OF-ROSE")
        cls.subscription = cls.env["grc.subscription"].create(
            {
                "email": "citizen@example.com",
                "res_model": "grc.request.type",
                "res_id": cls.type.id,
                "state": "active",
            }
        )
        purpose = cls.env.ref("grc_citizen.grc_consent_purpose_newsletter")
        cls.me._say_consent(purpose, True)
        cls.me._say_consent(purpose, False)
        cls.env["grc.contact"].create(
            {"type_id": cls.type.id, "partner_id": cls.me.id, "note": "SECRET-CONTACT"}
        )

    def _fetch(self):
        export = self.exports._find_latest(self.me)
        answer = self.url_open(f"/my/data/export/{export.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        return zipfile.ZipFile(io.BytesIO(answer.content))

    def test_a_small_copy_is_made_at_once_and_is_whole(self):
        self.assertEqual(self._post("/my/data/export").status_code, 303)
        archive = self._fetch()
        self.assertIsNone(archive.testzip())
        data = json.loads(archive.read("data.json"))
        self.assertEqual((data["format"], data["version"]), ("grc-citizen-data", 1))
        me = self.me
        for key, field in (
            ("name", "name"),
            ("email", "email"),
            ("language", "lang"),
            ("kind", "citizen_type"),
        ):
            self.assertEqual(data["person"][key], me[field] or None, key)
        self.assertEqual(data["accounts"][0]["login"], "grc_citizen")
        self.assertEqual(
            [(row["purpose_code"], row["granted"], row["text"]) for row in data["consents"]],
            [(row.purpose_id.code, row.granted, row.text) for row in me.consent_ids.sorted("id")],
        )
        self.assertEqual(len(data["on_the_spot"]), 1)
        self.assertEqual(data["subscriptions"][0]["about"], self.subscription.target_name)
        (entry,) = data["requests"]
        request = self.mine
        for key, value in (
            ("number", request.number),
            ("tracking_code", request.tracking_code_display),
            ("subject", request.name),
            ("type_code", "test-pothole"),
            ("state", "done"),
            ("received", request.date_received.isoformat() + "Z"),
            ("closed", request.date_closed.isoformat() + "Z"),
            ("contact_email", request.email_from),
            ("description", "Deep & wide"),
            ("questions", [{"question": "How large?", "answer": "20 cm"}]),
        ):
            self.assertEqual(entry[key], value, key)
        self.assertEqual(
            [(one["from"], one["text"]) for one in entry["messages"] if "words" in one["text"]],
            [("you", "My words about it"), ("town_hall", "Our public words")],
        )
        self.assertEqual(
            [(one["subject"], one["text"]) for one in entry["answers"]],
            [("Our answer", "It is filled.")],
        )
        self.assertEqual(
            [(one["value"], one["comment"]) for one in entry["ratings"]], [(5.0, "Well done")]
        )
        (path,) = [one["path"] for one in entry["files"]]
        self.assertRegex(path, rf"^files/{request.number}/1-[\w.\- ]+pothole\.txt$")
        self.assertEqual(archive.read(path), b"my photo")

    def test_nothing_internal_and_nothing_of_others(self):
        self._post("/my/data/export")
        archive = self._fetch()
        everything = b"".join(archive.read(name) for name in archive.namelist())
        for secret in (
            b"SECRET",
            b"ROSE",
            b"Rose Autrui",
            b"98765432",
            self.theirs.number.encode(),
        ):
            self.assertNotIn(secret, everything)
        for name in archive.namelist():
            self.assertFalse(name.startswith("/") or ".." in name or "\u202e" in name, name)

    def test_the_document_says_it_in_words(self):
        self.me.lang = "en_US"
        export = self.exports.with_context(force_report_rendering=True)._start(self.me)
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", export._name), ("res_field", "=", "content")]
        )
        archive = zipfile.ZipFile(io.BytesIO(attachment.raw))
        pdf = PdfReader(io.BytesIO(archive.read("my-data.pdf")))
        text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
        page = archive.read("my-data.html").decode()
        for words in ("Jeanne Martin", self.mine.number, "Deep & wide", "It is filled.", "20 cm"):
            self.assertIn(words, text)
            self.assertIn(words.replace("&", "&amp;"), page)
        self.assertIn("Pothole &lt;b&gt;here&lt;/b&gt;", page)
        self.assertEqual(page.count("<h1"), 1)

    def test_a_large_copy_is_made_in_the_background_by_pieces(self):
        more = [self._request(partner_id=self.me.id, name=f"Number {n}") for n in range(6)]
        with (
            patch.object(grc_data_export, "AT_ONCE_REQUESTS", 3),
            patch.object(grc_data_export, "PIECE", 2),
        ):
            self._post("/my/data/export")
            export = self.exports._find_latest(self.me)
            self.assertEqual((export.state, export.total), ("waiting", 7))
            self.assertIn("0 of 7", " ".join(self.url_open("/my/data/export").text.split()))
            self._post("/my/data/export")
            self.assertEqual(self.exports._find_latest(self.me), export)
            steps = []
            export._make(lambda: steps.append(export.position))
            self.assertEqual((export.position, export.progress), (2, 27))
            self.env.ref("grc_citizen_portal.ir_cron_data_export").method_direct_trigger()
        self.assertEqual(export.state, "done")
        self.assertFalse(export.part_ids)
        (mail,) = self._get_mails("citizen@example.com").filtered(
            lambda one: "copy of your data" in one.subject
        )
        self.assertIn("/my/data/export", mail.body_html)
        archive = self._fetch()
        data = json.loads(archive.read("data.json"))
        self.assertEqual(
            [entry["number"] for entry in data["requests"]],
            [self.mine.number, *(one.number for one in more)],
        )
        self.assertEqual(len([name for name in archive.namelist() if name.endswith(".html")]), 4)

    def test_it_is_for_its_citizen_and_for_some_days(self):
        self._post("/my/data/export")
        export = self.exports._find_latest(self.me)
        path = f"/my/data/export/{export.id}"
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", export._name), ("res_field", "=", "content")]
        )
        self.authenticate("grc_stranger", "grc_stranger")
        self.assertEqual(self.url_open(path).status_code, 404)
        for user in ("grc_stranger", "grc_citizen", "grc_administrator"):
            self.authenticate(user, user)
            self.assertEqual(self.url_open(f"/web/content/{attachment.id}").status_code, 404)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(path).url)
        self.authenticate("grc_citizen", "grc_citizen")
        self.assertEqual(self.url_open(path).status_code, 200)
        export.date_expiry = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(self.url_open(path).status_code, 404)
        self.exports._gc_over()
        self.assertEqual(export.state, "over")
        self.assertFalse(attachment.exists())

    def test_so_many_a_day(self):
        name = "grc_citizen_portal.limit_export_contact"
        self.env["ir.config_parameter"].set_param(name, "1/86400")
        self.assertEqual(self._post("/my/data/export").status_code, 303)
        refused = self._post("/my/data/export")
        self.assertEqual(refused.status_code, 429)
        self.assertIn("Retry-After", refused.headers)

    def test_a_failure_is_told_and_does_not_last(self):
        with (
            patch.object(type(self.exports), "_prepare_requests", side_effect=ValueError),
            self.assertLogs("odoo.addons.grc_citizen_portal.models.grc_data_export", "ERROR"),
        ):
            self._post("/my/data/export")
        self.assertIn("could not be made", self.url_open("/my/data/export").text)
        self._post("/my/data/export")
        self.assertIn("is ready", self.url_open("/my/data/export").text)
