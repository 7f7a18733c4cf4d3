from odoo import api, fields, models

from .grc_consent_purpose import NOTICES


class MailMail(models.Model):
    """What citizens may refuse is looked at once more when it leaves."""

    _inherit = "mail.mail"

    grc_notice = fields.Selection(
        NOTICES,
        string="May Be Refused As",
        readonly=True,
        default=lambda self: self.env.context.get("grc_notice"),
    )

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        refused = self._grc_cancel_refused()
        if refused and post_send_callback:
            post_send_callback(refused.ids)
        return super(MailMail, self - refused).send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )

    def _grc_cancel_refused(self):
        """Cancel the mails whose citizens have refused them since they were queued.

        :return: those cancelled
        """
        refused = self.browse()
        notices = self.filtered(lambda mail: mail.grc_notice and mail.state == "outgoing")
        for kind, mails in notices.grouped("grc_notice").items():
            citizens = mails._grc_get_citizens()
            everyone = self.env["res.partner"].union(*citizens.values())
            allowed = everyone._grc_may_receive(kind, "email")
            allowed -= allowed.filtered("is_blacklisted")
            refused |= mails.filtered(
                lambda mail, citizens=citizens, allowed=allowed: citizens[mail]
                and not citizens[mail] & allowed
            )
        if refused:
            refused.write(
                {
                    "state": "cancel",
                    "failure_type": "mail_optout",
                    "failure_reason": self.env._("The citizen does not want these mails any more."),
                }
            )
        return refused

    def _grc_get_citizens(self):
        """Return whose word counts for each mail: the citizen it is about, or its recipients.

        :rtype: dict[mail.mail, res.partner]
        """
        owners = {"res.partner": None, "grc.request": "partner_id"}
        citizens = {mail: mail.recipient_ids.sudo() for mail in self}
        for model, field in owners.items():
            mails = self.filtered(lambda mail, model=model: mail.model == model)
            records = self.env[model].sudo().browse(mails.mapped("res_id")).exists()
            by_id = {record.id: record for record in records}
            for mail in mails:
                record = by_id.get(mail.res_id, records.browse())
                citizens[mail] = record[field] if field else record
        return citizens


class GrcRequest(models.Model):
    _inherit = "grc.request"

    def _mail_citizens(self, template, headers):
        kind = template.sudo().grc_notice
        if not kind:
            return super()._mail_citizens(template, headers)
        told = self._filter_receiving(kind, "email")
        return super(GrcRequest, told.with_context(grc_notice=kind))._mail_citizens(
            template, headers
        )

    def _filter_receiving(self, kind, channel):
        """Return the requests whose citizens want to be told; the history of the others says so.

        :param str kind: see ``res.partner._grc_may_receive``
        :param str channel: ``email`` or ``sms``
        """
        citizens = self.sudo().partner_id
        refusing = citizens - citizens._grc_may_receive(kind, channel)
        if not refusing:
            return self
        silent = self.filtered(lambda request: request.sudo().partner_id in refusing)
        silent._message_log_batch(
            {
                request.id: self.env._("Not told: the citizen does not want these messages.")
                for request in silent
            }
        )
        return self - silent

    def _prepare_citizen_mail(self, subject, body, headers):
        url = self._get_unsubscribe_url()
        if url:
            # RFC 2369, 3.2 and RFC 8058: mail programs show a button of their own.
            headers = {
                **headers,
                "List-Unsubscribe": f"<{url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
        values = super()._prepare_citizen_mail(subject, body, headers)
        values["grc_notice"] = self.env.context.get("grc_notice") or False
        return values

    def _prepare_mail_layout(self, body):
        values = super()._prepare_mail_layout(body)
        values["unsubscribe_url"] = self._get_unsubscribe_url()
        return values

    @api.model
    def _get_unsubscribe_url(self):
        """Return the link by which the citizen refuses the mail being prepared, if they may."""
        kind = self.env.context.get("grc_notice")
        partner = self.sudo().partner_id
        return partner._grc_get_unsubscribe_url(kind) if kind and partner else False
