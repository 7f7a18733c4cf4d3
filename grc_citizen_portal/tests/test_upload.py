import re
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from odoo.tests import TransactionCase, tagged

from ..tools.upload import MIMETYPES, RefusedUpload, check_upload
from . import hostile_files as files

ALL = ("photo", "pdf", "text", "sheet")
PHOTO = ("photo",)
PDF = ("pdf",)
SECRETS = (b"Jeanne", b"script", b"xmpmeta", b"PK\x03\x04", b"Exif", b"JavaScript", b"alert")


@cache
def prepare_refused():
    """Return what is sent: name, content, what is asked for; and what its sender reads."""
    return {
        "empty": ("a.jpg", b"", PHOTO, "“a.jpg” is empty"),
        "program as PDF": (
            "facture.pdf",
            files.WINDOWS_PROGRAM,
            ALL,
            "says that it is a PDF but is a Windows program. Send a JPEG, PNG or WebP photo, a PDF",
        ),
        "double extension": ("facture.pdf.exe", files.WINDOWS_PROGRAM, ALL, "is a Windows program"),
        "program as photo": ("a.jpg", b"\x7fELF" + bytes(99), PHOTO, "a photo but is a program"),
        "script": ("a.txt", b"#!/bin/sh\nrm -rf /\n", ALL, "a plain text but is a program"),
        "page as photo": ("a.jpg", files.HTML, PHOTO, "a photo but is a web page"),
        "page after spaces": ("a.png", b" \n\t" + files.HTML, PHOTO, "a photo but is a web page"),
        "page as page": ("a.html", files.HTML, ALL, "“a.html” is a web page"),
        "photo as page": ("a.html", files.photo(), PHOTO, "a web page but is a photo"),
        "drawing": ("a.svg", files.SVG, PHOTO, "is an SVG drawing"),
        "drawing as photo": (
            "a.png",
            b"<?xml version='1.0'?>" + files.SVG,
            PHOTO,
            "an SVG drawing",
        ),
        "photo as PDF": ("a.pdf", files.photo(), ALL, "says that it is a PDF but is a photo"),
        "PDF for a photo": ("a.pdf", files.pdf(), PHOTO, "“a.pdf” is a PDF. Send a JPEG"),
        "HEIC": (
            "IMG_1.HEIC",
            b"\0\0\0\x18ftypheic" + bytes(99),
            PHOTO,
            "Settings, Camera, Formats",
        ),
        "video": ("a.mov", b"\0\0\0\x18ftypqt  " + bytes(99), PHOTO, "is a video"),
        "picture": ("a.tif", b"II*\x00" + bytes(99), PHOTO, "a picture that browsers do not show"),
        "damaged photo": ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(99), PHOTO, "is damaged"),
        "photo cut short": ("a.jpg", files.photo(size=(3000, 2000))[:30000], PHOTO, "is damaged"),
        "PNG of 144 million pixels": (
            "a.png",
            files.png_bomb(12000, 12000, 0),
            PHOTO,
            "too many pixels",
        ),
        "thousand scans": ("a.jpg", files.progressive(400), PHOTO, "is damaged"),
        "large photo": (
            "a.jpg",
            files.photo() + bytes(21 << 20),
            PHOTO,
            "too large: 20 MB at most",
        ),
        "large PDF": ("a.pdf", files.pdf(tail=bytes(11 << 20)), PDF, "too large: 10 MB at most"),
        "no PDF": ("a.pdf", b"%PDF-1.7 nothing", PDF, "is damaged or incomplete"),
        "PDF cut short": ("a.pdf", files.pdf()[:-40], PDF, "is damaged or incomplete"),
        "PDF of no page": (
            "a.pdf",
            b"%PDF-1.4\ntrailer<<>>\n%%EOF",
            PDF,
            "is damaged or incomplete",
        ),
        "page before PDF": ("a.pdf", files.HTML + files.pdf(), PDF, "a PDF but is a web page"),
        "PDF with archive": (
            "a.pdf",
            files.pdf(tail=files.docx()),
            PDF,
            "another file hidden in it",
        ),
        "locked PDF": (
            "a.pdf",
            files.pdf(trailer=b"/Encrypt 9 0 R"),
            PDF,
            "protected by a password",
        ),
        "form of Adobe": (
            "a.pdf",
            files.pdf(catalog=b"/NeedsRendering true"),
            PDF,
            "form that only Adobe Reader shows",
        ),
        "PDF that unpacks": (
            "a.pdf",
            files.pdf(files.object_stream(bytes(20 << 20))),
            PDF,
            "could not be checked",
        ),
        "PDF packed twice": (
            "a.pdf",
            files.pdf(
                files.object_stream(b"x").replace(
                    b"/FlateDecode", b"[/ASCIIHexDecode /FlateDecode]"
                )
            ),
            PDF,
            "could not be checked",
        ),
        "archive": ("a.zip", files.archive({"a.exe": b"MZ"}), ALL, "is a compressed archive"),
        "archive as PDF": (
            "a.pdf",
            files.archive({"a": b"b"}),
            PDF,
            "a PDF but is a compressed archive",
        ),
        "document that unpacks": ("a.docx", files.zip_bomb(), ALL, "far too large once opened"),
        "document of 6,000 files": (
            "a.docx",
            files.many_entries(),
            ALL,
            "far too large once opened",
        ),
        "macros": (
            "a.docx",
            files.docx(word__vbaProject_bin=b"x").replace(b"Project_bin", b"Project.bin"),
            ALL,
            "contains macros",
        ),
        "macros of LibreOffice": (
            "a.odt",
            files.odt(Basic__Standard__a=b"x"),
            ALL,
            "contains macros",
        ),
        "hidden program": (
            "a.docx",
            files.docx(word__embeddings__oleObject1=b"MZ"),
            ALL,
            "opens another file",
        ),
        "locked document": (
            "a.odt",
            files.odt(**{"META-INF__manifest.xml": b"<manifest:encryption-data/>"}),
            ALL,
            "protected by a password: send it without one",
        ),
        "path in an archive": (
            "a.docx",
            files.docx(**{"..__..__etc": b"x"}),
            ALL,
            "is a compressed archive",
        ),
        "document with a head": ("a.docx", files.HTML + files.docx(), ALL, "but is a web page"),
        "document cut short": ("a.docx", files.docx()[:-30], ALL, "is damaged or incomplete"),
        "old Word": (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            ALL,
            "of an old kind",
        ),
        "document for a PDF": ("a.docx", files.docx(), PDF, "is a text document. Send a PDF"),
        "noise": ("a", bytes(range(256)), ALL, "is something that is not known here"),
    }


@cache
def prepare_taken():
    """Return what is sent and taken: name, content; and the name under which it is kept."""
    return {
        "photo": ("a.jpeg", files.photo(), "a.jpg"),
        "other kind of photo": ("a.jpg", files.photo("WEBP"), "a.jpg"),
        "GIF": ("a.gif", files.photo("GIF"), "a.jpg"),
        "no extension": ("image", files.photo("PNG"), "image.jpg"),
        "iPhone's name": ("IMG_1.HEIC", files.photo(), "IMG_1.jpg"),
        "CMYK": ("a.jpg", files.photo(mode="CMYK", color=(0, 100, 200, 0)), "a.jpg"),
        "two pictures": ("a.jpg", files.animation("MPO"), "a.jpg"),
        "moving GIF": ("a.gif", files.animation("GIF"), "a.jpg"),
        "moving WebP": ("a.webp", files.animation("WEBP"), "a.jpg"),
        "moving PNG": ("a.png", files.animation("PNG"), "a.jpg"),
        "sixteen bits": ("a.png", files.photo("PNG", mode="I;16", color=32768), "a.jpg"),
        "clear": ("a.png", files.photo("PNG", mode="RGBA", color=(0, 0, 0, 0)), "a.jpg"),
        "texts": ("a.png", files.png_with_texts(), "a.jpg"),
        "text that unpacks": ("a.png", files.png_text_bomb(), "a.jpg"),
        "page after photo": ("a.jpg", files.photo() + files.HTML, "a.jpg"),
        "archive after photo": ("a.gif", files.photo("GIF") + files.archive({"a": b"b"}), "a.jpg"),
        "script in photo": ("a.jpg", files.jpeg_with(files.segment(b"\xfe", files.ALERT)), "a.jpg"),
        "full EXIF": (
            "a.jpg",
            files.jpeg_with(files.segment(b"\xe1", b"Exif\0\0" + b"\xff" * 65000)),
            "a.jpg",
        ),
        "broken EXIF": (
            "a.jpg",
            files.jpeg_with(files.segment(b"\xe1", b"Exif\0\0II*\0\xff\xff")),
            "a.jpg",
        ),
        "path": ("../../etc/passwd.jpg", files.photo(), "passwd.jpg"),
        "path of Windows": (r"C:\fakepath\vélo.jpg", files.photo(), "vélo.jpg"),
        "NUL": ("a\0.php\0.jpg", files.photo(), "a.php.jpg"),
        "turned writing": ("photo_\u202egpj.exe.jpg", files.photo(), "photo_gpj.exe.jpg"),
        "lines": ("a\r\nSet-Cookie: b.jpg", files.photo(), "a Set-Cookie_ b.jpg"),
        "script in name": (
            "<img src=x onerror=alert(1)>.jpg",
            files.photo(),
            "_img src=x onerror=alert(1)_.jpg",
        ),
        "long name": ("n" * 3000 + ".jpg", files.photo(), "n" * 80 + ".jpg"),
        "reserved name": ("CON.jpg", files.photo(), "_CON.jpg"),
        "no name": ("", files.photo(), "photo.jpg"),
        "dots": ("....jpg", files.photo(), "photo.jpg"),
        "PDF": ("a.pdf", files.pdf(), "a.pdf"),
        "page in PDF": (
            "a.pdf",
            files.pdf(head=b"%" + files.HTML.replace(b"script", b"b") + b"\n"),
            "a.pdf",
        ),
        "docx": ("a.docx", files.docx(), "a.docx"),
        "odt": ("a.odt", files.odt(), "a.odt"),
    }


@tagged("post_install", "-at_install")
class TestUpload(TransactionCase):
    """Files that strangers send."""

    def _refuse(self, name, content, kinds):
        with self.assertRaises(RefusedUpload) as caught:
            check_upload(name, content, kinds)
        return caught.exception.say(self.env(context={"lang": "en_US"}))

    def test_what_is_refused_is_told_in_words_that_help(self):
        for case, (name, content, kinds, words) in prepare_refused().items():
            with self.subTest(case):
                self.assertIn(words, self._refuse(name, content, kinds))

    def test_what_is_taken_is_ours(self):
        for case, (name, content, kept) in prepare_taken().items():
            with self.subTest(case):
                upload = check_upload(name, content, ALL)
                self.assertEqual(upload.name, kept)
                self.assertEqual("." + kept.rpartition(".")[2], MIMETYPES[upload.mimetype])
                if upload.mimetype == "image/jpeg":
                    self._assert_bare(upload.content)

    def _assert_bare(self, content):
        """Check that a photo is a JPEG picture and nothing else."""
        for secret in SECRETS:
            self.assertNotIn(secret, content)
        self.assertTrue(content.endswith(b"\xff\xd9"))
        with Image.open(BytesIO(content)) as picture:
            picture.load()
            self.assertEqual(picture.format, "JPEG")
            self.assertFalse(picture.getexif())
            self.assertLessEqual(
                picture.info.keys(), {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            )

    def test_photo_is_turned_upright_and_its_place_read_first(self):
        # Where the blue corner is once the photo is upright: left or right, up or down.
        corners = {
            1: (0, 0),
            2: (1, 0),
            3: (1, 1),
            4: (0, 1),
            5: (0, 0),
            6: (1, 0),
            7: (1, 1),
            8: (0, 1),
        }
        for orientation, (right, down) in corners.items():
            with self.subTest(orientation=orientation):
                upload = check_upload("a.jpg", files.taken(orientation), PHOTO)
                self._assert_bare(upload.content)
                with Image.open(BytesIO(upload.content)) as picture:
                    self.assertEqual(picture.size, (120, 80) if orientation < 5 else (80, 120))
                    corner = (right * (picture.width - 5) + 2, down * (picture.height - 5) + 2)
                    red, _green, blue = picture.getpixel(corner)
                self.assertGreater(blue, red)
                self.assertEqual(upload.place, (47.25, -6.0245))
        for place in (None, (0, 0)):
            self.assertIsNone(check_upload("a.jpg", files.taken(place=place), PHOTO).place)
        for kind in ("WEBP", "PNG"):
            self.assertEqual(
                check_upload("a", files.taken(kind=kind), PHOTO).place, (47.25, -6.0245)
            )

    def test_large_photo_is_made_smaller(self):
        for size, kept in {(4000, 3000): (1920, 1440), (300, 4000): (144, 1920)}.items():
            upload = check_upload("a.jpg", files.photo(size=size), PHOTO)
            with Image.open(BytesIO(upload.content)) as picture:
                self.assertEqual(picture.size, kept)

    def test_pictures_keep_their_colours(self):
        for mode, color, seen in (
            ("CMYK", (0, 255, 255, 0), (255, 0, 0)),
            ("I;16", 32768, (128, 128, 128)),
            ("RGBA", (0, 0, 0, 0), (255, 255, 255)),
            ("LA", (100, 255), (100, 100, 100)),
        ):
            kind = "JPEG" if mode == "CMYK" else "PNG"
            upload = check_upload("a", files.photo(kind, mode=mode, color=color), PHOTO)
            with Image.open(BytesIO(upload.content)) as picture:
                for got, wanted in zip(picture.getpixel((9, 9)), seen, strict=True):
                    self.assertAlmostEqual(got, wanted, delta=3)

    def test_what_acts_in_a_pdf_is_silenced(self):
        script = b"7 0 obj\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\nendobj\n"
        escaped = script.replace(b"/JavaScript", b"/J#61vaScript")
        launch = b"7 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n"
        opened = b"/OpenAction 7 0 R /Names << /EmbeddedFiles 6 0 R >>"
        for acting in (script, escaped, launch):
            upload = check_upload("a.pdf", files.pdf(acting, opened), PDF)
            for name in (b"/JavaScript", b"/J#61vaScript", b"/Launch", b"/EmbeddedFiles"):
                self.assertNotIn(name, upload.content)
            self.assertEqual(len(upload.content), len(files.pdf(acting, opened)))
        packed = files.object_stream(b"7 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>" * 3)
        upload = check_upload("a.pdf", files.pdf(packed, b"/OpenAction 7 0 R"), PDF)
        self.assertNotIn(packed, upload.content)
        self.assertEqual(len(upload.content), len(files.pdf(packed, b"/OpenAction 7 0 R")))
        calm = files.pdf(files.object_stream(b"7 0 << /Type /Font >>"))
        self.assertEqual(check_upload("a.pdf", calm, PDF).content, calm)

    def test_bombs_leave_the_memory_alone(self):
        bombs = [
            files.photo(size=(9000, 8000)),
            files.png_bomb(3500, 3500),
            files.png_text_bomb(),
            files.png_bomb(2490, 2500, 6),
            *(
                content
                for case, (_name, content, _kinds, _words) in prepare_refused().items()
                if "unpacks" in case or "million" in case
            ),
        ]
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins here
        before = self._get_peak()
        for bomb in bombs:
            try:
                check_upload("", bomb, ALL)
            except RefusedUpload as refused:
                self.assertTrue(refused.say(self.env(context={"lang": "en_US"})))
        self.assertLess(self._get_peak() - before, 100 * 1024, "kilobytes")

    def _get_peak(self):
        status = Path("/proc/self/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])
