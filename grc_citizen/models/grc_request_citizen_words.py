from odoo import SUPERUSER_ID, api, models
from odoo.tools import plaintext2html


class GrcRequest(models.Model):
    """What citizens write on a page of the city joins the conversation as their words."""

    _inherit = "grc.request"

    def _post_citizen_words(self, words, attachments=None):
        """Write words of the citizen in the conversation.

        The caller has checked who speaks, and calls with the rights of the system.

        :param str words: plain
        :param attachments: ``ir.attachment`` that go with them
        :rtype: mail.message
        """
        # Of users of the portal, Odoo only takes files that its own composer has received.
        town = self.with_user(SUPERUSER_ID).with_context(mail_post_autofollow_author_skip=True)
        return town.message_post(
            body=self._prepare_citizen_words(words),
            author_id=self.partner_id.id,
            email_from=self.email_from or self.contact_name or self.env._("Citizen"),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=attachments.ids if attachments else [],
        )

    @api.model
    def _prepare_citizen_words(self, words):
        """Return the HTML of words of the citizen; hook for what agents should know of them.

        :param str words: plain
        :rtype: Markup
        """
        return plaintext2html(words)
