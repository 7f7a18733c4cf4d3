from contextlib import contextmanager

from markupsafe import escape

from odoo import api, fields, models
from odoo.tools import SQL


class GrcRequest(models.Model):
    """Mails about requests go straight to Odoo's queue: see ``docs/adr/0004``."""

    _inherit = "grc.request"

    def _prepare_creation_logs(self):
        """Return the values of the first line of each request's history, none when it has none."""
        if self.env.context.get("mail_create_nolog") or self.env.context.get("tracking_disable"):
            return []
        author = self.env.user.partner_id
        common = {
            "model": self._name,
            "message_type": "notification",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
            "is_internal": True,
            "author_id": author.id,
            "email_from": author.email_formatted,
            "reply_to": author.email_formatted,
            "record_alias_domain_id": False,
            "record_company_id": False,
        }
        return [
            {**common, "res_id": request.id, "body": escape(request._creation_message())}
            for request in self
        ]

    @contextmanager
    def _batch_mails(self, logs=()):
        """Put all the mails queued inside the block in Odoo's queue at once, at its end.

        :param list[dict] logs: values of ``mail.message`` to be written before them
        """
        data = self.env.cr.precommit.data
        outer, batch = data.get("grc_mail_batch"), []
        data["grc_mail_batch"] = batch
        try:
            yield
        finally:
            data["grc_mail_batch"] = outer
        self._write_mails(batch, logs)

    @api.model
    def _queue_mails(self, vals_list):
        """Put mails in Odoo's queue, at once or with the batch that is being gathered.

        :param list[dict] vals_list: values of ``mail.mail``
        """
        batch = self.env.cr.precommit.data.get("grc_mail_batch")
        if batch is None:
            self._write_mails(vals_list)
        else:
            batch += vals_list

    @api.model
    def _write_mails(self, vals_list, logs=()):
        """Write mails in Odoo's queue, which is woken once when the transaction commits.

        :param list[dict] vals_list: values of ``mail.mail``
        :param list[dict] logs: values of ``mail.message`` written together with theirs
        """
        own = self.env["mail.mail"]._fields
        messages = (
            self.env["mail.message"]
            .sudo()
            .create(
                [
                    *logs,
                    *(
                        {name: value for name, value in vals.items() if own[name].inherited}
                        for vals in vals_list
                    ),
                ]
            )
        )
        if not vals_list:
            return
        self.env["mail.mail"].sudo().create(
            [
                {name: value for name, value in vals.items() if not own[name].inherited}
                | {"mail_message_id": message.id, "is_notification": False}
                for vals, message in zip(vals_list, messages[len(logs) :], strict=True)
            ]
        )
        data = self.env.cr.precommit.data
        if not data.get("grc_mails_queued"):
            data["grc_mails_queued"] = True
            self.env.cr.precommit.add(self._wake_mail_queue)

    @api.model
    def _wake_mail_queue(self):
        """Have Odoo's mail queue run at the next round of its jobs, within a minute.

        ``ir.cron._trigger`` would wake every job process at once, over a new connection to the
        database server each time: a fifth of what recording a request costs.
        """
        cron = self._browse_xmlid("mail.ir_cron_mail_scheduler_action")
        self.env.cr.execute(
            SQL(
                "INSERT INTO ir_cron_trigger (cron_id, call_at) VALUES (%s, %s)",
                cron.id,
                fields.Datetime.now(),
            )
        )

    @api.model
    def _browse_xmlid(self, xmlid):
        """Return the record of an XML id without the query that checks that it is still there."""
        model, record_id = self.env["ir.model.data"]._xmlid_to_res_model_res_id(xmlid, True)
        return self.env[model].sudo().browse(record_id)
