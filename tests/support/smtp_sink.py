"""A mail server that keeps what it is given."""

import email
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from .ports import free_port

SIZE_LIMIT = 64 * 1024 * 1024


@dataclass
class SunkMail:
    """A mail as the sink received it: envelope and content."""

    sender: str
    recipients: list
    message: EmailMessage


class SmtpSink:
    """Keeps all mails it is given in `mails`, in order, and delivers none."""

    def __init__(self):
        self.mails = []
        self.port = free_port()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, data_size_limit=SIZE_LIMIT
        )

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_error):
        self._controller.stop()

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802, the name is aiosmtpd's
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(SunkMail(envelope.mail_from, envelope.rcpt_tos, message))
        return "250 OK"

    def to(self, address):
        """Return the mails to an address."""
        return [mail for mail in self.mails if address in mail.recipients]
