from odoo import api, fields, models
from odoo.tools import format_date

LETTERS_A_RUN = 50


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

    def _get_place_and_date(self, date):
        """Return the line that a letter is dated with, in the time zone of the city.

        :param datetime date: in UTC
        :rtype: str
        """
        place = self.department_id.sudo().address_id or self.company_id.sudo().partner_id
        day = format_date(
            self.env,
            fields.Datetime.context_timestamp(self._in_city_zone(), date),
            date_format="long",
        )
        city = place.city or self.company_id.sudo().city
        return self.env._("%(city)s, %(date)s", city=city, date=day) if city else day

    def _get_agent_in_charge(self):
        """Return who handles the file, whom a letter names: CRPA L111-2.

        :rtype: res.users
        """
        return self.user_id.sudo()

    def _get_envelope_lines(self):
        """Return the address of the citizen as it shows in the window of an envelope.

        :rtype: list[str]
        """
        citizen = self.partner_id.sudo()
        lines = citizen._get_envelope_lines(self.company_id.sudo().country_id)
        return lines or list(filter(None, [self.contact_name]))
