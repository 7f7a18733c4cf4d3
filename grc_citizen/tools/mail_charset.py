"""Text of mails in the charset they declare, or in the one they really use."""

import codecs
import re

import chardet

# Names that mail clients write and Python does not know, and charsets whose superset is what
# clients really send under that name (WHATWG encoding standard, https://encoding.spec.whatwg.org).
CODECS = {
    "ansi": "cp1252",
    "cp-850": "cp850",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "iso-8859-8-e": "iso8859_8",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "ks_c_5601-1987": "cp949",
    "latin1": "cp1252",
    "macintosh": "mac_roman",
    "shift_jis": "cp932",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "windows-874": "cp874",
    "x-mac-ce": "mac_latin2",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-greek": "mac_greek",
    "x-mac-roman": "mac_roman",
    "x-mac-turkish": "mac_turkish",
    "x-sjis": "cp932",
}
LATIN = {"ascii", "cp1252", "iso8859-1", "iso8859-15"}
DETECTION_SAMPLE = 64 * 1024
DETECTION_CONFIDENCE = 0.6

_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


def codec_of(charset):
    """Return the name of the Python codec of a charset as a mail names it, or None."""
    name = (charset or "").strip().strip("\"'").lower()
    try:
        return codecs.lookup(CODECS.get(name, name)).name if name else None
    except (LookupError, ValueError):
        return None


def decode_text(payload, charset=None):
    """Decode the bytes of a text.

    The declared charset is followed when the bytes agree with it. A text declared as Latin that is
    valid UTF-8 beyond ASCII is UTF-8. When the declaration is absent, unknown or wrong the charset
    is detected.

    :param bytes payload: the text
    :param str charset: the charset that the mail declares, if any
    :return: the text, without NUL characters
    :rtype: str
    """
    return _decode(payload, codec_of(charset)).replace("\x00", "").removeprefix("\ufeff")


def repair_text_parts(message):
    """Rewrite the text parts of a parsed mail in UTF-8, and let text attachments be bytes.

    The parser replaces what a lying or unknown charset makes unreadable, or fails on it; after this
    it has nothing left to guess, and attached files stay byte for byte what they were.

    :param email.message.EmailMessage message: changed in place
    """
    for part in message.walk():
        if part.get_content_maintype() == "multipart" and not part.is_multipart():
            part.set_type("text/plain")  # its boundary is missing: what is there is read as text
        if part.is_multipart() or part.get_content_maintype() != "text":
            continue
        if _is_file(part):
            part.set_type("application/octet-stream", requote=False)
        else:
            _rewrite(part)


def _rewrite(part):
    payload = part.get_payload(decode=True) or b""
    declared = part.get_param("charset")
    if not isinstance(declared, str):
        declared = str(declared[2]) if declared else None
    if not codec_of(declared) and part.get_content_subtype() == "html":
        found = _META.search(payload[:2048])
        declared = found.group(1).decode("ascii", "replace") if found else None
    text = decode_text(payload, declared)
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "8bit"
    part.set_param("charset", "utf-8")
    encoded = text.encode("utf-8", "replace")
    part.set_payload(encoded.decode("ascii", "surrogateescape"))


def _is_file(part):
    try:
        return bool(part.get_filename()) or part.get_content_disposition() == "attachment"
    except Exception:  # the standard library's header parser raises many kinds of errors
        return True


def _decode(payload, codec):
    if payload.isascii() and codec in {None, "utf-8", *LATIN}:
        return payload.decode("ascii")
    candidates = ["utf-8", codec] if codec in LATIN else [codec, "utf-8"]
    for candidate in filter(None, candidates):
        try:
            return payload.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    if codec == "utf-8":
        return payload.decode("cp1252", "replace")
    guess = chardet.detect(payload[:DETECTION_SAMPLE])
    detected = codec_of(guess["encoding"])
    if detected and (guess["confidence"] or 0) >= DETECTION_CONFIDENCE:
        return payload.decode(detected, "replace")
    return payload.decode(codec or "cp1252", "replace")
