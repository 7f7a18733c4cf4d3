import io
import uuid

from PIL import Image
from reportlab.pdfgen import canvas

from odoo.tools.pdf import PdfReader, PdfWriter


def make_pdf(text=None, pages=1, password=None):
    """Return the bytes of a real PDF, each different unless its text is given."""
    text = text or str(uuid.uuid4())
    result = io.BytesIO()
    page = canvas.Canvas(result, invariant=1)
    for _number in range(pages):
        page.drawString(100, 700, text)
        page.showPage()
    page.save()
    if password is None:
        return result.getvalue()
    writer = PdfWriter()
    for page in PdfReader(result).pages:
        writer.add_page(page)
    writer.encrypt(password, "owner")
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


def make_image(kind="JPEG", pages=1, **options):
    """Return the bytes of an image, as a telephone (JPEG) or a fax (TIFF) makes it."""
    mode = "1" if kind == "TIFF" else "RGB"
    page = Image.new(mode, (200, 100), 1)
    more = [page] * (pages - 1)
    result = io.BytesIO()
    page.save(
        result, kind, **({"save_all": True, "append_images": more} if more else {}), **options
    )
    return result.getvalue()
