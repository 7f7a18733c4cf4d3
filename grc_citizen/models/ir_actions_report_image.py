import base64
import re

from lxml import etree
from lxml import html as lxml_html
from markupsafe import Markup

from odoo import api, models
from odoo.tools import is_html_empty

from ..tools.paper_image import PAGE_PIXELS, shrink_image

FETCHING_ATTRIBUTES = {"src", "srcset", "poster", "background"}
FETCHING = re.compile(r"\b(?:src|srcset|poster|background)\s*=|url\(", re.IGNORECASE)
STORED_IMAGE = re.compile(r"^(?:https?://[^/]+)?/web/image/(\d+)(?:[-/?]|$)")


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _get_paper_html(self, html):
        """Return a text with its pictures in it, and nothing else that would be fetched to print.

        Pictures that are elsewhere, as in a mail, or that the user may not read give way to their
        description.

        :param html: sanitized HTML
        :rtype: Markup | str
        """
        if is_html_empty(html) or not FETCHING.search(html):
            return html or ""
        root = lxml_html.fragment_fromstring(str(html), create_parent="div")
        for element in list(root.iter(etree.Element)):
            source = element.get("src") or ""
            for name in FETCHING_ATTRIBUTES & set(element.attrib):
                del element.attrib[name]
            if "url(" in (element.get("style") or ""):
                del element.attrib["style"]
            if element.tag == "img":
                self._embed_image(element, source)
        return Markup(lxml_html.tostring(root, encoding="unicode"))

    @api.model
    def _embed_image(self, image, source):
        """Put a picture in a page, or its description when it may not be shown.

        :param image: element of the page
        :param str source: its address
        """
        embedded = self._get_image_source(source)
        if embedded:
            image.set("src", embedded)
            return
        description = lxml_html.Element("span")
        description.text = image.get("alt") or ""
        description.tail = image.tail
        image.getparent().replace(image, description)

    @api.model
    def _get_image_source(self, source):
        """Return a picture for a page, False when it is elsewhere or not for this user.

        Letters are printed with all rights: those of who prints are looked at all the same.

        :param str source: address of the picture in the text
        :rtype: str | bool
        """
        if source.startswith("data:image/"):
            return source
        stored = STORED_IMAGE.match(source)
        if not stored:
            return False
        attachment = self.env["ir.attachment"].sudo(False).browse(int(stored.group(1))).exists()
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
