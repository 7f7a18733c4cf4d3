"""Headers that would make the parser fail or take minutes, made harmless before it reads them."""

import re

LONG = 8 * 1024
RECIPIENTS = 100
RECIPIENT_HEADERS = {
    "to",
    "cc",
    "bcc",
    "delivered-to",
    "resent-to",
    "resent-cc",
    "reply-to",
    "from",
}

_ADDRESS = re.compile(r"[^\s<>,;:\"'()]{1,64}@[\w.-]{1,255}")
_BLANKS = re.compile(r"\s+")
_UNSAFE = re.compile(r"[^\x20-\x7e]")


def tame_headers(message, get_own_domains):
    """Shorten the enormous headers of a parsed mail and clean the unreadable ones.

    Of a list of thousands of recipients the first hundred stay, and those at the city's own
    domains, which decide where the mail goes.

    :param email.message.EmailMessage message: changed in place
    :param get_own_domains: function that returns the domains that the city receives mail for
    """
    items = [(name, str(value)) for name, value in message.raw_items()]
    for name in {name.lower() for name, value in items if len(value) > LONG}:
        values = [value for other, value in items if other.lower() == name]
        set_header(message, name, _shorten(name, values, set(get_own_domains())))
    for name in {name.lower() for name, _value in items}:
        try:
            message.get_all(name)
        except Exception:  # the standard library's header parser raises many kinds of errors
            values = [value for other, value in items if other.lower() == name]
            set_header(message, name, _simplify(name, values))


def get_addresses(message):
    """Return the addresses a tamed mail was sent to, in lower case, the delivery address first.

    :rtype: list[str]
    """
    values = [
        str(value)
        for name in ("Delivered-To", "X-Original-To", "To", "Cc")
        for value in message.get_all(name, [])
    ]
    return [address.lower() for value in values for address in _ADDRESS.findall(value)]


def _shorten(name, values, own_domains):
    if name in RECIPIENT_HEADERS:
        addresses = [address for value in values for address in _ADDRESS.findall(value)]
        own = [
            address for address in addresses if address.rpartition("@")[2].lower() in own_domains
        ]
        return ", ".join(dict.fromkeys(addresses[:RECIPIENTS] + own[:RECIPIENTS]))
    text = _BLANKS.sub(" ", values[0]).strip()
    if name in ("references", "in-reply-to"):
        return text[-LONG:].partition(" ")[2]
    return text[:LONG].rpartition(" ")[0] or text[:LONG]


def _simplify(name, values):
    if name in RECIPIENT_HEADERS:
        return ", ".join(address for value in values for address in _ADDRESS.findall(value))
    return _UNSAFE.sub("", _BLANKS.sub(" ", values[0]))[:LONG]


def set_header(message, name, value):
    """Replace a header; a value that cannot be read back leaves the mail without this header."""
    del message[name]
    try:
        message[name] = value
        message.get_all(name)
    except Exception:  # the standard library's header parser raises many kinds of errors
        del message[name]
