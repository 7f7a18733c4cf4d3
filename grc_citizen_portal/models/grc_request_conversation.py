from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html_sanitize

#: Characters of a message written on the page.
MESSAGE_LENGTH = 5000


class GrcRequest(models.Model):
    """What a citizen and the town hall wrote to each other about a request."""

    _inherit = "grc.request"

    citizen_post_key = fields.Char(
        readonly=True,
        copy=False,
        prefetch=False,
        help="Of the last form that the citizen sent from this request's page.",
    )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"citizen_post_key"}

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """A household reads; only who asked, and the town hall, write."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation == "create" and not self.env.user._is_internal():
            for request in self.sudo():
                if request.partner_id != self.env.user.partner_id:
                    operations[request.with_env(self.env)] = "write"
        return operations

    def _prepare_account_page(self):
        """Return what the page of this request shows in the account of its citizen; hook.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "grc_request": self,
            "progress": self._get_public_progress(),
            "conversation": self._get_conversation(),
            "description": self._get_public_html(self.description),
            "pieces": self._get_opening_message(self._get_public_messages()).attachment_ids
            | self._get_citizen_pieces(),
            "photos": self._get_public_photos(),
            "is_waiting": self._is_waiting_for_citizen(),
            "can_say_not_fixed": self._can_say_not_fixed(),
            "can_withdraw": self._can_withdraw(),
            "satisfaction_url": self._get_satisfaction_url(),
            "person": self._get_account_person(),
        }

    def _get_public_messages(self):
        """Return the messages that the citizen may read, the oldest first.

        :rtype: mail.message
        """
        self.ensure_one()
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [*self._get_public_message_domain(), ("res_id", "=", self.id)], order="date, id"
            )
        )

    def _get_opening_message(self, messages):
        """Return the mail that the request is of, if it came by mail: its text is the description.

        :param messages: what :meth:`_get_public_messages` returns
        """
        first = messages[:1]
        return first.filtered(
            lambda one: one.message_type == "email" and one.author_id == self.sudo().partner_id
        )

    def _get_conversation(self):
        """Return what the page shows of the conversation, the oldest first.

        The town hall speaks in the name of the department: letters name the agent.

        :return: `id`, `author`, `is_citizen`, `is_answer`, `date`, `datetime`, `subject`, `body`
            and `files`: attachments
        :rtype: list[dict]
        """
        self.ensure_one()
        messages = self._get_public_messages()
        return [
            self._prepare_public_message(message)
            for message in messages - self._get_opening_message(messages)
        ]

    def _prepare_public_message(self, message):
        """Return what the page shows of a message; hook.

        :param message: `mail.message`
        :rtype: dict
        """
        is_citizen = message.author_id == self.sudo().partner_id
        by_town = not message.author_id or self._is_of_town(message.author_id)
        return {
            "id": message.id,
            "is_citizen": is_citizen,
            "is_town": by_town and not is_citizen,
            "is_answer": self._is_answer(message),
            "author": self._get_public_author(message, is_citizen, by_town),
            "date": self._format_moment(message.date),
            "datetime": fields.Datetime.to_string(message.date).replace(" ", "T") + "Z",
            "subject": message.subject if by_town and not is_citizen else False,
            "body": self._get_public_html(message.body),
            "files": message.attachment_ids.sorted("id"),
        }

    def _is_of_town(self, partner):
        return partner == self.sudo().company_id.partner_id or any(
            not user.share for user in partner.with_context(active_test=False).user_ids
        )

    def _get_public_author(self, message, is_citizen, by_town):
        if is_citizen:
            return self._get_account_person() or self.env._("You")
        request = self.sudo()
        if by_town:
            return request.department_id.name or request.company_id.name
        return self.env._("Another person")

    def _is_answer(self, message):
        """Tell whether a message is an answer of the town hall, not a question or a notice."""
        return any(
            answer.state == "sent"
            and answer.subject == message.subject
            and abs((answer.date_sent - message.date).total_seconds()) < 60
            for answer in self.sudo().answer_ids
        )

    def _get_public_html(self, html):
        """Return a text of a mail for a page: nothing that runs, styles or is fetched elsewhere."""
        clean = html_sanitize(html or "", strip_style=True, strip_classes=True)
        return self.env["ir.actions.report"]._get_paper_html(clean)

    def _receive_post(self, key):
        """Take a form that the citizen sends once: a second click, or a reload, sends it again.

        :param str key: of the form, drawn when it was shown
        :return: whether it was not received yet
        :rtype: bool
        """
        request = self.sudo()
        if key and request.citizen_post_key == key:
            return False
        # Of two at the same moment, the database lets one pass and Odoo starts the other again.
        request.citizen_post_key = key
        request.flush_recordset(["citizen_post_key"])
        return True

    def _post_from_citizen(self, text, key=None, files=()):
        """Add what the citizen writes on the page, as their reply to a mail would be.

        The caller has checked that it is the citizen who writes.

        :param str text: plain; may be empty when there are files
        :param str key: of the form; see :meth:`_receive_post`
        :param list[tuple[str, bytes]] files: name and content
        :raises UserError: without words, or with too many
        :raises ValidationError: with what is wrong with the files
        """
        self.ensure_one()
        words = self._check_citizen_words(text, required=not files)
        if self._receive_post(key):
            request = self.sudo()
            attachments = request._add_citizen_files(files)
            request._on_citizen_message(request._post_citizen_words(words, attachments))

    def _check_citizen_words(self, text, required=True):
        words = (text or "").strip()
        if required and not words:
            raise UserError(self.env._("Write your message first."))
        if len(words) > MESSAGE_LENGTH:
            raise UserError(
                self.env._(
                    "This message is too long: %(length)s characters, and %(limit)s at most. "
                    "Send it in two parts, or as a file.",
                    length=len(words),
                    limit=MESSAGE_LENGTH,
                )
            )
        return words

    def _can_say_not_fixed(self):
        """Tell whether the citizen may have this request opened again.

        :rtype: bool
        """
        request = self.sudo()._get_tracked()
        if not request.date_closed:
            return False
        try:
            request._check_not_fixed_accepted()
        except UserError:
            return False
        return True

    def _say_not_fixed(self, text, key=None, files=()):
        """As :meth:`_post_from_citizen`, and open this request again."""
        words = self._check_citizen_words(text)
        if self._receive_post(key):
            self._report_not_fixed(words, self.sudo()._add_citizen_files(files))
