from odoo import api, fields, models, tools


class GrcChannel(models.Model):
    """How a request came in: counter, telephone, e-mail, letter…"""

    _name = "grc.channel"
    _description = "Channel"
    _inherit = ["grc.remembered.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    icon = fields.Char(
        default="fa-inbox",
        help="Font Awesome class shown in lists and cards, for instance fa-phone.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    unit_cost = fields.Monetary(help="What one request through this channel costs the city.")

    _code_unique = models.Constraint("UNIQUE(code)", "Another channel already has this code.")

    @api.model
    @tools.ormcache("code")
    def _id_by_code(self, code):
        return self.sudo().with_context(active_test=False).search([("code", "=", code)]).id

    @api.model
    def _by_code(self, code):
        """Return the channel of that code, empty when the city has none.

        :param str code: ``email``, ``phone``…
        :rtype: grc.channel
        """
        return self.browse(self._id_by_code(code))
