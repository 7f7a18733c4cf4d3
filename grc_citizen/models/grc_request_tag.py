from odoo import fields, models


class GrcRequestTag(models.Model):
    """A free label agents put on requests."""

    _name = "grc.request.tag"
    _description = "Request Tag"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_unique = models.Constraint("UNIQUE(name)", "This tag exists already.")
