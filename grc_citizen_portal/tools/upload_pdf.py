"""PDF documents of strangers: what acts by itself is taken out, and what nobody could read refused.

No library reads the file: those that do unpack without limit what a few bytes describe. The
document is gone through as bytes; what is packed in object streams (ISO 32000-1, 7.5.7) is
unpacked within a limit.
"""

import re
import zlib

#: Names of what runs a program, opens or sends another file (ISO 32000-1, 12.6.4, 7.11.4, 12.5.6).
#: Forms of administrations have scripts: they are silenced, not refused.
ACTIVE = {
    b"JavaScript",
    b"Launch",
    b"EmbeddedFiles",
    b"FileAttachment",
    b"GoToE",
    b"ImportData",
    b"Movie",
    b"Rendition",
    b"RichMedia",
    b"SubmitForm",
    b"XFA",
}
END = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%]|$)"
REGULAR = rb"[^\x00\t\n\f\r ()<>\[\]{}/%#]"
#: A name of the list, or one with escapes: `/J#61vaScript`.
SUSPECT = re.compile(
    rb"/(?:"
    + b"|".join(sorted(ACTIVE))
    + rb"|"
    + REGULAR
    + rb"{0,40}#(?:"
    + REGULAR
    + rb"|#){0,80})"
    + END
)
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
LOCKED = re.compile(rb"/Encrypt" + END)
PAGE = re.compile(rb"/Type\s*/Page" + END)
#: Forms drawn by a program that browsers do not have: their only page says “please wait”.
DRAWN_BY_PROGRAM = re.compile(rb"/NeedsRendering\s+true")
FLATE = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?\s*(?:/|>)")
DICTIONARY_WITHIN = 4096
TAIL = 2048
MAX_UNPACKED = 16 * 1024 * 1024
MAX_ALL_UNPACKED = 64 * 1024 * 1024


class RefusedPdf(ValueError):
    """`problem` is `locked`, `incomplete`, `form` or `unusual`."""

    def __init__(self, problem):
        super().__init__(problem)
        self.problem = problem


def clean_pdf(content):
    """Return a PDF document in which nothing acts by itself.

    Nothing moves in the file; a signature of the author stays valid unless something was silenced.

    :param bytes content: of the file
    :rtype: bytes
    :raises RefusedPdf: when nobody could read it, or nobody could check it
    """
    if b"%%EOF" not in content[-TAIL:]:
        raise RefusedPdf("incomplete")
    if LOCKED.search(content):
        raise RefusedPdf("locked")
    cleaned = bytearray(content)
    _silence(content, cleaned)
    has_page, is_drawn = bool(PAGE.search(content)), bool(DRAWN_BY_PROGRAM.search(content))
    total = 0
    for start, end in _find_object_streams(content):
        objects = _unpack(content[start:end])
        total += len(objects)
        if total > MAX_ALL_UNPACKED:
            raise RefusedPdf("unusual")
        has_page = has_page or bool(PAGE.search(objects))
        is_drawn = is_drawn or bool(DRAWN_BY_PROGRAM.search(objects))
        silenced = bytearray(objects)
        if _silence(objects, silenced):
            cleaned[start:end] = _pack(silenced, end - start)
    if is_drawn:
        raise RefusedPdf("form")
    if not has_page:
        raise RefusedPdf("incomplete")
    return bytes(cleaned)


def _silence(text, cleaned):
    """Write over the names of what acts; tell whether there were any."""
    found = False
    for match in SUSPECT.finditer(text):
        if _unescape(match[0][1:]) in ACTIVE:
            cleaned[match.start() + 1 : match.end()] = b"x" * (match.end() - match.start() - 1)
            found = True
    return found


def _find_object_streams(content):
    """Yield where the data of each object stream begins and ends."""
    for match in STREAM.finditer(content):
        head = content[max(0, match.start() - DICTIONARY_WITHIN) : match.start()]
        dictionary = _unescape(head[head.rfind(b"obj") + 3 :])
        if b"/ObjStm" not in dictionary:
            continue
        end = content.find(b"endstream", match.end())
        if end < 0 or not FLATE.search(dictionary) or b"/Predictor" in dictionary:
            raise RefusedPdf("unusual")
        yield match.end(), end


def _unpack(data):
    unpacker = zlib.decompressobj()
    try:
        objects = unpacker.decompress(data, MAX_UNPACKED)
    except zlib.error as error:
        raise RefusedPdf("incomplete") from error
    if unpacker.unconsumed_tail:
        raise RefusedPdf("unusual")
    return objects


def _pack(objects, length):
    """Pack objects into the room that they took: readers ignore what follows the packed data."""
    data = zlib.compress(objects, 9)
    if len(data) > length:
        raise RefusedPdf("unusual")
    return data.ljust(length, b"\n")


def _unescape(name):
    return ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), name)
