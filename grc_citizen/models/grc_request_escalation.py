from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

BATCH_SIZE = 200


class GrcRequest(models.Model):
    _inherit = "grc.request"

    escalation_sequence = fields.Integer(
        default=0, readonly=True, copy=False, help="Order of the last level that was alerted."
    )

    @api.model
    def _cron_escalate(self):
        """Alert, level by level and once a level, about requests at risk or late."""
        for level in self.env["grc.escalation.level"].search([("active", "=", True)]):
            domain = self._get_escalation_domain(level)
            while requests := self.search(domain, limit=BATCH_SIZE, order="id"):
                requests = requests.try_lock_for_update()
                if not requests:
                    break
                requests._escalate(level)
                self.env["ir.cron"]._commit_progress(len(requests))

    @api.model
    def _get_escalation_domain(self, level):
        limit = fields.Datetime.now() - timedelta(hours=level.delay_hours)
        date_field = "date_at_risk" if level.trigger == "at_risk" else "date_deadline"
        return Domain(
            [
                ("date_closed", "=", False),
                ("waiting_since", "=", False),
                (date_field, "<", limit),
                ("escalation_sequence", "<", level.sequence),
            ]
        )

    def _escalate(self, level):
        """Alert the person of a level by an activity and a message in the request's history.

        :param level: ``grc.escalation.level``
        """
        self.sudo().write({"escalation_sequence": level.sequence})
        bodies = {}
        for request in self:
            person = request._get_escalation_recipient(level)
            bodies[request.id] = self.env._(
                "%(level)s: %(person)s alerted, deadline %(date)s.",
                level=level.name,
                person=person.name or self.env._("nobody to"),
                date=fields.Datetime.to_string(request.date_deadline),
            )
            if person:
                request.activity_schedule(
                    activity_type_id=level.activity_type_id.id,
                    summary=level.name,
                    user_id=person.id,
                    date_deadline=fields.Date.context_today(self),
                )
        self._message_log_batch(bodies)

    def _get_escalation_recipient(self, level):
        """Return whom a level alerts about this request, the next one up when a place is empty.

        :rtype: res.users
        """
        department = self.department_id
        manager = department.manager_id or department._get_director()
        if level.recipient == "agent":
            return self.user_id or manager
        if level.recipient == "manager":
            return manager
        return department._get_director() or manager
