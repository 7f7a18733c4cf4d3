from odoo import api, models


class GrcRememberedMixin(models.AbstractModel):
    """Records that Odoo's caches remember something of, and forget when any of them changes."""

    _name = "grc.remembered.mixin"
    _description = "Remembered Records"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
