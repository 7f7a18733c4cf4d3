from odoo import models


class ResPartner(models.Model):
    """Mails to a citizen about their own data: due, and kept in no history."""

    _inherit = "res.partner"

    def _in_own_lang(self):
        """Return this citizen so that texts about them are in the language they chose."""
        return self.with_context(lang=self.lang or self.env.company.partner_id.lang)

    def _mail_own_data(self, subject, template, values=None, email=None):
        """Queue a mail that Odoo forgets once it has left.

        :param str subject: in the citizen's language
        :param str template: XML id of its text
        :param dict values: of the template
        :param str email: where it goes, when not to the citizen's address
        """
        self.ensure_one()
        to = email or self.email_normalized
        if not to:
            return
        partner = self._in_own_lang()
        partner.env.company._grc_mail_address(
            to, subject, template, {"partner": partner, **(values or {})}
        )
