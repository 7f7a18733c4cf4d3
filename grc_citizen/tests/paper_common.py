import io

from PIL import Image
from pypdf import PdfReader

POINTS_A_MM = 72 / 25.4


class PaperMixin:
    """Papers as wkhtmltopdf really prints them, and what can be read on them."""

    def _print(self, report, records, user=None):
        """Print a paper as a user.

        :param str report: last part of the name of the report
        :param records: what to print
        :param user: who prints; else who the records are of
        :rtype: pypdf.PdfReader
        """
        env = records.with_user(user).env if user else records.env
        printing = env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = printing._render_qweb_pdf(f"grc_citizen.{report}", records.ids)
        self.assertEqual(kind, "pdf")
        return self._read(content)

    def _read(self, content):
        return PdfReader(io.BytesIO(content))

    def _text(self, pdf):
        """Return the text of a paper, its white space made single."""
        return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())

    def _size(self, pdf):
        """Return the size of the first page in whole millimetres: ``(width, height)``."""
        box = pdf.pages[0].mediabox
        return round(box.width / POINTS_A_MM), round(box.height / POINTS_A_MM)

    def _places(self, page):
        """Return where each run of text of a page begins, in millimetres from its top left.

        :rtype: list[tuple[str, float, float]]
        :returns: text, distance from the left, distance of the base line from the top
        """
        places = []

        def visit(text, transform, matrix, _font, _size):
            if text.strip():
                a, b, c, d, e, f = transform
                x, y = matrix[4], matrix[5]
                left, bottom = x * a + y * c + e, x * b + y * d + f
                top = float(page.mediabox.height) - bottom
                places.append((" ".join(text.split()), left / POINTS_A_MM, top / POINTS_A_MM))

        page.extract_text(visitor_text=visit)
        return places

    def _picture(self, record, name, size=(40, 30), colour="#204080"):
        """Attach a picture to a record.

        :param tuple size: in pixels
        :rtype: ir.attachment
        """
        content = io.BytesIO()
        Image.new("RGB", size, colour).save(content, "PNG")
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content.getvalue(),
                "res_model": record._name,
                "res_id": record.id,
            }
        )
