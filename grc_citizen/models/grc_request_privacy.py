from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

BATCH_SIZE = 100


class GrcRequest(models.Model):
    _inherit = "grc.request"

    date_anonymized = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _cron_anonymize(self):
        """Make anonymous the requests whose type's retention is over."""
        types = self.env["grc.request.type"].with_context(active_test=False)
        for request_type in types.search([("retention_months", ">", 0)]):
            limit = fields.Datetime.now() - relativedelta(months=request_type.retention_months)
            domain = [
                ("type_id", "=", request_type.id),
                ("date_closed", "<", limit),
                ("date_anonymized", "=", False),
            ]
            while requests := self.with_context(active_test=False).search(
                domain, limit=BATCH_SIZE, order="id"
            ):
                requests._anonymize()
                self.env["ir.cron"]._commit_progress(len(requests))

    def _anonymize(self):
        """Remove whatever tells who asked, and keep what is counted.

        Type, channel, department, dates and ratings stay; name, contact, words, conversation,
        pieces and answers go (GDPR article 5, 1, e; CNIL retention guide).
        """
        requests = self.sudo().with_context(tracking_disable=True, active_test=False)
        requests.message_unsubscribe(requests.message_partner_ids.ids)
        requests.answer_ids._anonymize()
        self.env["grc.inbox.message"].sudo().search([("request_id", "in", requests.ids)]).unlink()
        self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", requests.ids)]
        ).unlink()
        requests.message_ids.unlink()
        requests.activity_ids.unlink()
        requests.rating_ids.write({"partner_id": False, "feedback": False})
        requests.write(
            {
                "name": self.env._("Anonymous request"),
                "description": False,
                "questions": False,
                "place": False,
                "partner_id": False,
                "contact_name": False,
                "email_from": False,
                "email_cc": False,
                "phone": False,
                "access_token": False,
                "date_anonymized": fields.Datetime.now(),
            }
        )
