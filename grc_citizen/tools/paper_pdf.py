import io

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

from odoo.tools.pdf import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    PdfFileReader,
    PdfFileWriter,
)

FOLDS = (99, 198)
FONT = "Helvetica"
FONT_NAME = NameObject("/PaperMarks")
MARKS_FONT = {
    NameObject("/Type"): NameObject("/Font"),
    NameObject("/Subtype"): NameObject("/Type1"),
    NameObject("/BaseFont"): NameObject(f"/{FONT}"),
    NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
}
POINTS = 8
MARGIN = 15


def count_pages(content):
    """Return how many pages a PDF has.

    :param bytes content: the PDF
    """
    return len(PdfFileReader(io.BytesIO(content)).pages)


def mark_pages(content, with_folds=False):
    """Number the pages of a PDF of several, and show where to fold a letter.

    A running footer would need a wkhtmltopdf on a patched Qt.

    :param bytes content: the PDF
    :param bool with_folds: marks for an envelope of 110 x 220 mm on the first page
    :rtype: bytes
    """
    pages = PdfFileReader(io.BytesIO(content)).pages
    count = len(pages)
    if count == 1 and not with_folds:
        return content
    writer = PdfFileWriter()
    for position, page in enumerate(pages):
        marks = fold_marks(page) if with_folds and not position else b""
        if count > 1:
            marks += corner_text(page, f"{position + 1} / {count}", 7)
        writer.add_page(page)
        add_marks(writer, writer.pages[position], marks)
    return write_pdf(writer)


def write_pdf(writer):
    """Return a PDF as bytes.

    :param PdfFileWriter writer: the PDF
    :rtype: bytes
    """
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def fold_marks(page):
    """Return the drawing of where to fold a letter in three."""
    top = float(page.mediabox.top)
    lines = (
        f"{4 * mm:.2f} {top - fold * mm:.2f} m {8 * mm:.2f} {top - fold * mm:.2f} l S"
        for fold in FOLDS
    )
    return f"0.3 w {' '.join(lines)} ".encode()


def corner_text(page, text, height):
    """Return the drawing of a text that ends at the right margin of a page.

    :param str text: in Latin letters
    :param float height: above the lower edge, in millimetres
    :rtype: bytes
    """
    box = page.mediabox
    left = float(box.right) - MARGIN * mm - stringWidth(text, FONT, POINTS)
    bottom = float(box.bottom) + height * mm
    shown = text.encode("cp1252", "replace")
    for sign in (b"\\", b"(", b")"):
        shown = shown.replace(sign, b"\\" + sign)
    place = f"BT {FONT_NAME} {POINTS} Tf 0 g {left:.2f} {bottom:.2f} Td (".encode()
    return place + shown + b") Tj ET "


def add_marks(writer, page, marks):
    """Draw over a page, whose own drawing is not read: that takes a second a page.

    :param PdfFileWriter writer: what the page belongs to
    :param page: the page
    :param bytes marks: drawing
    """
    if not marks:
        return
    own = page.get("/Contents")
    own = own.get_object() if own is not None else ArrayObject()
    parts = list(own) if isinstance(own, ArrayObject) else [page.raw_get("/Contents")]
    page[NameObject("/Contents")] = ArrayObject(
        [_stream(writer, b"q "), *parts, _stream(writer, b" Q " + marks)]
    )
    resources = page.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
    fonts = resources.setdefault(NameObject("/Font"), DictionaryObject()).get_object()
    fonts[FONT_NAME] = writer._add_object(DictionaryObject(MARKS_FONT))


def _stream(writer, data):
    stream = DecodedStreamObject()
    stream.set_data(data)
    return writer._add_object(stream)
