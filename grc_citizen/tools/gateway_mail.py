"""What is known of one mail on its way through the gateway."""

from dataclasses import dataclass, field
from datetime import datetime

#: Key of the context under which the gateway's methods find the :class:`GatewayMail` they work on.
CONTEXT_KEY = "grc_gateway_mail"


@dataclass(eq=False)
class GatewayMail:
    """A mail of the inbox while it is handled, and what became of it.

    `addresses` are those it was sent to, normalized, the one it was delivered to first;
    `own_addresses` says of each address that was asked for whether it is one of ours.

    Odoo's gateway returns the id of one record and says nothing of replies, reports and refusals;
    the methods that decide write their decision here, and the inbox keeps it.
    """

    message_id: str
    date_arrived: datetime
    accept_sender: bool = False
    department_id: int = 0
    automatic: str | None = None
    bulk: bool = False
    date_received: datetime | None = None
    outcome: str | None = None
    res_model: str | None = None
    res_id: int = 0
    note: str = ""
    addresses: list = field(default_factory=list)
    own_addresses: dict = field(default_factory=dict)

    def conclude(self, outcome, record=None, note=""):
        """Keep what became of the mail.

        :param str outcome: a value of `grc.inbox.message.outcome`
        :param record: the record it was put on, if any
        :param str note: a line for whoever reads the inbox
        """
        self.outcome = outcome
        self.note = note
        if record:
            self.res_model, self.res_id = record._name, record.id
