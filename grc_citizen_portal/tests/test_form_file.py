from io import BytesIO

from PIL import Image

from odoo.exceptions import ValidationError

from . import hostile_files as files
from .common import FormCase, tagged


@tagged("post_install", "-at_install")
class TestFormFile(FormCase):
    """Photos and documents of the form, as a browser without JavaScript sends them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp.write({"requires_photo": True, "question_definition": [], "kind": "report"})
        documents = cls.env["grc.request.type.document"]
        cls.address, cls.identity = documents.create(
            [
                {"type_id": cls.permit.id, "name": "Proof of address", "help": "Of this year"},
                {"type_id": cls.permit.id, "name": "Identity card", "required": False},
            ]
        )

    def _to_photo(self):
        page = self._page("/citizen/new/test-lamp/what")
        page = self._submit(page, description="Dark")
        return self._submit(page, place="12 rue des Lilas")

    def _to_documents(self):
        return self._submit(self._page("/citizen/new/test-permit/what"), description="Please")

    def _send_files(self, page, *sent, action="stay", **typed):
        """Send files of a page: field, name and content; return the page that follows."""
        sent = [(field, (name, content)) for field, name, content in sent]
        return self._read(
            self.url_open(
                page.path,
                data={**self._fields(page), "action": action, **typed},
                files=sent or [("photos", ("", b""))],
            )
        )

    def _draft(self, page):
        key = page.xpath("//form/@data-draft")[0]
        return self.env["grc.request.draft"].search([("key", "=", key)])

    def _shown(self, page):
        return page.xpath("//li[contains(@class, 'grc-file')]//img/@src")

    def test_photos_are_added_and_removed_one_by_one_and_sent(self):
        page = self._to_photo()
        self.assertIn("(required)", self._text(page))
        page = self._submit(page)
        self.assertEqual(self._errors(page), {"photos": "Add a photo: this request needs one."})
        page = self._send_files(page, ("photos", "a.jpg", files.taken(6)))
        self.assertFalse(self._errors(page))
        page = self._send_files(
            page,
            ("camera", "b.webp", files.photo("WEBP")),
            ("photos", "c.png", files.photo("PNG", color="red")),
        )
        self.assertEqual(len(self._shown(page)), 3)
        second = page.xpath("//button[starts-with(@value, 'remove-')]/@value")[1]
        page = self._send_files(page, action=second)
        self.assertEqual(len(self._shown(page)), 2)
        # The same photo sent twice, by two clicks or a network that failed, is there once.
        page = self._send_files(page, ("photos", "a.jpg", files.taken(6)))
        self.assertEqual(len(self._shown(page)), 2)
        # The choice of the citizen, never ours.
        self.assertFalse(page.xpath("//input[@name='use_photo_place']/@checked"))
        page = self._send_files(page, action="next", use_photo_place="1")
        self.assertIn("/who", page.path)
        page = self._submit(page, contact_name="Ada Lovelace", email="ada@example.com")
        self.assertIn("Photos 2 Place Where the photo was taken", self._text(page))
        self.assertEqual(self._send(page).status_code, 303)
        request = self._last_request()
        self.assertEqual(
            request.place, "12 rue des Lilas (position of the photo: 47.250000, -6.024500)"
        )
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", "grc.request"), ("res_id", "=", request.id)], order="id"
        )
        self.assertEqual(kept.mapped("name"), ["a.jpg", "b.jpg"])
        with Image.open(BytesIO(kept[0].raw)) as picture:
            self.assertEqual(picture.size, (80, 120))
            self.assertFalse(picture.getexif())
        self.assertNotIn(b"Jeanne", kept[0].raw)

    def test_place_of_a_photo_goes_with_it(self):
        page = self._send_files(self._to_photo(), ("photos", "a.jpg", files.taken()))
        self.assertEqual(self._draft(page).values["photo_latitude"], 47.25)
        self.assertTrue(page.xpath("//input[@name='use_photo_place']"))
        remove = page.xpath("//button[starts-with(@value, 'remove-')]/@value")[0]
        page = self._send_files(page, action=remove, use_photo_place="1")
        self.assertFalse(page.xpath("//input[@name='use_photo_place']"))
        page = self._send_files(page, ("photos", "b.jpg", files.photo()), action="next")
        page = self._submit(page, contact_name="Ada Lovelace", email="ada@example.com")
        self._send(page)
        self.assertEqual(self._last_request().place, "12 rue des Lilas")

    def test_refused_file_is_told_and_keeps_the_others(self):
        page = self._send_files(
            self._to_photo(),
            ("photos", "a.jpg", files.photo()),
            ("photos", "<b>x</b>.jpg", files.HTML),
            ("photos", "b.jpg", files.photo(color="red")),
            action="next",
        )
        self.assertIn("/photo", page.path)
        self.assertIn(
            "“b_.jpg” says that it is a photo but is a web page", self._errors(page)["photos"]
        )
        self.assertEqual(len(self._shown(page)), 2)
        self.assertEqual(page.xpath("//input[@id='photos']/@aria-invalid"), ["true"])
        page = self._submit(page)
        self.assertIn("/who", page.path)

    def test_fifty_one_photos_at_once(self):
        many = [
            ("photos", f"{n}.jpg", files.photo(color=(n, 0, 0), size=(9 + n, 9))) for n in range(51)
        ]
        page = self._send_files(self._to_photo(), *many)
        self.assertEqual(
            self._errors(page), {"photos": "8 files at most: the others were not kept."}
        )
        self.assertEqual(len(self._draft(page).attachment_ids), 8)

    def test_documents_have_a_field_each(self):
        page = self._to_documents()
        self.assertIn("/documents", page.path)
        self.assertIn("Proof of address (required)", self._text(page))
        self.assertIn("Of this year", self._text(page))
        field = f"document-{self.address.id}"
        page = self._submit(page)
        self.assertEqual(self._errors(page), {field: "Add this document: Proof of address."})
        page = self._send_files(page, (field, "a.docx", files.docx()), action="next")
        self.assertIn(
            "“a.docx” is a text document. Send a PDF or a JPEG", self._errors(page)[field]
        )
        page = self._send_files(
            page,
            (field, "bail.pdf", files.pdf()),
            ("document-other", "lettre.odt", files.odt()),
            action="next",
        )
        self.assertIn("/who", page.path)
        page = self._submit(
            page,
            contact_name="Ada Lovelace",
            email="ada@example.com",
            street="1 rue du Four",
            zip="25000",
            city="Roseraie",
        )
        self.assertIn("Proof of address bail.pdf", self._text(page))
        self._send(page)
        request = self._last_request().with_user(self.other_agent)
        self.assertEqual(request.type_id, self.permit)
        self.assertFalse(request.missing_document_ids)
        self.identity.required = True
        request.invalidate_recordset(["missing_document_ids"])
        self.assertEqual(request.missing_document_ids, self.identity)
        request.sudo()._add_citizen_files([("carte.pdf", files.pdf())], self.identity)
        request.invalidate_recordset(["missing_document_ids"])
        self.assertFalse(request.missing_document_ids)

    def test_files_added_to_a_request_are_all_kept_or_none(self):
        request = self._request()
        with self.assertRaisesRegex(ValidationError, "“b.svg” is an SVG drawing"):
            request._add_citizen_files([("a.jpg", files.photo()), ("b.svg", files.SVG)])
        found = self.env["ir.attachment"].search(
            [("res_id", "=", request.id), ("res_model", "=", "grc.request")]
        )
        self.assertFalse(found)
        kept = request._add_citizen_files([("a.jpg", files.photo())])
        self.assertEqual((kept.name, kept.mimetype), ("a.jpg", "image/jpeg"))
        with self.assertRaisesRegex(ValidationError, "10 files at a time"):
            request._add_citizen_files([("a.jpg", files.photo())] * 11)

    def test_files_are_shown_to_their_browser_alone_and_never_as_a_page(self):
        page = self._send_files(
            self._to_photo(), ("photos", "photo_\u202egpj.html.jpg", files.taken())
        )
        file = self._draft(page).attachment_ids
        for path in (f"/citizen/file/{file.id}", f"/citizen/file/{file.id}?small=1"):
            answer = self.url_open(path)
            self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
            self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
            self.assertIn(
                "inline; filename*=UTF-8''photo_gpj.html.jpg", answer.headers["Content-Disposition"]
            )
        documents = self._to_documents()
        documents = self._send_files(
            documents, (f"document-{self.address.id}", "a.pdf", files.pdf())
        )
        pdf = self._draft(documents).attachment_ids
        answer = self.url_open(f"/citizen/file/{pdf.id}")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))
        self.opener.cookies.clear()
        for path in (
            f"/citizen/file/{file.id}",
            f"/citizen/file/{file.id + 10**6}",
            f"/web/content/{file.id}",
        ):
            self.assertEqual(self.url_open(path).status_code, 404, path)
        self.authenticate("paul", "paul-portal")
        self.assertEqual(self.url_open(f"/citizen/file/{file.id}").status_code, 404)

    def test_foreign_form_keeps_no_file(self):
        page = self._to_photo()
        fields = {**self._fields(page), "draft_token": "x", "csrf_token": "x", "action": "stay"}
        answer = self.url_open(page.path, data=fields, files=[("photos", ("a.jpg", files.photo()))])
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self._draft(page).attachment_ids)

    def test_uploads_are_limited(self):
        self.env["ir.config_parameter"].set_param(
            "grc_citizen_portal.limit_upload_address", "2/3600"
        )
        page = self._to_photo()
        for color in ("red", "green"):
            page = self._send_files(page, ("photos", "a.jpg", files.photo(color=color)))
        answer = self.url_open(
            page.path,
            data={**self._fields(page), "action": "stay"},
            files=[("photos", ("a.jpg", files.photo()))],
        )
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(len(self._draft(page).attachment_ids), 2)

    def test_body_over_the_limit_keeps_nothing_and_loses_nothing(self):
        page = self._send_files(self._to_photo(), ("photos", "a.jpg", files.photo()))
        self.env["ir.config_parameter"].set_param("web.max_file_upload_size", "500000")
        answer = self.url_open(
            page.path,
            data={**self._fields(page), "action": "stay"},
            files=[("photos", ("b.jpg", files.photo("PNG") + bytes(10**6)))],
        )
        self.assertEqual(answer.status_code, 413)
        self.assertNotIn("Traceback", answer.text)
        self.assertEqual(self._draft(page).attachment_ids.mapped("name"), ["a.jpg"])
        self.assertEqual(len(self._shown(self._page(page.path))), 1)
