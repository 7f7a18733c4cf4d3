from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route

#: Shown in the browser; other kinds are saved.
SHOWN_KINDS = ("application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp")


class Parapheur(Controller):
    """The files that a validator reads, as long as their answer waits for them."""

    @route("/grc/parapheur/<int:answer_id>/<int:attachment_id>", auth="user", readonly=True)
    def read_file(self, answer_id, attachment_id):
        parapheur = request.env["grc.parapheur"]
        files = parapheur._get_files(self._get_answer(answer_id))
        attachment = files.filtered(lambda one: one.id == attachment_id)
        if not attachment:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(attachment)
        return stream.get_response(as_attachment=attachment.mimetype not in SHOWN_KINDS)

    @route("/grc/parapheur/<int:answer_id>/letter.pdf", auth="user")
    def read_letter(self, answer_id):
        name, content = self._get_answer(answer_id)._print_letter()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name, "inline")),
            ],
        )

    def _get_answer(self, answer_id):
        try:
            return request.env["grc.parapheur"]._get_awaiting(answer_id)
        except UserError as error:
            raise NotFound() from error
