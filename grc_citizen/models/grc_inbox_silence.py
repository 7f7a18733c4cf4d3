import email
from email import policy

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext

from ..tools.mail_source import repair_source, storable, summarize

TEXT_LIMIT = 20_000


class GrcInboxMessage(models.Model):
    """What silenced senders send is kept aside, until a manager decides."""

    _inherit = "grc.inbox.message"

    silence_id = fields.Many2one(
        "grc.silence",
        string="Silenced",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    silence_state = fields.Selection(related="silence_id.state", string="State of the Silence")
    text = fields.Text(
        string="Content", compute="_compute_text", help="The words of the message, nothing else."
    )

    def _compute_text(self):
        for entry in self:
            reader = getattr(entry, f"_read_{entry.source}_text", None)
            entry.text = reader and storable(reader())[:TEXT_LIMIT]

    def _read_email_text(self):
        """Return the words of a mail, never raising: it was not looked at before.

        :rtype: str
        """
        try:
            message = email.message_from_bytes(
                repair_source(self._read_payload()), policy=policy.default
            )
            part = message.get_body(("plain", "html"))
            content = part.get_content() if part else ""
            is_html = part and part.get_content_subtype() == "html"
            return html2plaintext(content) if is_html else content
        except Exception:  # the standard library's parser raises many kinds of errors
            return ""

    def _process_email(self, raw, by_hand, department_id):
        silence = not by_hand and self._find_email_silence(raw)
        if silence:
            return self._prepare_aside(silence)
        return super()._process_email(raw, by_hand, department_id)

    def _find_email_silence(self, raw):
        """Return the silence that a mail falls under.

        :param bytes raw: the mail
        :rtype: grc.silence
        """
        return self.env["grc.silence"]._find_for(email=summarize(raw).sender)

    def _prepare_aside(self, silence):
        """Return the values of an entry that is kept aside, as `_process_<source>` returns them."""
        return {"state": "aside", "silence_id": silence.id, "outcome": False}

    def _is_pending(self, by_hand, routed):
        return super()._is_pending(by_hand, routed) or by_hand and self.state == "aside"

    def _get_discardable_states(self):
        return (*super()._get_discardable_states(), "aside")

    def _check_handler(self):
        """Managers handle what was kept aside; the rest of the inbox is the administrator's."""
        managed = all(entry.silence_id for entry in self.sudo())
        if self and managed and self.env.user.has_group("grc_citizen.group_manager"):
            self.check_access("read")
            return self
        return super()._check_handler()

    def action_release(self):
        """Handle what was kept aside as if its sender were not silenced, and note who did.

        :raises UserError: when one is not kept aside (any more)
        """
        entries = self._check_handler()
        if any(entry.state != "aside" for entry in entries):
            raise UserError(self.env._("Only what is kept aside can be released."))
        states = [entries._process_entry(entry.id, by_hand=True).state for entry in entries]
        for entry in entries.filtered("silence_id"):
            entry.silence_id.sudo()._message_log(
                body=self.env._("Released: %(message)s", message=entry.display_name),
                author_id=self.env.user.partner_id.id,
            )
        return self._get_notification(states.count("done"), len(states))

    def action_end_silence(self):
        """End the silence that these messages were kept aside under."""
        if not self.env.user.has_group("grc_citizen.group_manager"):
            raise AccessError(self.env._("Only a manager ends a silence."))
        self.check_access("read")
        self.silence_id.action_end()
