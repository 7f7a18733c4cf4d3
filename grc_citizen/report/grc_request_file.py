import io

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from ..tools.paper_pdf import add_marks, corner_text, write_pdf


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _print_file(self, ids, render):
        """Print the whole file of a request: our pages, then the PDFs among its pieces.

        :param list[int] ids: of the request
        :param render: see ``_print_card``
        :raises UserError: for more than one, which nobody could read
        """
        if len(ids) != 1:
            raise UserError(self.env._("Print the complete files one at a time."))
        request = self.env["grc.request"].browse(ids)
        pieces = request._get_file_pieces()
        listed = [{**piece, "pdf": True} if "pdf" in piece else piece for piece in pieces]
        (cover,) = render(ids, grc_pieces=listed)
        request._message_log(body=self.env._("Complete file printed."))
        return [self._join_file(cover, pieces)]

    def _join_file(self, cover, pieces):
        """Return one PDF: the cover, then the pieces that are PDFs, every page numbered.

        :param bytes cover: what was printed
        :param list[dict] pieces: see ``_get_file_pieces``
        :rtype: bytes
        """
        parts = [("", cover)] + [
            (self.env._("Piece %(number)s", number=number), piece["pdf"])
            for number, piece in enumerate(pieces, 1)
            if "pdf" in piece
        ]
        writer = PdfFileWriter()
        labels = []
        for label, content in parts:
            for page in PdfFileReader(io.BytesIO(content)).pages:
                writer.add_page(page)
                labels.append(label)
        for number, (page, label) in enumerate(zip(writer.pages, labels, strict=True), 1):
            text = " – ".join(filter(None, (label, f"{number} / {len(labels)}")))
            add_marks(writer, page, corner_text(page, text, 7))
        return write_pdf(writer)
