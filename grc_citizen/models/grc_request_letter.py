from odoo import api, fields, models

from odoo.addons.base.models.ir_actions_report import _wkhtml

from .ir_actions_report import UNPATCHED_SCALE

LETTERS_A_RUN = 50
LETTER_POINTS = 10.5


class GrcRequest(models.Model):
    _inherit = "grc.request"

    @api.model
    def _cron_acknowledge_by_post(self):
        """Print the acknowledgement letters that wait, attach them and ask for their posting."""
        pending = self.search(
            [
                ("date_acknowledged", "=", False),
                ("date_closed", "=", False),
                ("partner_id.city", "!=", False),
                "|",
                ("partner_id.preferred_channel", "=", "post"),
                ("channel_id.code", "in", ("post", "fax")),
            ],
            limit=LETTERS_A_RUN,
        )
        for request in pending:
            if request._get_delivery() == "post":
                request._attach_acknowledgement_letter()
                self.env["ir.cron"]._commit_progress(1)

    def _attach_acknowledgement_letter(self):
        """Print the acknowledgement of CRPA R112-5 into the conversation and plan its posting."""
        self.ensure_one()
        lang = next(iter(self._group_by_lang()))
        content, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            .with_context(lang=lang)
            ._render_qweb_pdf("grc_citizen.report_acknowledgement_letter", self.ids)
        )
        self.message_post(
            body=self.env._("Acknowledgement printed, to be posted."),
            attachments=[(f"{self.number}.pdf", content)],
        )
        person = self.user_id or self.department_id._get_notified_users()[:1]
        if person:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Post the acknowledgement"),
                user_id=person.id,
            )
        self.sudo().date_acknowledged = fields.Datetime.now()

    def _get_letter_lang(self):
        """Return the code of the language a letter to this citizen is written in."""
        self.ensure_one()
        return next(iter(self._group_by_lang()))

    @api.model
    def _get_letter_font_size(self):
        """Return the size to ask for, in points, so that letters print at 10.5 points."""
        return LETTER_POINTS if _wkhtml().is_patched_qt else LETTER_POINTS / UNPATCHED_SCALE
