from odoo import api, fields, models, tools

from odoo.addons.grc_citizen.models.grc_request_workflow import CLOSED_STATES


class GrcRequestStage(models.Model):
    _inherit = "grc.request.stage"

    is_withdrawal = fields.Boolean(
        string="Withdrawn",
        help="Requests that their citizens gave up end here: nothing is required to close them.",
    )

    @api.model
    @tools.ormcache()
    def _get_withdrawal_id(self):
        return self.sudo().search([("is_withdrawal", "=", True)], limit=1).id

    @api.model
    def _for_withdrawal(self):
        """Return the stage of what citizens withdraw, that of what is done when there is none."""
        return self.browse(self._get_withdrawal_id()) or self._for_state("done")


class GrcRequest(models.Model):
    """Requests that citizens give up."""

    _inherit = "grc.request"

    date_withdrawn = fields.Datetime(string="Withdrawn", readonly=True, copy=False)

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"date_withdrawn"}

    def _move(self, stage, state, vals):
        if stage.is_withdrawal:
            self.sudo().filtered(
                lambda one: not one.date_withdrawn
            ).date_withdrawn = fields.Datetime.now()
        return super()._move(stage, state, vals)

    def _get_move_values(self, state, target):
        values = super()._get_move_values(state, target)
        if state in CLOSED_STATES and target not in CLOSED_STATES:
            values["date_withdrawn"] = False
        return values

    def _get_missing_to_close(self):
        if self.date_withdrawn and not self.part_open_count:
            return []
        return super()._get_missing_to_close()

    def _is_rated_kind(self):
        return super()._is_rated_kind() and not self.sudo().date_withdrawn

    def _can_withdraw(self):
        """Tell whether the citizen may give this request up: it is open, and not part of another.

        :rtype: bool
        """
        return not self.date_closed and not self.parent_id

    def _withdraw(self, text=""):
        """Close this request because its citizen gives it up, and tell its department.

        What other citizens asked for too goes on: the department only hears that this one needs it
        no more. A second call does nothing. The caller has checked that it is the citizen.

        :param str text: why, in the citizen's words; may be empty
        :return: whether it is closed
        :rtype: bool
        """
        self.ensure_one()
        request = self.sudo()
        if not request._can_withdraw():
            return bool(request.date_withdrawn)
        words = self.env._("I withdraw this request.")
        request._post_citizen_words("\n".join(filter(None, (words, (text or "").strip()))))
        shared = bool(request.duplicate_ids)
        if not shared:
            parts = request.search([("parent_id", "=", request.id), ("date_closed", "=", False)])
            stage = self.env["grc.request.stage"]._for_withdrawal()
            parts.with_context(grc_no_notify=True)._end_withdrawn(stage)
            request._end_withdrawn(stage)
        request._ask_agent(
            self.env._("The citizen withdraws their request, others still ask for it")
            if shared
            else self.env._("Withdrawn by the citizen: stop the work")
        )
        return not shared

    def _end_withdrawn(self, stage):
        if self:
            self.date_withdrawn = fields.Datetime.now()
            self.write({"stage_id": stage.id})
