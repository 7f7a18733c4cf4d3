"""When a mail reached the city, which is what the law counts from."""

from datetime import timedelta

from .mail_automatic import header
from .mail_source import parse_date

#: A mail fetched later than this after its supposed arrival has a wrong clock behind it.
MAX_DELAY = timedelta(days=30)
CLOCK_TOLERANCE = timedelta(minutes=10)


def get_date_received(message, arrived):
    """Return when a mail was received.

    The city's own mail server wrote the topmost `Received` header (RFC 5321 §4.4); the sender
    wrote `Date`, which serves when there is no `Received`. A date in the future, or more than 30
    days before the mail reached the inbox, is a wrong clock.

    :param email.message.Message message: the mail
    :param datetime arrived: when it reached the inbox, naive, in UTC
    :return: naive, in UTC, never later than `arrived`
    :rtype: datetime
    """
    received = header(message, "Received")
    written = received.rpartition(";")[2] if received else header(message, "Date")
    date = parse_date(written)
    if date and arrived - MAX_DELAY <= date <= arrived + CLOCK_TOLERANCE:
        return min(date, arrived)
    return arrived
