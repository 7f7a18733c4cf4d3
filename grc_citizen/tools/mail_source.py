"""Reading what the inbox needs from a raw mail, whatever its state.

Nothing here raises on a malformed mail: a mail that cannot be read must still be kept.
"""

import email
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from email import policy
from email.header import decode_header
from email.utils import parsedate_to_datetime

from .mail_charset import decode_text

HEADER_LIMIT = 256 * 1024
HEADER_COUNT = 1000
ID_LIMIT = 250
TEXT_LIMIT = 500

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_QUOTED_WORD = re.compile(rb"=\?[^?\s]+\?[qQ]\?[^?]*\?=")
_EIGHT_BITS = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\s]+")


@dataclass(frozen=True)
class MailSummary:
    """What the inbox lists of a mail before it is handled.

    `external_id` is the Message-ID, or the digest of the mail when there is none (or none that
    an index can hold). `content_digest`, of sender, subject and content, tells two mails under one
    Message-ID apart.
    """

    external_id: str
    content_digest: str
    message_id: str
    sender: str
    recipients: str
    subject: str
    date: datetime | None

    @property
    def usurper_id(self):
        """Its identifier when another mail arrived first under its Message-ID."""
        return get_usurper_id(self.external_id, self.content_digest)


def get_usurper_id(external_id, content_digest):
    """Return the identifier of a message whose own identifier another message already has."""
    return f"{content_digest}:{external_id}"


def storable(text):
    """Return `text` (str) without what PostgreSQL refuses: NUL characters and lone surrogates."""
    return _UNSTORABLE.sub("", text) if text else ""


def one_line(text, limit=TEXT_LIMIT):
    """Return `text` (str) on one line, cut to `limit` characters: safe in a mail header."""
    line = _CONTROL.sub(" ", storable(text)).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


def split_source(raw):
    """Split the bytes of a mail at its first empty line: (headers, content)."""
    match = re.search(rb"\r?\n\r?\n", raw)
    return (raw, b"") if not match else (raw[: match.start()], raw[match.end() :])


def repair_source(raw):
    """Return the bytes of a mail ready to be parsed.

    NUL bytes go, and headers after the thousandth; header lines written in a raw 8-bit charset are
    rewritten in UTF-8, which is what RFC 6532 allows and the parser expects.
    """
    headers, content = split_source(raw.replace(b"\x00", b""))
    lines = headers.replace(b"\r\n", b"\n").split(b"\n")
    if len(lines) > HEADER_COUNT:
        starts = [index for index, line in enumerate(lines) if line[:1] not in (b" ", b"\t")]
        lines = lines[: starts[HEADER_COUNT]] if len(starts) > HEADER_COUNT else lines
        headers = b"\n".join(lines)
    if not headers.isascii():
        headers = b"\n".join(map(_to_utf8, lines))
    return headers + b"\r\n\r\n" + content


def decode_words(value):
    """Decode the encoded words (RFC 2047) of a header value; others stay as they are."""
    decoded = []
    try:
        for word, charset in decode_header(value):
            if isinstance(word, str):
                decoded.append(word)
            else:
                decoded.append(_decode(word, charset))
    except (ValueError, LookupError):
        return value
    return "".join(decoded)


def summarize(raw):
    """Read the summary of a mail from its bytes.

    :param bytes raw: the mail as it arrived
    :rtype: MailSummary
    """
    headers, content = split_source(raw)
    block = repair_source(headers[:HEADER_LIMIT] + b"\n\n")
    message = email.message_from_bytes(block, policy=policy.compat32)
    message_id = one_line(_header(message, "Message-ID"), limit=10_000)
    digest = hashlib.sha256(raw.replace(b"\r\n", b"\n").rstrip(b"\n")).hexdigest()
    sender = one_line(decode_words(_header(message, "From")))
    subject = one_line(decode_words(_header(message, "Subject")))
    identity = f"{sender}\n{subject}\n".encode() + content.replace(b"\r\n", b"\n").strip()
    usable_id = message_id and len(message_id) <= ID_LIMIT
    return MailSummary(
        external_id=message_id if usable_id else f"sha256:{digest}",
        content_digest=hashlib.sha256(identity).hexdigest(),
        message_id=message_id if usable_id else f"<{digest}@inbox.invalid>",
        sender=sender,
        recipients=one_line(
            decode_words(_header(message, "Delivered-To") or _header(message, "To"))
        ),
        subject=subject,
        date=parse_date(_header(message, "Date")),
    )


def parse_date(value):
    """Parse the date of a header: a naive datetime in UTC, or None when it makes no sense."""
    try:
        date = parsedate_to_datetime(value.strip())
        if date.tzinfo:
            date = date.astimezone(timezone.utc).replace(tzinfo=None)
        return date.replace(microsecond=0) if date.year >= 1970 else None
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None


def _header(message, name):
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return ""


def _to_utf8(line):
    line = _QUOTED_WORD.sub(
        lambda word: _EIGHT_BITS.sub(lambda byte: b"=%02X" % byte[0][0], word[0]), line
    )
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace").encode("utf-8")
    return line


def _decode(word, charset):
    if charset is None:
        return (
            word.decode("raw-unicode-escape")
            .encode("utf-8", "surrogateescape")
            .decode("utf-8", "replace")
        )
    return decode_text(word, charset)
