import base64
import io

from PIL import Image

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    grc_logo_ratio = fields.Float(
        compute="_compute_grc_logo_ratio",
        store=True,
        help="Width of the logo by its height, so that pages keep its place; 0 without a logo.",
    )

    @api.depends("partner_id.image_1920")
    def _compute_grc_logo_ratio(self):
        for company in self:
            company.grc_logo_ratio = self._get_image_ratio(company.logo_web)

    @api.model
    def _get_image_ratio(self, content):
        """Return the width of an image by its height; 0 when it cannot be read, as an SVG."""
        try:
            with Image.open(io.BytesIO(base64.b64decode(content or b""))) as image:
                return image.width / image.height
        except OSError:
            return 0.0
