import base64

import qrcode
from qrcode.image.svg import SvgPathImage

from odoo import api, models
from odoo.tools import html2plaintext

#: Characters of legal mentions that hold on an A5 page at the smallest size that can be read.
NOTICE_LIMIT = 3000
LAST_DENSITY = 3


class GrcRequest(models.Model):
    """The receipt that is handed over: number, code and QR code of the tracking page."""

    _inherit = "grc.request"

    def _get_tracking_url(self):
        """Return the address of the page that follows this request."""
        self.ensure_one()
        return f"{self.get_base_url()}/citizen/track/{self.tracking_code}"

    def _get_tracking_site(self):
        """Return the address of the page that takes a tracking code, as people type it."""
        return f"{self.get_base_url()}/citizen/track".partition("://")[2]

    @api.model
    def _get_qr_code(self, text):
        """Return the QR code of a text as an image for a page.

        :param str text: what the code says, usually an address
        :rtype: str
        """
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
        code.add_data(text)
        image = code.make_image(image_factory=SvgPathImage).to_string()
        return f"data:image/svg+xml;base64,{base64.b64encode(image).decode()}"

    def _get_receipt_requests(self):
        """Return the requests whose receipts to print: the one the citizen knows, not its parts.

        A citizen may print theirs, and does not read departments and types.

        :raises AccessError: when the user may not read them
        """
        receipts = self.mapped(lambda request: request.parent_id or request)
        receipts.check_access("read")
        return receipts.sudo()

    def _get_receipt_notice(self):
        """Return the legal mentions of the receipt; of very long ones, the beginning.

        :rtype: Markup | str | bool
        """
        notice = self.public_legal_notice
        if not notice or self.env.context.get("grc_density") != LAST_DENSITY:
            return notice
        text = html2plaintext(notice)
        if len(text) <= NOTICE_LIMIT:
            return notice
        return self.env._(
            "%(beginning)s… (The whole text stands in the acknowledgement of your request.)",
            beginning=text[:NOTICE_LIMIT].rpartition(" ")[0],
        )
