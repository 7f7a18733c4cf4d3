from odoo import api, models
from odoo.exceptions import UserError

from ..tools.gateway_mail import CONTEXT_KEY, GatewayMail
from ..tools.mail_source import repair_source, summarize


class GrcInboxMessage(models.Model):
    """Mails in the inbox: the source `email`."""

    _inherit = "grc.inbox.message"

    @api.model
    def _receive_email(self, raw, options):
        """Keep a mail of the gateway and handle it.

        :param bytes raw: the mail
        :param dict options: arguments of `mail.thread.message_process` other than the mail
        :rtype: Received
        """
        summary = summarize(raw)
        values = {
            "content_digest": summary.content_digest,
            "sender": summary.sender,
            "recipients": summary.recipients,
            "subject": summary.subject,
            "date": summary.date,
        }
        return self._receive(
            "email",
            raw,
            summary.external_id,
            options={
                **options,
                "uid": self.env.uid,
                "fetchmail_server_id": self.env.context.get("default_fetchmail_server_id", False),
            },
            values=values,
        )

    @api.model
    def _holds_email(self, raw):
        """Say whether the inbox has a mail, committed.

        :param bytes raw: the mail
        :rtype: bool
        """
        summary = summarize(raw)
        with self._own_transaction() as inbox:
            return bool(
                inbox.search_count(
                    [
                        ("source", "=", "email"),
                        ("external_id", "in", (summary.external_id, summary.usurper_id)),
                        ("content_digest", "=", summary.content_digest),
                    ]
                )
            )

    def _process_email(self, raw, by_hand, department_id):
        """Hand a mail to Odoo's gateway and say what it became.

        :param bytes raw: the mail
        :param bool by_hand: a person asks for it
        :param int department_id: the department that a person chose, 0 for the mail's own addresses
        :return: values of the entry, and `result`: what `message_process` returned
        :rtype: dict
        :raises UserError: when the mail must wait for a person
        """
        options = self.options
        usurper = options.get("usurped_id")
        if usurper and not by_hand:
            raise UserError(
                self.env._(
                    "Another mail with the same Message-ID but another content arrived before. "
                    "Retry to handle this one too, or discard it."
                )
            )
        summary = summarize(raw)
        mail = GatewayMail(
            message_id=f"<{summary.content_digest}@inbox.invalid>"
            if usurper
            else summary.message_id,
            date_arrived=self.date_arrived,
            accept_sender=by_hand,
            department_id=department_id,
        )
        thread_id = self._get_gateway(mail).message_process(
            options["model"],
            repair_source(raw),
            custom_values=options["custom_values"],
            save_original=options["save_original"],
            strip_attachments=options["strip_attachments"],
            thread_id=options["thread_id"],
        )
        if not mail.outcome:
            mail.conclude("duplicate")
        return {
            "result": thread_id,
            "outcome": mail.outcome,
            "res_model": mail.res_model,
            "res_id": mail.res_id,
            "request_id": mail.res_model == "grc.request" and mail.res_id,
            "note": mail.note,
        }

    def _get_gateway(self, mail):
        """Return `mail.thread` as whoever brought the mail, so that a retry does what they did."""
        options = self.options
        context = {CONTEXT_KEY: mail, "lang": self._get_city_lang()}
        if options["fetchmail_server_id"]:
            context["default_fetchmail_server_id"] = options["fetchmail_server_id"]
        return self.env(user=options["uid"], su=True, context=context)["mail.thread"]
