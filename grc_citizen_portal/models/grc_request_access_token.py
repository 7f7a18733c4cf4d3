from odoo import fields, models


class GrcRequest(models.Model):
    """The secret of the links in mails: whoever has it writes in the citizen's name.

    Who only reads a request, as the household it is shared with, does not read it.
    """

    _inherit = "grc.request"

    access_token = fields.Char(groups="base.group_user")

    def _portal_ensure_token(self):
        return super(GrcRequest, self.sudo())._portal_ensure_token()

    def _sign_token(self, pid):
        return super(GrcRequest, self.sudo())._sign_token(pid)

    def _get_share_url(self, redirect=False, signup_partner=False, pid=None, share_token=True):
        by_right = not self.env.su and not self.env.user._is_internal()
        return super()._get_share_url(redirect, signup_partner, pid, share_token and not by_right)
