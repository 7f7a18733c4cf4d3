"""PDF files as scanners make them."""

import io

from reportlab.pdfgen import canvas


def make_pdf(text, pages=1):
    """Return the bytes of a PDF of some pages, each with a line of text."""
    result = io.BytesIO()
    paper = canvas.Canvas(result)
    for number in range(pages):
        paper.drawString(80, 750, f"{text} - {number + 1}/{pages}")
        paper.showPage()
    paper.save()
    return result.getvalue()
