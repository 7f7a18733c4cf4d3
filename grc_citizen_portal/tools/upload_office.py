"""Documents of Word, Excel and LibreOffice: ZIP archives, looked at without unpacking them."""

import re
import struct
import zipfile
from io import BytesIO

#: Kind and media type, by the media type of an OpenDocument or of the main part of an Office file.
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "text",
    b"application/vnd.oasis.opendocument.spreadsheet": "sheet",
}
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OFFICE_FILES = {
    b"wordprocessingml.document.main+xml": ("text", f"{OPEN_XML}wordprocessingml.document"),
    b"spreadsheetml.sheet.main+xml": ("sheet", f"{OPEN_XML}spreadsheetml.sheet"),
}
MACRO_FOLDERS = ("basic/", "scripts/")
MACRO_FILES = ("vbaproject.bin", "vbadata.xml")
HIDDEN_FILES = ("oleobject", "activex")
#: A template that Word would fetch, with its macros, when the document is opened.
REMOTE_TEMPLATE = re.compile(
    rb"attachedTemplate[^>]*Target\s*=\s*[\"'](https?:|\\\\|file:////)", re.I
)
DIRECTORY_END = b"PK\x05\x06"
DIRECTORY_END_64 = b"PK\x06\x07"
MAX_DIRECTORY = 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PART = 1024 * 1024
ENCRYPTED = 0x1


class RefusedOffice(ValueError):
    """`problem` is `archive`, `incomplete`, `bomb`, `macro`, `hidden` or `locked`."""

    def __init__(self, problem):
        super().__init__(problem)
        self.problem = problem


def check_office(content):
    """Return what an archive is, when it is a document that can be opened safely.

    :param bytes content: of the file
    :return: kind (`text` or `sheet`), media type
    :rtype: tuple[str, str]
    :raises RefusedOffice: when it is something else, or holds more than a document
    """
    _check_directory(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_entries(archive.infolist())
            return _get_kind(archive)
    except RefusedOffice:
        raise
    except Exception as error:  # the library raises many kinds of errors on a damaged file
        raise RefusedOffice("incomplete") from error


def _check_directory(content):
    """Refuse a list of entries that would fill the memory before it can be counted."""
    place = content.rfind(DIRECTORY_END, -65557)
    if place < 0 or len(content) < place + 22:
        raise RefusedOffice("incomplete")
    size, start = struct.unpack_from("<II", content, place + 12)
    if size > MAX_DIRECTORY or DIRECTORY_END_64 in content[max(0, place - 20) : place]:
        raise RefusedOffice("bomb")
    if size + start != place:
        raise RefusedOffice("archive")


def _check_entries(entries):
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise RefusedOffice("bomb")
    for entry in entries:
        name = entry.filename.lower()
        base = name.rpartition("/")[2]
        if entry.flag_bits & ENCRYPTED:
            raise RefusedOffice("locked")
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            raise RefusedOffice("archive")
        if base in MACRO_FILES or (name.startswith(MACRO_FOLDERS) and not name.endswith("/")):
            raise RefusedOffice("macro")
        if base.startswith(HIDDEN_FILES):
            raise RefusedOffice("hidden")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise RefusedOffice("archive")


def _get_kind(archive):
    if "mimetype" in archive.namelist():
        mimetype = _read(archive, "mimetype").strip()
        if b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
            raise RefusedOffice("locked")
        if mimetype in OPEN_DOCUMENTS and "content.xml" in archive.namelist():
            return OPEN_DOCUMENTS[mimetype], mimetype.decode()
    types = _read(archive, "[Content_Types].xml")
    if b"macroEnabled" in types:
        raise RefusedOffice("macro")
    if REMOTE_TEMPLATE.search(_read(archive, "word/_rels/settings.xml.rels")):
        raise RefusedOffice("hidden")
    for part, found in OFFICE_FILES.items():
        if part in types:
            return found
    raise RefusedOffice("archive")


def _read(archive, name):
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        content = part.read(MAX_PART + 1)
    if len(content) > MAX_PART:
        raise RefusedOffice("bomb")
    return content
