from odoo import models


class MailFollowers(models.Model):
    """What an agent follows is asked with every list of requests."""

    _inherit = "mail.followers"

    _grc_request_idx = models.Index("(partner_id, res_id) WHERE res_model = 'grc.request'")
