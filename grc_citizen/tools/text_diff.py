"""Words put in and taken out of a text, marked so that screen readers say them too."""

import re
from difflib import SequenceMatcher

from markupsafe import Markup

from odoo.tools import html2plaintext

_WORDS = re.compile(r"\w+(?:['’\-]\w+)*|\s+|[^\w\s]")


def plain_text(html):
    """Return what a reader sees of a piece of HTML, the addresses of its links included."""
    return html2plaintext(html or "").strip()


def mark_changes(before, after, inserted, deleted):
    """Return the later text with what changed marked, word by word.

    :param str before: plain text
    :param str after: plain text
    :param str inserted: what screen readers say before words that came in
    :param str deleted: what screen readers say before words that went out
    :return: HTML with ``ins`` and ``del`` (WHATWG HTML 4.7), lines kept
    :rtype: markupsafe.Markup
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(_lines("".join(new[j1:j2])))
            continue
        pieces.append(_mark("del", deleted, "".join(old[i1:i2])))
        pieces.append(_mark("ins", inserted, "".join(new[j1:j2])))
    return Markup("").join(pieces)


def _mark(tag, label, text):
    if not text:
        return Markup("")
    spoken = Markup('<span class="visually-hidden">[%s] </span>') % label
    return Markup("<%s>%s%s</%s>") % (Markup(tag), spoken, _lines(text), Markup(tag))


def _lines(text):
    return Markup("<br/>").join(text.split("\n"))
