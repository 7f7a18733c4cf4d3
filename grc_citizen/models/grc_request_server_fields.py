from odoo import api, models
from odoo.exceptions import AccessError


class GrcRequest(models.Model):
    """What only the application sets: dates that prove, counters, what a step decides."""

    _inherit = "grc.request"

    @api.model
    def _get_server_fields(self):
        """Return the names of the fields that users never set, on screen, by RPC or by import.

        Our own steps set them as superuser, after they checked the user's rights. Administrators
        set them when they load the history of another tool, by Odoo's import;
        ``setup/import_requests`` runs as superuser. Extend with
        ``super()._get_server_fields() | {…}``.

        :rtype: set[str]
        """
        return {
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
    def default_get(self, fields):
        """Keep the context of a call from setting what its values may not."""
        names = set(fields)
        if not self.env.su and not self._is_history_import():
            names -= self._get_server_fields()
        return super().default_get([name for name in fields if name in names])

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_server_fields({name for name, value in vals.items() if value})
        return super().create(vals_list)

    def write(self, vals):
        self._check_server_fields(vals.keys())
        return super().write(vals)

    @api.model
    def _check_server_fields(self, names):
        """Refuse values that only the application sets.

        :param names: of the fields given
        :raises AccessError: which ones
        """
        forged = not self.env.su and self._get_server_fields() & names
        if forged and not self._is_history_import():
            raise AccessError(
                self.env._(
                    "Only the application sets these fields: %(fields)s.",
                    fields=", ".join(
                        sorted(self._fields[name]._description_string(self.env) for name in forged)
                    ),
                )
            )
