from odoo import models


class GrcRequest(models.Model):
    """Requests that letters made."""

    _inherit = "grc.request"

    def _anonymize(self):
        """Forget the letters too: the name of a file may tell who wrote."""
        self.env["grc.scan"].sudo().search([("request_id", "in", self.ids)]).unlink()
        return super()._anonymize()
