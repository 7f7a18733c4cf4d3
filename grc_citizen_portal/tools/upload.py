"""Files that strangers send: taken for what they are, never for what they say that they are."""

from dataclasses import dataclass
from io import BytesIO
from zipfile import is_zipfile

from odoo.tools import format_list
from odoo.tools.translate import LazyGettext, LazyTranslate

from odoo.addons.grc_citizen.tools.photo import (
    HugePhoto,
    NotAPhoto,
    clean_photo,
    read_place,
)

from .upload_kind import EXTENSIONS, NAMES, recognize
from .upload_name import clean_stem, get_extension
from .upload_office import RefusedOffice, check_office
from .upload_pdf import RefusedPdf, clean_pdf

# A tool has no environment: pylint: disable=prefer-env-translation
_lt = LazyTranslate(__name__)

PHOTO_MEGABYTES = 20
DOCUMENT_MEGABYTES = 10
MEGABYTE = 1024 * 1024
#: Everything that is taken, and how it is served: nothing that a browser would run.
MIMETYPES = {
    "image/jpeg": ".jpg",
    "application/pdf": ".pdf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
#: What is sent instead, in words and for the `accept` attribute of a field.
WANTED = {
    "photo": _lt("a JPEG, PNG or WebP photo"),
    "pdf": _lt("a PDF"),
    "text": _lt("a Word (.docx) or LibreOffice (.odt) document"),
    "sheet": _lt("an Excel (.xlsx) or LibreOffice (.ods) spreadsheet"),
}
ACCEPT = {
    "photo": "image/jpeg,image/png,image/webp,image/gif",
    "pdf": "application/pdf,.pdf",
    "text": ".docx,.odt",
    "sheet": ".xlsx,.ods",
}
LIES = _lt("“%(file)s” says that it is %(claimed)s but is %(actual)s. Send %(wanted)s.")
OTHER = _lt("“%(file)s” is %(actual)s. Send %(wanted)s.")
EMPTY = _lt("“%(file)s” is empty: choose it again.")
LARGE = _lt("“%(file)s” is too large: %(max)s MB at most.")
HEIC = _lt(
    "“%(file)s” is a photo in the HEIC format, which cannot be shown here. On an iPhone choose "
    "Settings, Camera, Formats, “Most Compatible”, or send a JPEG."
)
HUGE = _lt("“%(file)s” has too many pixels: send a smaller picture.")
DAMAGED = _lt("“%(file)s” is damaged or incomplete: choose it again, or send another one.")
PDF_PROBLEMS = {
    "incomplete": DAMAGED,
    "locked": _lt(
        "“%(file)s” is protected by a password or against copying: we could not read it. Print it "
        "to a new PDF, or send a photo of it."
    ),
    "form": _lt(
        "“%(file)s” is a form that only Adobe Reader shows. Print it to a new PDF, or send a photo "
        "of it."
    ),
    "unusual": _lt(
        "“%(file)s” could not be checked. Print it to a new PDF, or send a photo of it."
    ),
    "mixed": _lt(
        "“%(file)s” is a PDF with another file hidden in it. Print it to a new PDF, or send a "
        "photo of it."
    ),
}
OFFICE_PROBLEMS = {
    "incomplete": DAMAGED,
    "bomb": _lt("“%(file)s” would become far too large once opened. Send it as a PDF."),
    "macro": _lt("“%(file)s” contains macros, which are programs. Save it as a PDF and send that."),
    "hidden": _lt("“%(file)s” opens another file. Save it as a PDF and send that."),
    "locked": _lt("“%(file)s” is protected by a password: send it without one."),
}


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: `name`, `mimetype` (a key of :data:`MIMETYPES`), `content` (bytes),
    and of a photo the `place` where it was taken (latitude, longitude), if it said so."""

    name: str
    mimetype: str
    content: bytes
    place: tuple[float, float] | None = None


class RefusedUpload(Exception):
    """A file cannot be taken.

    :param LazyGettext message: what is wrong with it and what to do
    :param details: what the message names
    """

    def __init__(self, message, **details):
        super().__init__(message)
        self.message = message
        self.details = details

    def say(self, env):
        """Return what to tell who sent the file, in their language.

        :param odoo.api.Environment env: of who reads it
        :rtype: str
        """
        details = {key: _say(value, env) for key, value in self.details.items()}
        text = env._(self.message)
        return text % details


def _say(value, env):
    if isinstance(value, list):
        return format_list(env, [env._(one) for one in value], style="or")
    return env._(value) if isinstance(value, LazyGettext) else value


def check_upload(name, content, kinds):
    """Return a file as it may be kept: a photo is upright and without metadata, a PDF has nothing
    that acts by itself, the name and the media type are ours.

    :param str name: as the browser gave it
    :param bytes content: of the file
    :param kinds: what is expected: some of `photo`, `pdf`, `text`, `sheet`
    :rtype: Upload
    :raises RefusedUpload: when it is something else, or cannot be used
    """
    stem, extension = clean_stem(name), get_extension(name)
    shown = ".".join(filter(None, (stem, extension))) or "?"
    try:
        actual, mimetype = _recognize(content)
        _check_expected(actual, EXTENSIONS.get(extension), kinds)
        place = None
        if actual == "photo":
            place, content, mimetype = read_place(content), _clean_photo(content), "image/jpeg"
        elif actual == "pdf":
            content, mimetype = _clean_pdf(content), "application/pdf"
    except RefusedUpload as error:
        error.details["file"] = shown
        raise
    return Upload((stem or actual) + MIMETYPES[mimetype], mimetype, content, place)


def get_accept(kinds):
    """Return the `accept` attribute of a field. HEIC is not in it: so an iPhone sends a JPEG."""
    return ",".join(ACCEPT[kind] for kind in kinds)


def _recognize(content):
    """Return the kind of a file, and its media type when it is a document."""
    if not content:
        raise RefusedUpload(EMPTY)
    kind = recognize(content)
    megabytes = PHOTO_MEGABYTES if kind == "photo" else DOCUMENT_MEGABYTES
    if len(content) > megabytes * MEGABYTE:
        raise RefusedUpload(LARGE, max=megabytes)
    if kind == "heic":
        raise RefusedUpload(HEIC)
    if kind == "archive":
        try:
            return check_office(content)
        except RefusedOffice as error:
            if error.problem in OFFICE_PROBLEMS:
                raise RefusedUpload(OFFICE_PROBLEMS[error.problem]) from error
    return kind, None


def _check_expected(actual, claimed, kinds):
    wanted = [WANTED[kind] for kind in kinds]
    if claimed and claimed != actual and {claimed, actual} != {"program", "windows"}:
        details = {"claimed": NAMES[claimed], "actual": NAMES[actual], "wanted": wanted}
        raise RefusedUpload(LIES, **details)
    if actual not in kinds:
        raise RefusedUpload(OTHER, actual=NAMES[actual], wanted=wanted)


def _clean_photo(content):
    try:
        return clean_photo(content)
    except HugePhoto as error:
        raise RefusedUpload(HUGE) from error
    except NotAPhoto as error:
        raise RefusedUpload(DAMAGED) from error


def _clean_pdf(content):
    if is_zipfile(BytesIO(content)):
        raise RefusedUpload(PDF_PROBLEMS["mixed"])
    try:
        return clean_pdf(content)
    except RefusedPdf as error:
        raise RefusedUpload(PDF_PROBLEMS[error.problem]) from error
