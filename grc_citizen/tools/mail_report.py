"""What a delivery report concerns, read from the text of those that follow no standard."""

import re

from .mail_automatic import header

SCAN_LIMIT = 128 * 1024
_MESSAGE_ID = re.compile(r"^[> \t]*Message-ID:[ \t]*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_FAILED = re.compile(r"^[ \t]*<([^<>\s]{1,64}@[^<>\s]{1,255})>", re.MULTILINE)


def get_original_ids(message):
    """Return the Message-IDs of the mails that a report quotes.

    :rtype: list[str]
    """
    found = []
    for part in message.walk():
        if part is not message and part.get("Message-ID"):
            found.append(header(part, "Message-ID"))
        found.extend(_MESSAGE_ID.findall(_text(part)))
    return list(dict.fromkeys(found))


def get_failed_address(message):
    """Return the address that a report says unreachable, "" when it does not say.

    Exim and Gmail write it in `X-Failed-Recipients`, qmail and Postfix at the start of a line.
    """
    address = header(message, "X-Failed-Recipients").split(",")[0].strip()
    if address:
        return address
    for part in message.walk():
        match = _FAILED.search(_text(part))
        if match:
            return match.group(1)
    return ""


def _text(part):
    if part.is_multipart() or part.get_content_maintype() != "text":
        return ""
    return (part.get_payload(decode=True) or b"")[:SCAN_LIMIT].decode("latin-1")
