from odoo import api, models
from odoo.exceptions import ValidationError


class GrcTreeMixin(models.AbstractModel):
    """A tree whose loops are refused with words that say which records make them."""

    _name = "grc.tree.mixin"
    _inherit = ["properties.base.definition.mixin"]
    _description = "Tree Without Loops"

    @api.depends("name", "parent_id.name")
    @api.depends_context("grc_leaf_first")
    def _compute_display_name(self):
        """Name the record before what is above it where a long path would be cut at its end."""
        if not self.env.context.get("grc_leaf_first"):
            return super()._compute_display_name()
        for record in self:
            parent = record.parent_id.name
            record.display_name = f"{record.name} ({parent})" if parent else record.name

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
