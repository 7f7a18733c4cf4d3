"""Reading the file of a scanned letter or of a fax."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, TiffImagePlugin

from odoo.tools.pdf import PdfReader

PDF = "application/pdf"
TIFF = "image/tiff"
#: ISO 32000-1, annex H: readers accept a header within the first 1024 bytes.
PDF_HEADER_WITHIN = 1024
IMAGES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
TIFF_HEADERS = (b"II*\x00", b"MM\x00*")
DEFAULT_DPI = 200
#: Odoo has Pillow load a few formats only, TIFF not among them.
TIFF_FORMATS = (TiffImagePlugin.TiffImageFile.format,)


class UnreadableScan(Exception):
    """The file cannot be shown. `problem` is `empty`, `kind`, `password` or `broken`."""

    def __init__(self, problem):
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class ScanFile:
    """A file that browsers can show: `content` (bytes), `mimetype` and number of `pages`."""

    content: bytes
    mimetype: str
    pages: int


def guess_kind(content):
    """Return the media type of a file that may be a scan, from its first bytes, or None."""
    if b"%PDF-" in content[:PDF_HEADER_WITHIN]:
        return PDF
    if content.startswith(TIFF_HEADERS):
        return TIFF
    return next((kind for head, kind in IMAGES.items() if content.startswith(head)), None)


def read_scan(content):
    """Check a file and make it one that browsers can show: a TIFF, as faxes send, becomes a PDF.

    :param bytes content: of the file
    :rtype: ScanFile
    :raises UnreadableScan: when nobody could read it on the screen
    """
    if not content:
        raise UnreadableScan("empty")
    kind = guess_kind(content)
    if not kind:
        raise UnreadableScan("kind")
    try:
        if kind == PDF:
            return ScanFile(content, kind, _count_pdf_pages(content))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _convert_tiff(content) if kind == TIFF else _read_image(content, kind)
    except UnreadableScan:
        raise
    except Exception as error:  # libraries raise many kinds of errors on a damaged file
        raise UnreadableScan("broken") from error


def _count_pdf_pages(content):
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        try:
            opened = reader.decrypt("")
        except Exception as error:  # a cipher that the library does not know
            raise UnreadableScan("password") from error
        if not opened:
            raise UnreadableScan("password")
    pages = len(reader.pages)
    if not pages:
        raise UnreadableScan("broken")
    return pages


def _read_image(content, kind):
    with Image.open(io.BytesIO(content)) as image:
        image.load()
    return ScanFile(content, kind, 1)


def _convert_tiff(content):
    """Return a TIFF as a PDF of the same size on paper: a fax has more dots across than down."""
    result = io.BytesIO()
    with Image.open(io.BytesIO(content), formats=TIFF_FORMATS) as image:
        dpi = image.info.get("dpi") or (DEFAULT_DPI, DEFAULT_DPI)
        dpi = tuple(float(value) or DEFAULT_DPI for value in dpi)
        pages = image.n_frames
        image.save(result, "PDF", save_all=True, dpi=dpi)
    return ScanFile(result.getvalue(), PDF, pages)
