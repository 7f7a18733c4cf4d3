from markupsafe import Markup

from odoo import models


class GrcRequest(models.Model):
    """The history tells what before and what after; Odoo tracks all but the long text."""

    _inherit = "grc.request"

    def write(self, vals):
        before = (
            {request: request.description for request in self}
            if "description" in vals and not self.env.context.get("tracking_disable")
            else {}
        )
        result = super().write(vals)
        bodies = {
            request.id: Markup("<p>%s</p><blockquote>%s</blockquote>")
            % (self.env._("Description until now:"), text)
            for request, text in before.items()
            if text and text != request.description
        }
        if bodies:
            self.browse(bodies)._message_log_batch(bodies)
        return result
