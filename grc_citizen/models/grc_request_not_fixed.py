from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

#: For requests without a type.
NOT_FIXED_DAYS = 30


class GrcRequestType(models.Model):
    _inherit = "grc.request.type"

    not_fixed_days = fields.Integer(
        string="“Not Fixed” Accepted For (days)",
        default=NOT_FIXED_DAYS,
        aggregator=None,
        help="For how many days after closing the citizen may reopen the request by saying that "
        "it is not fixed. Later they make a new one.",
    )

    _not_fixed_positive = models.Constraint(
        "CHECK(not_fixed_days >= 0)",
        "The number of days for saying “not fixed” cannot be negative.",
    )


class GrcRequest(models.Model):
    """Requests closed too soon: the citizen says that it is not fixed, the department goes on."""

    _inherit = "grc.request"

    not_fixed_count = fields.Integer(
        string="Times “Not Fixed”",
        readonly=True,
        copy=False,
        help="How often the citizen said that it was not fixed after it was closed.",
    )
    is_written_after_closing = fields.Boolean(compute="_compute_is_written_after_closing")

    @api.depends("activity_ids.activity_type_id", "state")
    def _compute_is_written_after_closing(self):
        written = self.env.ref("grc_citizen.mail_activity_after_closing", raise_if_not_found=False)
        for request in self:
            request.is_written_after_closing = (
                request.state == "done" and written in request.sudo().activity_ids.activity_type_id
            )

    def _report_not_fixed(self, text, attachments=None):
        """Reopen a closed request whose citizen says that it is not fixed.

        Their words join the conversation; the department's manager is alerted and the agent has
        something to do. A request that was reopened meanwhile only takes the words. The caller has
        checked that it is the citizen who speaks, by their account or by the tracking code.

        :param str text: the citizen's words, plain
        :param attachments: ``ir.attachment`` that go with them
        :raises UserError: without words, when it was refused, or closed too long ago
        """
        self.ensure_one()
        words = (text or "").strip()
        if not words:
            raise UserError(self.env._("Tell us in a few words what is still wrong."))
        request = self.sudo()._get_tracked()
        if request.date_closed:
            request._check_not_fixed_accepted()
        message = self.sudo()._post_citizen_words(words, attachments)
        if request != self:
            self._note_on_tracked(message)
        if request.date_closed:
            request._reopen_not_fixed(words)
        else:
            request._resume_from_waiting()

    def _check_not_fixed_accepted(self):
        if self.state != "done":
            raise UserError(
                self.env._(
                    "This request was not accepted, so it cannot be reopened as not fixed. "
                    "Make a new request, or use the remedies that the decision names."
                )
            )
        days = self.type_id.not_fixed_days if self.type_id else NOT_FIXED_DAYS
        if self.date_closed < fields.Datetime.now() - timedelta(days=days):
            raise UserError(
                self.env._(
                    "This request was closed more than %(days)s days ago. Please make a new one "
                    "and give the number %(number)s in it.",
                    days=days,
                    number=self.number,
                )
            )

    def action_reopen_not_fixed(self):
        """Reopen requests whose citizens wrote after closing that they are not fixed."""
        self.check_access("write")
        for request in self.filtered(lambda one: one.state == "done"):
            request._reopen_not_fixed()
        return True

    def _reopen_not_fixed(self, words=""):
        """Work again on a request closed too soon, count it and alert its department.

        :param str words: of the citizen, shown with the alert
        """
        self.activity_ids.filtered(
            lambda activity: activity.activity_type_id
            == self.env.ref("grc_citizen.mail_activity_after_closing")
        ).sudo().action_feedback()
        self.sudo().not_fixed_count += 1
        self._enter("progress")
        for person in self._get_alerted_not_fixed():
            self.activity_schedule(
                "grc_citizen.mail_activity_not_fixed",
                summary=self.env._(
                    "Not fixed, says the citizen (%(count)s)", count=self.not_fixed_count
                ),
                note=plaintext2html(words) if words else False,
                user_id=person.id,
            )

    def _get_alerted_not_fixed(self):
        """Return who is alerted: the manager, and who has the work to do; not who reopens it.

        :rtype: res.users
        """
        department = self.department_id.sudo()
        manager = department.manager_id or department._get_director()
        return (manager | (self.user_id or department._get_notified_users()[:1])) - self.env.user

    def _alert_written_after_closing(self):
        """Bring up the closed ones of the requests to their agents: the citizen wrote."""
        for request in self.filtered("date_closed"):
            person = request.user_id or request.department_id._get_notified_users()[:1]
            if person and not request.is_written_after_closing:
                request.activity_schedule(
                    "grc_citizen.mail_activity_after_closing",
                    summary=self.env._("The citizen wrote after closing"),
                    user_id=person.id,
                )
