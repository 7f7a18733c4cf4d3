import io

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
        return PdfReader(io.BytesIO(content))

    def _text(self, pdf):
        """Return the text of a paper, its white space made single."""
        return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())

    def _size(self, pdf):
        """Return the size of the first page in whole millimetres: ``(width, height)``."""
        box = pdf.pages[0].mediabox
        return round(box.width / POINTS_A_MM), round(box.height / POINTS_A_MM)
