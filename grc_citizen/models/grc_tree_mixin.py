from odoo import models
from odoo.exceptions import ValidationError


class GrcTreeMixin(models.AbstractModel):
    """A tree whose loops are refused with words that say which records make them."""

    _name = "grc.tree.mixin"
    _description = "Tree Without Loops"

    def write(self, vals):
        if vals.get("parent_id"):
            parent = self.browse(vals["parent_id"])
            below = self.with_context(active_test=False).search([("id", "child_of", self.ids)])
            if parent in below:
                raise ValidationError(
                    self.env._(
                        "“%(parent)s” is below “%(child)s” already: it cannot be above it too.",
                        parent=parent.display_name,
                        child=", ".join(self.mapped("display_name")),
                    )
                )
        return super().write(vals)
