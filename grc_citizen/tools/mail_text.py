"""The readable text of a mail: subject without prefixes, quotes and signature folded."""

import re

from lxml import etree, html
from markupsafe import Markup, escape

from odoo.tools import html_sanitize, plaintext2html

from .mail_source import one_line

SUBJECT_LIMIT = 200
_PREFIX = re.compile(
    r"^(?:\s*(?:re|fwd?|tr|rép|ref|réf|aw|wg|sv|vs|rv|enc)(?:\[\d+\])?[\s\xa0]*:)+", re.IGNORECASE
)
_ATTRIBUTION = re.compile(
    r"^(?:- )?(?:on\b.{3,300}\bwrote|le\b.{3,300}\ba écrit"
    r"|am\b.{3,300}\bschrieb\b.{0,100}|el\b.{3,300}\bescribió)"
    r"[\s\xa0]*:[\s\xa0]*$",
    re.IGNORECASE | re.DOTALL,
)
_SEPARATOR = re.compile(
    r"^(?:-{2,}[ ]*(?:original message|message d'origine|mail original|message original"
    r"|forwarded message|message transféré|e-?mail d'origine)[ ]*-*|_{10,}|-- ?)[ ]*$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^\*?(?:from|de|von)[\s\xa0]?:\*?[\s\xa0]\S", re.IGNORECASE)
_NEXT_HEADING = re.compile(
    r"^\*?(?:sent|date|to|subject|envoyé|à|objet|gesendet|cc)(?: le)?[\s\xa0]?:", re.IGNORECASE
)
_DEVICE = re.compile(
    r"^(?:sent from my|envoyé (?:de mon|depuis|à partir)|get outlook for|obtenir outlook"
    r"|téléchargez outlook)\b",
    re.IGNORECASE,
)


def clean_subject(subject):
    """Return a subject without reply and forward prefixes, of 200 characters at most."""
    line = one_line(subject, limit=2000)
    return one_line(_PREFIX.sub("", line), limit=SUBJECT_LIMIT)


def split_quotes(text):
    """Split a plain text into what its author wrote and what is quoted or signed.

    :param str text: the text of a mail
    :return: list of (folded, text): `folded` is True for quotes and signatures; nothing is folded
        when the author wrote nothing else (a mail passed on)
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    segments = []
    position = 0
    while position < len(lines):
        if _ends_here(lines, position):
            _append(segments, True, lines[position:])
            break
        size = _quote_size(lines, position)
        _append(segments, bool(size), lines[position : position + (size or 1)])
        position += size or 1
    segments = [
        (folded, "\n".join(block).strip("\n"))
        for folded, block in segments
        if any(line.strip() for line in block)
    ]
    return segments if not all(folded for folded, _text in segments) else [(False, text.strip())]


def fold_quotes(body, label):
    """Return the HTML of a mail with its quotes and signature folded, nothing removed.

    :param str body: HTML as Odoo's mail parser gives it (plain text comes in `<pre>`)
    :param str label: text of the fold, translated
    :rtype: Markup
    """
    if not (body or "").strip():
        return Markup()
    clean = html_sanitize(body, sanitize_tags=False, strip_classes=False)
    root = html.fragment_fromstring(str(clean), create_parent="div")
    for pre in list(root.iter("pre")):
        if all(child.tag in ("span", "a", "br") for child in pre):
            _replace(pre, _fold_text(pre.text_content(), label))
    unfolded = _inner_html(root)
    _fold_marked(root, label)
    return Markup(_inner_html(root) if _has_visible_content(root) else unfolded)


def _append(segments, folded, lines):
    if segments and segments[-1][0] == folded:
        segments[-1][1].extend(lines)
    else:
        segments.append((folded, list(lines)))


def _ends_here(lines, position):
    """Say whether all that follows is a signature or the mail that is answered."""
    line = lines[position].rstrip().replace("’", "'")
    if _SEPARATOR.match(line) or _DEVICE.match(line):
        return True
    following = lines[position + 1 : position + 3]
    return bool(_HEADING.match(line)) and any(
        _NEXT_HEADING.match(text.strip()) for text in following
    )


def _quote_size(lines, position):
    """Number of lines of the quote that starts here, its attribution included; 0 for none."""
    if lines[position].startswith(">"):
        return 1
    for size in (1, 2, 3):
        attribution = " ".join(line.strip() for line in lines[position : position + size])
        if _ATTRIBUTION.match(attribution):
            following = [line for line in lines[position + size :] if line.strip()]
            return size if following and following[0].startswith(">") else 0
    return 0


def _fold_text(text, label):
    parts = []
    for folded, block in split_quotes(text):
        content = plaintext2html(block)
        parts.append(_details(content, label) if folded else content)
    return html.fragment_fromstring("".join(parts), create_parent="div")


def _details(content, label):
    return Markup("<details><summary>{}</summary>{}</details>").format(
        escape(label), Markup(content)
    )


def _fold_marked(root, label):
    """Wrap each run of elements that Odoo marked as quote in a closed `<details>`."""
    for element in [node for node in root.iter(etree.Element) if node.get("data-o-mail-quote")]:
        parent = element.getparent()
        if any(node.tag == "details" for node in element.iterancestors()):
            continue
        previous = element.getprevious()
        if previous is not None and previous.tag == "details" and not (previous.tail or "").strip():
            previous.tail, element.tail = element.tail, None
            previous.append(element)
            continue
        details = etree.Element("details")
        details.tail, element.tail = element.tail, None
        parent.replace(element, details)
        summary = etree.SubElement(details, "summary")
        summary.text = label
        details.append(element)


def _has_visible_content(root):
    return any(
        (node.tag == "img" or (node.text or "").strip() or (node.tail or "").strip())
        for node in root.iter(etree.Element)
        if node.tag != "details"
        and not any(parent.tag == "details" for parent in node.iterancestors())
    ) or any((node.tail or "").strip() for node in root.iter("details"))


def _replace(element, replacement):
    replacement.tail = element.tail
    element.getparent().replace(element, replacement)


def _inner_html(root):
    parts = [str(escape(root.text or ""))]
    parts.extend(html.tostring(child, encoding="unicode") for child in root)
    return "".join(parts)
