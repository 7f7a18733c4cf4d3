"""A town hall whose mailbox Odoo fetches."""

import pytest
from support.mail_corpus import read_corpus
from support.town_hall import TownHall


@pytest.fixture(scope="module")
def town_hall(rpc, imap_server):
    """A department with an address, and its mailbox on the IMAP server."""
    return TownHall(rpc, imap_server)


@pytest.fixture(scope="session")
def corpus(shared_data):
    """The real mails, as a mail server would have delivered them to the department."""
    return read_corpus(shared_data / "mail")
