from odoo import fields, models


class ResPartner(models.Model):
    """Whether a citizen's e-mail address is known to be theirs, and what hangs on it."""

    _inherit = "res.partner"

    grc_email_confirmed = fields.Char(
        readonly=True, groups=fields.NO_ACCESS, help="The address that the citizen confirmed."
    )

    def _has_own_email(self):
        """Tell whether the present address was shown to be this citizen's own.

        It was by the link of an invitation, which the town hall sent there, or of a change; not by
        an account that somebody opened by themselves.

        :rtype: bool
        """
        self.ensure_one()
        if not self.email_normalized:
            return False
        users = self.with_context(active_test=False).user_ids
        invited = any(not user.create_uid.share for user in users)
        return self.grc_email_confirmed == self.email_normalized or (
            invited and not self.grc_email_confirmed
        )

    def _find_subscriptions(self):
        """Return what this citizen follows by e-mail, when the address is their own.

        :rtype: grc.subscription
        """
        subscriptions = self.env["grc.subscription"]
        if not self._has_own_email():
            return subscriptions
        return subscriptions.search(
            [("email_normalized", "=", self.email_normalized), ("state", "=", "active")]
        )
