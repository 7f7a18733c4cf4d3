import secrets

from odoo import SUPERUSER_ID, models

#: Emptied when a citizen is forgotten.
PERSONAL_FIELDS = (
    "email",
    "grc_email_confirmed",
    "phone",
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
    "company_registry",
    "rna",
    "vat",
    "ref",
    "function",
    "website",
    "comment",
    "image_1920",
    "category_id",
    "household_id",
    "parent_id",
    "preferred_channel",
)


class ResPartner(models.Model):
    """A citizen of whom nothing must be kept: nobody, with the proof of what was agreed."""

    _inherit = "res.partner"

    def _erase_profile(self):
        """Close the account and make the profile anonymous.

        The contact itself stays, nameless and archived: consents and figures hang on it.
        """
        self.ensure_one()
        partner = self.with_context(tracking_disable=True, grc_keep_as_typed=True)
        partner._close_account()
        partner.message_ids.unlink()
        partner.activity_ids.unlink()
        partner.grc_alias_ids.unlink()
        partner.message_unsubscribe(partner.message_partner_ids.ids)
        partner.write(
            {
                **dict.fromkeys(PERSONAL_FIELDS, False),
                "name": self.env._("Anonymous citizen"),
                "active": False,
            }
        )

    def _close_account(self):
        """Let nobody log in as this citizen any more, and forget how they did."""
        users = self.with_context(active_test=False).user_ids.filtered("share")
        for user in users:
            user.write({"login": f"__erased_{user.id}_{secrets.token_hex(8)}", "password": ""})
            user.api_key_ids._remove()
        users.with_user(SUPERUSER_ID).action_archive()
        devices = self.env["res.device.log"].search([("user_id", "in", users.ids)])
        devices.unlink()
