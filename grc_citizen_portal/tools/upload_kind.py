"""What a file is, by its first bytes, and what its name says that it is.

Odoo's ``guess_mimetype`` answers differently with libmagic and without; what is taken is then read
as what it claims to be, and what is not needs only a word that the sender understands.
"""

from odoo.tools.translate import LazyTranslate

from odoo.addons.grc_citizen.tools.photo import is_heic

# A tool has no environment: pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)

#: How a kind of file is called.
NAMES = {
    "photo": _lt("a photo"),
    "heic": _lt("a photo in the HEIC format"),
    "pdf": _lt("a PDF"),
    "text": _lt("a text document"),
    "sheet": _lt("a spreadsheet"),
    "old_office": _lt("a Word or Excel file of an old kind, or one with a password"),
    "program": _lt("a program"),
    "windows": _lt("a Windows program"),
    "page": _lt("a web page"),
    "drawing": _lt("an SVG drawing"),
    "archive": _lt("a compressed archive"),
    "video": _lt("a video"),
    "sound": _lt("a sound recording"),
    "picture": _lt("a picture that browsers do not show"),
    "data": _lt("a data file"),
    "plain": _lt("a plain text"),
    "unknown": _lt("something that is not known here"),
}

EXTENSIONS = {
    extension: kind
    for kind, extensions in {
        "photo": "jpg jpeg jpe jfif png webp gif heic heif avif",
        "pdf": "pdf",
        "text": "docx odt",
        "sheet": "xlsx ods",
        "old_office": "doc xls dot rtf docm xlsm",
        "windows": "exe msi com bat cmd scr dll pif lnk ps1 vbs hta",
        "program": "js mjs sh php py jar apk app elf",
        "page": "html htm xhtml mht mhtml shtml",
        "drawing": "svg svgz",
        "archive": "zip rar 7z gz tar bz2 xz",
        "video": "mp4 mov avi mkv 3gp webm",
        "sound": "mp3 m4a wav ogg flac",
        "picture": "tif tiff bmp psd ico",
        "data": "xml json",
        "plain": "txt csv md",
    }.items()
    for extension in extensions.split()
}

SIGNATURES = (
    (b"\xff\xd8\xff", "photo"),
    (b"\x89PNG\r\n\x1a\n", "photo"),
    (b"GIF87a", "photo"),
    (b"GIF89a", "photo"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    (b"{\\rtf", "old_office"),
    (b"MZ", "windows"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"#!", "program"),
    (b"<?php", "program"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"ID3", "sound"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"BM", "picture"),
)
RIFF = {b"WEBP": "photo", b"AVI ": "video", b"WAVE": "sound"}
HEAD = 1024
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f"))


def recognize(content):
    """Return the kind of a file, a key of :data:`NAMES`, by its first bytes.

    :param bytes content: of the file
    :rtype: str
    """
    if is_heic(content):
        return "heic"
    if content[4:8] == b"ftyp":
        return "video"
    if content[:4] == b"RIFF":
        return RIFF.get(content[8:12], "unknown")
    head = content[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    return _recognize_text(head)


def _recognize_text(head):
    if not head.startswith(b"<"):
        return "plain" if head.translate(None, CONTROLS) == head else "unknown"
    head = head.lower()
    if b"<svg" in head:
        return "drawing"
    return "data" if head.startswith(b"<?xml") and b"<html" not in head else "page"
