from odoo import api, models
from odoo.exceptions import AccessError


class GrcGuardedMixin(models.AbstractModel):
    """Fields that only the server sets: nobody writes them by a screen, an import or RPC."""

    _name = "grc.guarded.mixin"
    _description = "Fields Set by the Server Only"

    @api.model
    def _get_guarded_fields(self):
        """Return the names of the fields that only the server sets; hook.

        :rtype: set[str]
        """
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        prefix = "default_"
        defaults = {name[len(prefix) :] for name in self.env.context if name.startswith(prefix)}
        self._check_guarded_fields(defaults.union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._check_guarded_fields(vals.keys())
        return super().write(vals)

    @api.model
    def _check_guarded_fields(self, names):
        guarded = self._get_guarded_fields() & names
        if guarded and not self.env.su:
            raise AccessError(
                self.env._(
                    "The system keeps “%(fields)s” itself: leave it out.",
                    fields=", ".join(
                        sorted(self._fields[name]._description_string(self.env) for name in guarded)
                    ),
                )
            )
