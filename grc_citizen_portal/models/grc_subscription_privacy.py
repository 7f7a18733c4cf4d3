from odoo import models

from .grc_data_export_content import to_plain


class GrcDataExport(models.Model):
    """What a citizen follows is theirs: it is in the copy of their data."""

    _inherit = "grc.data.export"

    def _get_sections(self):
        addresses = self.partner_id._get_followers_addresses()
        subscriptions = self.env["grc.subscription"].search(
            [("email_normalized", "in", addresses)], order="id"
        )
        return {
            **super()._get_sections(),
            "subscriptions": [
                {
                    "address": subscription.email_normalized,
                    "about": subscription.target_name,
                    "state": subscription.state,
                    "asked": to_plain(subscription.create_date),
                    "confirmed": to_plain(subscription.date_confirmed),
                    "left": to_plain(subscription.date_left),
                }
                for subscription in subscriptions
            ],
        }


class GrcDataErasure(models.Model):
    """Whoever is forgotten follows nothing any more."""

    _inherit = "grc.data.erasure"

    def _erase_around(self, partner):
        self.env["grc.subscription"]._forget(partner._get_followers_addresses())
        return super()._erase_around(partner)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_followers_addresses(self):
        """Return the addresses of this contact that may follow something.

        :rtype: list[str]
        """
        return [self.email_normalized] if self.email_normalized else []
