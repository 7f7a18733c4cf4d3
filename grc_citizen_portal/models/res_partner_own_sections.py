from odoo import models


class ResPartner(models.Model):
    """What else the page ``/my/data`` shows, beside details, consents, copy and erasure."""

    _inherit = "res.partner"

    def _get_own_sections(self):
        """Return what else ``/my/data`` shows of this citizen; hook.

        :return: dicts of ``title``, ``text``, ``lines`` (dicts of ``text`` and, where it changes,
            ``url`` and ``label``), in the order of the page
        :rtype: list[dict]
        """
        self.ensure_one()
        sections = [
            self._prepare_blocked_section(),
            self._prepare_subscription_section(),
            self._prepare_household_section(),
        ]
        return [section for section in sections if section]

    def _prepare_blocked_section(self):
        blocked = self.email_normalized and self.env["mail.blacklist"].search_count(
            [("email", "=", self.email_normalized)], limit=1
        )
        return blocked and {
            "title": self.env._("Your address is blocked"),
            "text": self.env._(
                "We send no mail to %(email)s, because mails came back or you refused them. Write "
                "to us to change that.",
                email=self.email,
            ),
        }

    def _prepare_subscription_section(self):
        lines = [
            {
                "text": subscription.target_name or "",
                "url": subscription._get_leave_url(),
                "label": self.env._("Stop"),
            }
            for subscription in self._find_subscriptions()
        ]
        return lines and {
            "title": self.env._("What you follow by e-mail"),
            "text": self.env._("We tell you what happens with:"),
            "lines": lines,
        }

    def _prepare_household_section(self):
        return self.household_id and {
            "title": self.env._("Your household"),
            "text": self.env._("The adults of your household see the new requests that you make.")
            if self.shares_with_household
            else self.env._("Your household does not see the new requests that you make."),
            "lines": [
                {
                    "text": "",
                    "url": "/my/requests#household",
                    "label": self.env._("Change what your household sees"),
                }
            ],
        }
