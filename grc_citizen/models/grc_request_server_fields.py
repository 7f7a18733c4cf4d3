from odoo import api, models


class GrcRequest(models.Model):
    """What only the application sets: dates that prove, counters, what a step decides.

    Our own steps set it as superuser, after they checked the user's rights. Administrators do too,
    by Odoo's import, when they load the history of another tool; ``setup/import_requests`` runs as
    superuser.
    """

    _name = "grc.request"
    _inherit = ["grc.request", "grc.guarded.mixin"]

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "date_acknowledged",
            "date_anonymized",
            "date_at_risk",
            "date_closed",
            "date_deadline_initial",
            "date_first_answer",
            "date_recalled",
            "date_reminder",
            "date_reopened",
            "duplicate_of_id",
            "escalation_sequence",
            "kind",
            "not_fixed_count",
            "reminder_count",
            "reopen_count",
            "state",
            "waiting_hours",
            "waiting_since",
            "waiting_working_hours",
        }

    @api.model
    def _check_guarded_fields(self, names):
        if self._is_history_import():
            return None
        return super()._check_guarded_fields(names)
