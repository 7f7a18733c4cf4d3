"""The real mails beside the project, as a mail server would have delivered them."""

import codecs
import csv
import email
import re
from dataclasses import dataclass
from email import policy
from email.utils import formatdate, getaddresses

from lxml import html

from .town_hall import ADDRESS

AUTOMATIC = re.compile(r"DSN|auto-submitted")
#: Charsets by the names that mails give them and Python does not know.
NAMES = {"x-mac-cyrillic": "mac_cyrillic"}
WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass
class CorpusMail:
    """A mail of the corpus: its file, what the manifest says of it, and what the mailbox holds."""

    name: str
    features: str
    content: bytes

    @property
    def is_automatic(self):
        """The manifest says that a machine wrote it."""
        return bool(AUTOMATIC.search(self.features))

    @property
    def sender(self):
        """The address it comes from, "" when it gives none."""
        return _read_sender(email.message_from_bytes(self.content, policy=policy.compat32))

    def get_words(self):
        """Return the words of its text, decoded here and not by Odoo, or None when nobody can tell.

        The text is the HTML part when there is one, as mail clients show it.

        :rtype: set | None
        """
        message = email.message_from_bytes(self.content, policy=policy.compat32)
        parts = [part for part in _walk(message) if _is_text(part)]
        chosen = [part for part in parts if part.get_content_type() == "text/html"] or parts
        if not chosen:
            return None
        part = chosen[0]
        charset = str(part.get_content_charset() or "us-ascii")
        try:
            codec = codecs.lookup(NAMES.get(charset, charset))
            text = part.get_payload(decode=True).decode(codec.name)
        except (LookupError, UnicodeDecodeError):
            return None
        if part.get_content_type() == "text/html":
            text = read_html(text)
        return set(WORD.findall(text))


def read_html(text):
    """Return the text that a reader of HTML sees."""
    if not text.strip():
        return ""
    root = html.fromstring(re.sub(r"<\?xml[^>]*>", "", text))
    for hidden in root.xpath("//style | //script | //title | //comment()"):
        hidden.drop_tree()
    return " ".join(root.itertext())


def read_corpus(folder):
    """Read the corpus of a folder with its `MANIFEST.csv`.

    :param pathlib.Path folder: of the corpus
    :rtype: list[CorpusMail]
    """
    with (folder / "MANIFEST.csv").open(newline="") as manifest:
        return [_read_mail(folder, row) for row in csv.DictReader(manifest)]


def _read_mail(folder, row):
    content = (folder / row["file"]).read_bytes()
    if row["content_type"] == "text body only":
        content = _wrap(row["file"], content)
    return CorpusMail(row["file"], row["features"], _deliver(content))


def _wrap(name, body):
    headers = (
        f"From: Somebody <body@writer.example>\r\nTo: {ADDRESS}\r\nSubject: {name}\r\n"
        f"Date: {formatdate()}\r\nMessage-ID: <{name.replace('/', '.')}@writer.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return headers.encode() + body


def _deliver(content):
    """Add what a mail server adds on delivery: RFC 5321 §4.4, and Postfix's Delivered-To."""
    headers = f"Delivered-To: {ADDRESS}\n"
    message = email.message_from_bytes(content, policy=policy.compat32)
    sender = _read_sender(message)
    if sender and "Return-Path" not in message:
        headers = f"Return-Path: <{sender}>\n{headers}"
    headers += f"Received: from client.example by mx.ville.example; {formatdate()}\n"
    return headers.encode() + content.lstrip()


def _read_sender(message):
    values = [value for name, value in message.raw_items() if name.lower() == "from"]
    raw = "".join(values[:1]).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return getaddresses([raw])[0][1]


def _walk(message):
    yield message
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.get_payload():
            yield from _walk(part)


def _is_text(part):
    return (
        part.get_content_type() in ("text/plain", "text/html")
        and not part.is_multipart()
        and not part.get_filename()
        and "attachment" not in str(part.get("Content-Disposition", ""))
    )
