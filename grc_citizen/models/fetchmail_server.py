import logging

import psycopg2

from odoo import models

_logger = logging.getLogger(__name__)


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    def _connect__(self, allow_archived=False):  # noqa: PLW3201
        connection = super()._connect__(allow_archived=allow_archived)
        return KeptMailConnection(connection, self.env["grc.inbox.message"].sudo()._holds_email)


class KeptMailConnection:
    """A connection to a mail server that marks as handled only the mails that the inbox holds.

    Core marks a mail as read, or deletes it, even when handling it failed. When even the inbox
    could not be written, the mail must stay where it is, to be fetched again.

    :param connection: the connection that core opened
    :param holds: function of the bytes of a mail that says whether the inbox holds it
    """

    def __init__(self, connection, holds):
        self._connection = connection
        self._holds = holds
        self._fetched = {}

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def retrieve_unread_messages(self):
        for number, message in self._connection.retrieve_unread_messages():
            self._fetched = {number: message}
            yield number, message

    def handled_message(self, number):
        try:
            kept = self._holds(self._fetched.pop(number))
        except psycopg2.Error:
            _logger.warning("Cannot ask the inbox for mail %s", number, exc_info=True)
            kept = False
        if kept:
            self._connection.handled_message(number)
        else:
            _logger.warning("Mail %s could not be kept: it stays unread on its server", number)
