from odoo import models


class IrSequence(models.Model):
    """Where the numbers of requests come from is remembered."""

    _name = "ir.sequence"
    _inherit = ["ir.sequence", "grc.remembered.mixin"]


class IrSequenceDateRange(models.Model):
    _name = "ir.sequence.date_range"
    _inherit = ["ir.sequence.date_range", "grc.remembered.mixin"]
