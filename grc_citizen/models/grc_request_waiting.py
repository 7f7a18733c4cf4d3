from datetime import timedelta

from odoo import api, fields, models

from ..tools.working_time import NoWorkingTime, WorkingTime

BATCH_SIZE = 200


class GrcRequest(models.Model):
    """Requests that wait: reminders every few working days, then back to their agent."""

    _inherit = "grc.request"

    waiting_for = fields.Selection(related="stage_id.waiting_for")
    date_reminder = fields.Datetime(
        string="Next Reminder",
        readonly=True,
        copy=False,
        help="When whom one waits for is reminded, or when the request comes back to its agent.",
    )
    reminder_count = fields.Integer(string="Reminders Sent", readonly=True, copy=False)

    _reminder_idx = models.Index("(date_reminder) WHERE date_reminder IS NOT NULL")

    def action_wait_for_third_party(self):
        """Wait for somebody outside the town hall; the delay promised to the citizen runs on."""
        stage = self.env["grc.request.stage"]._for_state("waiting", waiting_for="third_party")
        self.write({"stage_id": stage.id})
        return True

    def _move(self, stage, state, vals):
        entering = self.filtered(lambda request: request.stage_id != stage)
        result = super()._move(stage, state, vals)
        if stage.state == "waiting":
            entering._plan_reminder()
        elif state == "waiting":
            entering.sudo().write({"date_reminder": False, "reminder_count": 0})
        return result

    def _plan_reminder(self):
        """Set when to remind next: the end of a working day of the department, n days away."""
        now = fields.Datetime.now()
        for (calendar, company), requests in self._group_by_calendar().items():
            days = company.grc_reminder_days
            try:
                clock = WorkingTime(calendar, now, company.partner_id.tz)
                moment = days and clock.add_days(now, days)
            except NoWorkingTime:
                moment = now + timedelta(days=days)
            requests.sudo().date_reminder = moment

    @api.model
    def _cron_remind(self):
        """Remind those who are waited for; give back to its agent what was reminded enough."""
        domain = [("date_reminder", "<=", fields.Datetime.now()), ("state", "=", "waiting")]
        while requests := self.search(domain, limit=BATCH_SIZE, order="date_reminder, id"):
            requests = requests.try_lock_for_update()
            if not requests:
                break
            over = requests.filtered(
                lambda one: one.reminder_count >= one.company_id.grc_reminder_count
            )
            over._give_back()
            (requests - over)._remind()
            self.env["ir.cron"]._commit_progress(len(requests))

    def _remind(self):
        """Remind, by the way they can be reached, those whom the requests wait for."""
        for waiting_for, requests in self.grouped("waiting_for").items():
            getattr(requests, f"_remind_{waiting_for}")()
        for count, requests in self.grouped("reminder_count").items():
            requests.reminder_count = count + 1
        self._plan_reminder()

    def _remind_citizen(self):
        template = self.env.ref("grc_citizen.mail_template_reminder")
        told = self.browse()
        for delivery, requests in self._group_by_delivery().items():
            if delivery != "post":
                getattr(requests, f"_tell_by_{delivery}")(template)
                told |= requests
        told._message_log_batch(
            {request.id: self.env._("The citizen was reminded.") for request in told}
        )
        (self - told)._ask_agent(self.env._("Remind the citizen: call or write to them"))

    def _remind_third_party(self):
        """Remind the third party; hook for what knows how to reach them."""
        self._ask_agent(self.env._("Remind the third party"))

    def _give_back(self):
        """Put requests nobody replied to back in the queue of their agents, who then decide."""
        if self:
            self.with_context(grc_no_notify=True)._enter("progress")
            self._ask_agent(self.env._("No reply in spite of the reminders: decide what to do"))

    def _ask_agent(self, summary):
        """Plan an activity for today, for the agent or else for the department.

        :param str summary: what is to be done
        """
        for request in self:
            person = request.user_id or request.department_id._get_notified_users()[:1]
            if person:
                request.activity_schedule(
                    "mail.mail_activity_data_todo", summary=summary, user_id=person.id
                )
