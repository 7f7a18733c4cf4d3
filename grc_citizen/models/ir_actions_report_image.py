import base64
import re

from lxml import html as lxml_html
from markupsafe import Markup

from odoo import api, models
from odoo.tools import is_html_empty

from ..tools.paper_image import PAGE_PIXELS, shrink_image

STORED_IMAGE = re.compile(r"^(?:https?://[^/]+)?/web/image/(\d+)(?:[-/?]|$)")


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _get_paper_html(self, html):
        """Return a text with its pictures in it, so that nothing is fetched while printing.

        Pictures that are elsewhere, as in a mail, or that the user may not read give way to their
        description.

        :param html: sanitized HTML
        :rtype: Markup | str
        """
        if is_html_empty(html) or "<img" not in html:
            return html or ""
        root = lxml_html.fragment_fromstring(str(html), create_parent="div")
        for image in list(root.iter("img")):
            source = self._get_image_source(image.get("src") or "")
            if source:
                image.set("src", source)
                continue
            description = lxml_html.Element("span")
            description.text = image.get("alt") or ""
            description.tail = image.tail
            image.getparent().replace(image, description)
        return Markup(lxml_html.tostring(root, encoding="unicode"))

    @api.model
    def _get_image_source(self, source):
        if source.startswith("data:image/"):
            return source
        stored = STORED_IMAGE.match(source)
        if not stored:
            return False
        attachment = self.env["ir.attachment"].browse(int(stored.group(1))).exists()
        return attachment.has_access("read") and self._get_paper_image(attachment)

    @api.model
    def _get_paper_image(self, attachment, size=PAGE_PIXELS):
        """Return a picture for a page, made small; False when it cannot be read.

        :param attachment: ``ir.attachment``
        :param tuple size: the box it has to hold in, in pixels
        :rtype: str | bool
        """
        image = shrink_image(attachment.raw or b"", size)
        return image and f"data:image/jpeg;base64,{base64.b64encode(image).decode()}"
