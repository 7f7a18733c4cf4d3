from odoo import models

PHOTO_LIMIT = 6
#: A third of the width of the page at 180 dots an inch.
PHOTO_PIXELS = (410, 320)


class GrcRequest(models.Model):
    """The sheet that a field team takes along, and fills by hand."""

    _inherit = "grc.request"

    def _get_sheet_photos(self, pictures):
        """Return pictures for the sheet, made small.

        :param pictures: ``ir.attachment``
        :rtype: list[str]
        :returns: sources of images; those that cannot be read are left out
        """
        reports = self.env["ir.actions.report"]
        sources = (reports._get_paper_image(one, PHOTO_PIXELS) for one in pictures[:PHOTO_LIMIT])
        return [source for source in sources if source]

    def _is_citizen_on_sheet(self):
        """Tell whether the sheet says who asked: never for confidential types.

        :rtype: bool
        """
        return not self.is_confidential and bool(self.contact_name or self.phone)
