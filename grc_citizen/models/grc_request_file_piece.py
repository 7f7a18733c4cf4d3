import io

from odoo import models
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from ..tools.paper_pdf import write_pdf

#: More than this is not put in one PDF: servers and readers would choke.
PIECES_BYTES = 60 * 1024 * 1024


class GrcRequest(models.Model):
    """The pieces of a file: pictures are printed, PDFs are joined, the rest is listed."""

    _inherit = "grc.request"

    def _get_file_pieces(self):
        """Return the attachments that the user may read, and what becomes of each.

        :rtype: list[dict]
        :returns: ``name``, ``date``; then ``image``, a source, or ``pdf``, bytes, or ``aside``,
            why it is neither
        """
        self.ensure_one()
        room = PIECES_BYTES
        pieces = []
        for attachment in self._get_file_attachments():
            piece = {
                "name": attachment.name,
                "date": self._format_moment(attachment.create_date),
            }
            if attachment.file_size > room:
                piece["aside"] = self.env._("too large")
            else:
                piece.update(self._prepare_piece(attachment))
            if "aside" not in piece:
                room -= attachment.file_size
            pieces.append(piece)
        return pieces

    def _get_file_attachments(self):
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", False)]
        )
        attachments |= self.message_ids.attachment_ids | self._get_file_answers().attachment_ids
        return attachments._filtered_access("read").sorted("id")

    def _prepare_piece(self, attachment):
        mimetype = attachment.mimetype or ""
        if attachment.type == "url":
            return {"aside": self.env._("a link: %(address)s", address=attachment.url)}
        if mimetype.startswith("image/"):
            source = self.env["ir.actions.report"]._get_paper_image(attachment)
            return {"image": source} if source else {"aside": self.env._("picture not readable")}
        if mimetype == "application/pdf":
            return self._read_pdf(attachment.raw or b"")
        return {"aside": self.env._("not a PDF nor a picture")}

    def _read_pdf(self, content):
        """Return a PDF ready to be joined, or why it is not.

        :param bytes content: whatever a citizen sent as PDF
        :rtype: dict
        """
        try:
            reader = PdfFileReader(io.BytesIO(content), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                return {"aside": self.env._("protected by a password")}
            writer = PdfFileWriter()
            for page in reader.pages:
                writer.add_page(page)
            if not len(writer.pages):
                return {"aside": self.env._("damaged")}
            return {"pdf": write_pdf(writer)}
        except Exception:  # pylint: disable=broad-except
            # A broken file breaks the reader in any way: KeyError, RecursionError, zlib.error…
            return {"aside": self.env._("damaged")}
