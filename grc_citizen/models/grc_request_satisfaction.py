from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .grc_satisfaction_reason import UNSATISFIED


class GrcRequest(models.Model):
    """What citizens think of what was done: one answer a request, in Odoo's ratings."""

    _name = "grc.request"
    _inherit = ["grc.request", "grc.no.agent.figures.mixin"]

    # Averages are the statistics' business, which know no agent.
    rating_last_value = fields.Float(aggregator=None)

    def _rating_get_operator(self):
        """Return nobody: a department is rated, never an agent."""
        return self.env["res.partner"]

    def _get_allowed_message_params(self):
        """Refuse ratings that come with a message of the portal: they would not be counted once."""
        return super()._get_allowed_message_params() - {"rating_value"}

    def _get_satisfaction(self):
        """Return the citizen's answer, empty when there is none.

        :rtype: rating.rating
        """
        return (
            self.env["rating.rating"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("consumed", "=", True),
                ],
                limit=1,
            )
        )

    def _can_be_rated(self):
        """Tell whether the citizen may say now whether they are satisfied, or change their answer.

        :rtype: bool
        """
        return self._is_rated_kind() and bool(self.date_closed) and not self._is_rating_over()

    def _is_rated_kind(self):
        """Tell whether a request is one whose citizen is asked; hook.

        :rtype: bool
        """
        request = self.sudo()
        return not (
            not request.active
            or request.parent_id
            or request.duplicate_of_id
            or request.date_anonymized
            or request.origin == "staff"
            or (request.state == "refused" and not request.refusal_reason_id.asks_satisfaction)
        )

    def _is_rating_over(self):
        company = self.company_id.sudo()
        date, days = self.date_closed, company.grc_survey_days
        if self.sudo().rating_last_value:
            date, days = self._get_satisfaction().create_date, company.grc_survey_correction_days
        return date + timedelta(days=days) < fields.Datetime.now()

    def _get_satisfaction_reasons(self):
        """Return the reasons that the citizen of this request may choose from.

        :rtype: grc.satisfaction.reason
        """
        reasons = self.env["grc.satisfaction.reason"].sudo()
        return reasons.browse(reasons._get_ids_for(self.type_id.sudo().parent_path))

    def _record_satisfaction(self, value, reasons=None, feedback="", reopen=False):
        """Record what the citizen thinks, or what they think now. Who calls has made sure of whom.

        :param int value: ``SATISFIED``, ``PARTLY`` or ``UNSATISFIED``
        :param reasons: ``grc.satisfaction.reason``; those of another face or type are left out
        :param str feedback: the citizen's words, plain
        :param bool reopen: the citizen says that it is not fixed, see :meth:`_report_not_fixed`
        :raises UserError: when the request cannot be rated (any more) or reopened
        :return: the ``rating.rating``
        """
        self.ensure_one()
        request = self.sudo()
        request.lock_for_update(allow_referencing=True)
        if not request._can_be_rated():
            raise UserError(self.env._("Your opinion on this request can no longer be recorded."))
        rating = request._get_satisfaction()
        was_unsatisfied = rating.rating == UNSATISFIED
        values = request._prepare_satisfaction_values(value, reasons, feedback)
        if rating:
            rating.write(values)
            request._message_log(body=self.env._("The citizen changed their opinion."))
        else:
            rating = rating.create(values)
            request._message_log(body=self.env._("The citizen gave their opinion."))
        if reopen:
            self._report_not_fixed(feedback)
        elif value == UNSATISFIED and not was_unsatisfied:
            request._alert_unsatisfied()
        return rating

    def _prepare_satisfaction_values(self, value, reasons, feedback):
        offered = self._get_satisfaction_reasons().filtered(lambda reason: reason._is_for(value))
        reasons = (reasons or offered.browse()) & offered
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "partner_id": self.partner_id.id,
            "rating": value,
            "feedback": (feedback or "").strip() or False,
            "grc_reason_ids": [fields.Command.set(reasons.ids)],
            "consumed": True,
            # Odoo's own page would let whoever reads this key answer for the citizen.
            "access_token": False,
        }

    def _alert_unsatisfied(self):
        """Give the manager of the department something to do, when the city wants it."""
        if not self.company_id.grc_survey_alert:
            return
        department = self.department_id
        manager = department.manager_id or department._get_director()
        if manager:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("The citizen is not satisfied"),
                user_id=manager.id,
            )

    def _anonymize(self):
        result = super()._anonymize()
        self.sudo().write({"date_survey_due": False})
        return result
