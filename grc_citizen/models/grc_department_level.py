from odoo import fields, models

CHOSEN_VALIDATORS = {"manager_id", "elected_official_id", "parent_id"}


class GrcDepartment(models.Model):
    """A department says which levels its answers pass, and who validates them."""

    _inherit = "grc.department"

    elected_official_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Validates answers where a level asks for it. Empty: that of the department above.",
    )
    tier_definition_ids = fields.Many2many(
        "tier.definition",
        "grc_tier_definition_department_rel",
        "department_id",
        "definition_id",
        string="Validation Levels",
    )

    def write(self, vals):
        result = super().write(vals)
        if CHOSEN_VALIDATORS & vals.keys():
            self.env["tier.review"]._grc_refresh_reviewers()
        return result

    def _get_line(self):
        """Return this department and those it is part of, the nearest first.

        :rtype: grc.department
        """
        line = self
        while line[-1:].parent_id:
            line += line[-1:].parent_id
        return line
