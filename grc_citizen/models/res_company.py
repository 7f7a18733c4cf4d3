from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    grc_department_id = fields.Many2one(
        "grc.department",
        string="Department of Last Resort",
        help="Receives the requests that neither their type nor their address sends elsewhere.",
    )
    grc_at_risk_percent = fields.Integer(
        string="At Risk From",
        default=75,
        help="Share of the delay, in percent, after which an open request counts as at risk.",
    )
