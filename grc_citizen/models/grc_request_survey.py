from datetime import timedelta

from odoo import api, fields, models

from .grc_request_notification import AUTO_GENERATED
from .grc_request_workflow import CLOSED_STATES

BATCH_SIZE = 200


class GrcRequest(models.Model):
    """Citizens are asked once, some time after closing, whether they are satisfied."""

    _inherit = "grc.request"

    date_survey_due = fields.Datetime(
        string="Satisfaction to Be Asked",
        readonly=True,
        copy=False,
        help="Empty when it is not to be asked, or was looked at.",
    )
    date_survey_asked = fields.Datetime(string="Satisfaction Asked", readonly=True, copy=False)
    public_satisfaction = fields.Html(compute="_compute_public_satisfaction", sanitize=False)

    _survey_due_idx = models.Index("(date_survey_due) WHERE date_survey_due IS NOT NULL")

    @api.depends_context("lang")
    @api.depends("date_closed")
    def _compute_public_satisfaction(self):
        for request in self:
            request.public_satisfaction = request._render_satisfaction()

    def _render_satisfaction(self):
        """Return the three faces of a mail, linked to the page on which the citizen answers.

        :rtype: Markup | bool
        """
        url = self._get_satisfaction_url()
        return bool(url) and self.env["ir.qweb"].sudo()._render(
            "grc_citizen.mail_satisfaction", {"url": url}, minimal_qcontext=True
        )

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), "object.public_satisfaction")

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"date_survey_due", "date_survey_asked"}

    def _get_satisfaction_url(self):
        """Return the address of the page on which the citizen says whether they are satisfied.

        Hook of the addon that has the page. False when the request cannot be rated (now).

        :rtype: str | bool
        """
        return False

    def _get_move_values(self, state, target):
        vals = super()._get_move_values(state, target)
        company = self.company_id[:1].sudo()
        if target in CLOSED_STATES != state and not self._is_history_import():
            vals["date_survey_due"] = company.grc_survey and fields.Datetime.now() + timedelta(
                hours=company.grc_survey_hours
            )
        elif state in CLOSED_STATES and target not in CLOSED_STATES:
            vals["date_survey_due"] = False
        return vals

    @api.model
    def _cron_ask_satisfaction(self):
        """Ask the citizens whose requests were closed for as long as the city waits."""
        domain = [("date_survey_due", "<=", fields.Datetime.now())]
        while requests := self.search(domain, limit=BATCH_SIZE, order="date_survey_due"):
            requests._ask_satisfaction()
            if not self.env["ir.cron"]._commit_progress(len(requests)):
                return

    def _ask_satisfaction(self):
        """Ask whether they are satisfied those citizens who were never asked, or never answered.

        Each by the way they can be reached and only if they do not object, once: see
        ``res.partner._grc_may_receive``.
        """
        self.sudo().date_survey_due = False
        asked = self.filtered(
            lambda request: not request.rating_last_value
            and not (request.message_bounce or request.partner_id.sudo().message_bounce)
            and request._get_satisfaction_url()
        )
        with self._batch_mails():
            for delivery, requests in asked._group_by_delivery().items():
                getattr(requests, f"_ask_satisfaction_by_{delivery}")()

    def _ask_satisfaction_by_email(self):
        template = self.env.ref("grc_citizen.mail_template_satisfaction", raise_if_not_found=False)
        if template:
            told = self._filter_receiving("survey", "email")
            told._mail_citizens(template, AUTO_GENERATED)
            told.sudo().date_survey_asked = fields.Datetime.now()

    def _ask_satisfaction_by_post(self):
        """Send nothing: who wants to be written to on paper is not sent a letter to be asked."""
