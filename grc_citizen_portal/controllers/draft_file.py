from odoo.http import Controller, content_disposition, request, route
from odoo.tools.image import image_process

from ..tools.upload import MIMETYPES
from .page import PublicPage

THUMBNAIL = 320
PHOTO = "image/jpeg"


class DraftFileController(PublicPage, Controller):
    """The files of a request that is typed, for the browser that sent them."""

    @route(
        "/citizen/file/<int:attachment_id>",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["GET"],
        readonly=True,
    )
    def show_file(self, attachment_id, small=None, **_params):
        file = request.env["grc.request.draft"].sudo()._find_file(attachment_id)
        if not file or file.mimetype not in MIMETYPES:
            return self._render_not_found()
        is_photo = file.mimetype == PHOTO
        content = file.raw
        if is_photo and small:
            content = image_process(content, size=(THUMBNAIL, THUMBNAIL), quality=80)
        return request.make_response(
            content,
            [
                ("Content-Type", file.mimetype),
                (
                    "Content-Disposition",
                    content_disposition(file.name, "inline" if is_photo else "attachment"),
                ),
                ("Content-Security-Policy", "default-src 'none'; sandbox"),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "private, no-cache, max-age=0"),
            ],
        )
