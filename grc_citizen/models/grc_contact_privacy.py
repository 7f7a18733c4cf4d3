from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .grc_request_privacy import BATCH_SIZE


class GrcContact(models.Model):
    """What was noted of somebody goes when the retention of the type is over; the count stays."""

    _inherit = "grc.contact"

    _personal_idx = models.Index("(type_id, date) WHERE note IS NOT NULL OR partner_id IS NOT NULL")

    @api.model
    def _anonymize_old(self):
        """Make anonymous what was answered longer ago than the retention of its type."""
        types = self.env["grc.request.type"].with_context(active_test=False)
        for request_type in types.search([("retention_months", ">", 0)]):
            limit = fields.Datetime.now() - relativedelta(months=request_type.retention_months)
            domain = [
                ("type_id", "=", request_type.id),
                ("date", "<", limit),
                "|",
                ("note", "!=", False),
                ("partner_id", "!=", False),
            ]
            while contacts := self.search(domain, limit=BATCH_SIZE):
                contacts.write({"note": False, "partner_id": False})
                self.env["ir.cron"]._commit_progress(len(contacts))


class GrcRequest(models.Model):
    _inherit = "grc.request"

    @api.model
    def _cron_anonymize(self):
        result = super()._cron_anonymize()
        self.env["grc.contact"]._anonymize_old()
        return result
