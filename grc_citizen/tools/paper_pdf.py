import io

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from odoo.tools.pdf import PdfFileReader, PdfFileWriter

FOLDS = (99 * mm, 198 * mm)
NUMBER_HEIGHT = 7 * mm
RIGHT_MARGIN = 15 * mm


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
    reader = PdfFileReader(io.BytesIO(content))
    count = len(reader.pages)
    if count == 1 and not with_folds:
        return content
    marks = io.BytesIO()
    canvas = Canvas(marks)
    for position, page in enumerate(reader.pages):
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        canvas.setPageSize((width, height))
        if with_folds and not position:
            canvas.setLineWidth(0.3)
            for fold in FOLDS:
                canvas.line(4 * mm, height - fold, 8 * mm, height - fold)
        if count > 1:
            canvas.setFont("Helvetica", 8)
            number = f"{position + 1} / {count}"
            canvas.drawRightString(width - RIGHT_MARGIN, NUMBER_HEIGHT, number)
        canvas.showPage()
    canvas.save()
    writer = PdfFileWriter()
    for page, mark in zip(reader.pages, PdfFileReader(marks).pages, strict=True):
        page.merge_page(mark)
        writer.add_page(page)
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()
