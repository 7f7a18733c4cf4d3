from odoo import models


class GrcRequest(models.Model):
    """Mails to citizens open the page of their request, with or without an account."""

    _inherit = "grc.request"

    def _prepare_citizen_mail(self, subject, body, headers):
        return super(GrcRequest, self.with_context(grc_to_citizen=True))._prepare_citizen_mail(
            subject, body, headers
        )

    def _prepare_mail_layout(self, body):
        values = super()._prepare_mail_layout(body)
        if self.env.context.get("grc_to_citizen"):
            values["request_url"] = self._get_tracking_url()
        return values
