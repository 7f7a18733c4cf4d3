from odoo import api, models
from odoo.exceptions import AccessError


class GrcRequest(models.Model):
    """What only the application sets: dates that prove, counters, what a step decides."""

    _name = "grc.request"
    _inherit = ["grc.request", "grc.guarded.mixin"]

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
        forged = {f"default_{name}" for name in self._get_server_fields()} & self.env.context.keys()
        if forged and not self.env.su and not self._is_history_import():
            kept = {name: self.env.context[name] for name in self.env.context.keys() - forged}
            return super(GrcRequest, self.with_context(kept)).default_get(fields)
        return super().default_get(fields)

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
