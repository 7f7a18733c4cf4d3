from odoo import fields, models


class GrcRequest(models.Model):
    _inherit = "grc.request"

    sender_identity = fields.Text(
        readonly=True,
        copy=False,
        help="Who the sender says they are on the public form, not checked: postal address, or "
        "number of the company or association (CRPA R112-9-1).",
    )

    def _anonymize(self):
        result = super()._anonymize()
        self.sudo().with_context(tracking_disable=True).write({"sender_identity": False})
        return result
