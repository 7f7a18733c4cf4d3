from odoo import fields, models

from .tier_definition import RISKS


class GrcRequestType(models.Model):
    """A type says which levels the answers to it pass."""

    _inherit = "grc.request.type"

    answer_risk = fields.Selection(
        RISKS,
        string="Risk of Its Answers",
        default="none",
        required=True,
        help="Levels of validation may ask for a least risk. An answer may be riskier than its "
        "type, never less.",
    )
    tier_definition_ids = fields.Many2many(
        "tier.definition",
        "grc_tier_definition_type_rel",
        "type_id",
        "definition_id",
        string="Validation Levels",
    )
