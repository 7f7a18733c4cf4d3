from odoo import fields, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    grc_paper = fields.Selection(selection_add=[("labels", "Labels and posters")])

    def _print_labels(self, ids, render):
        """Print papers as they are: no page number on a label."""
        return render(ids)
