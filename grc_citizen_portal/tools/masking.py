"""Hide people in a text that anybody may read: names, addresses, e-mails, telephones."""

import re
from itertools import pairwise

from odoo.addons.grc_citizen.tools.words import fold

MASK = "[…]"
_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w-])(?:\+\d|00\d|0[1-9]|\(0)(?:[\s.\-()/\u00a0\u202f]*\d){7,13}(?![\w-])"
)
_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
#: What may stand between two words of one name, and after what is cut short: *M.*, *J.*
_GAP = re.compile(r"[ \u00a0\u202f'’-]*")
_SHORT_GAP = re.compile(r"[.'’]?[ \u00a0\u202f-]*")
_HONORIFICS = frozenset(
    "m mr mrs ms mme mmes mlle mlles dr me pr monsieur madame mademoiselle messieurs mesdames "
    "maitre docteur".split()
)
_PARTICLES = frozenset("de du des le la les d l et ben el al van von di da".split())
_GREETING = re.compile(
    r"^(dear|hello|good (morning|afternoon)|bonjour|bonsoir|madame|monsieur|mesdames|messieurs"
    r"|ch[eè]re?s?|mme|mlle|m\.)\b[^.!?]{0,80}[,.:!]?$",
    re.I,
)
_CLOSING = re.compile(
    r"^((bien |très |sincèrement )?cordialement|(sincères |respectueuses |cordiales )?salutations"
    r"|(je vous prie|nous vous prions|veuillez|recevez|agréez|croyez)\b.*"
    r"(agréer|recevoir|croire|salutations|sentiments|expression|assurance).*"
    r"|(best|kind|warm) regards|regards|yours (sincerely|faithfully|truly)|sincerely|--)\W*",
    re.I,
)


def strip_letter(text):
    """Return the message of a letter, without whom it greets and who signs it.

    :param str text: plain
    :rtype: str
    """
    lines = text.strip().splitlines()
    while lines and (not lines[0].strip() or _GREETING.match(lines[0].strip())):
        lines.pop(0)
    for position, line in enumerate(lines):
        if position and _CLOSING.match(line.strip()):
            lines = lines[:position]
            break
    return "\n".join(lines).strip()


def mask_people(text, involved=(), others=(), streets=(), kept=()):
    """Return a text in which no person is named and nobody's address or number stands.

    Names are found whatever their accents, hyphens and order. Of those involved a single word is
    hidden too where it has a capital: *Mme Martin*, *J. Martin*, *Jeanne*; *martin* may be a bird.
    Whoever follows a form of address is hidden even when nobody knows them.

    :param str text: plain
    :param involved: names of those who take part
    :param others: names of others who may be named in full
    :param streets: first lines of postal addresses
    :param kept: e-mails and telephones that may stay: those of the town hall
    :rtype: str
    """
    kept = {_key(one) for one in kept if one}
    text = _EMAIL.sub(lambda found: _hide(found, kept), text)
    text = _PHONE.sub(lambda found: _hide(found, kept), text)
    words = list(_WORD.finditer(text))
    folded = [fold(word[0]) for word in words]
    hidden = [False] * len(words)
    names = [_split(name) for name in (*involved, *others)]
    _mark_sequences(
        folded, hidden, [sorted(name) for name in names if len(name) > 1], any_order=True
    )
    _mark_sequences(folded, hidden, [street for street in map(_split, streets) if len(street) > 1])
    single = {word for name in map(_split, involved) for word in name if len(word) > 2}
    for position, word in enumerate(words):
        if folded[position] in single - _PARTICLES and word[0][:1].isupper():
            hidden[position] = True
    _mark_addressed(text, words, folded, hidden)
    return _cover(text, words, hidden)


def mask_phone(text, phones):
    """Hide given numbers however they are written, also those too short to be known as such.

    :param str text: plain
    :param phones: in any writing
    :rtype: str
    """
    for phone in phones:
        digits = "".join(_DIGIT.findall(phone or ""))
        if len(digits) >= 6:
            pattern = r"[\s.\-()/\u00a0\u202f]*".join(digits)
            text = re.sub(rf"(?<!\d)\+?{pattern}(?!\d)", MASK, text)
    return text


def _key(contact):
    """Return what tells that two writings are of one e-mail or telephone."""
    if "@" in contact:
        return contact.lower()
    return "".join(_DIGIT.findall(contact))[-9:]


def _hide(found, kept):
    return found[0] if _key(found[0]) in kept else MASK


def _split(name):
    words = [fold(word) for word in _WORD.findall(name or "")]
    return [word for word in words if word not in _HONORIFICS] or words


def _mark_sequences(folded, hidden, sequences, any_order=False):
    known = {tuple(sequence) for sequence in sequences if len(sequence) > 1}
    for length in {len(sequence) for sequence in known}:
        for start in range(len(folded) - length + 1):
            part = folded[start : start + length]
            if tuple(sorted(part) if any_order else part) in known:
                hidden[start : start + length] = [True] * length


def _mark_addressed(text, words, folded, hidden):
    """Hide who follows a form of address, and the initials before a hidden name."""
    for position, (word, following) in enumerate(pairwise(words)):
        if not following[0][:1].isupper() or folded[position + 1] in _HONORIFICS:
            continue
        if folded[position] in _HONORIFICS:
            gap = _SHORT_GAP
        elif hidden[position] and _follows_honorific(folded, hidden, position):
            gap = _SHORT_GAP if len(word[0]) == 1 else _GAP
        else:
            continue
        if gap.fullmatch(text, word.end(), following.start()):
            hidden[position + 1] = True
    for position in range(len(words) - 1, 0, -1):
        initial = words[position - 1]
        if (
            hidden[position]
            and len(initial[0]) == 1
            and initial[0].isupper()
            and folded[position - 1] not in _HONORIFICS
            and _SHORT_GAP.fullmatch(text, initial.end(), words[position].start())
        ):
            hidden[position - 1] = True


def _follows_honorific(folded, hidden, position):
    while position and hidden[position]:
        position -= 1
    return folded[position] in _HONORIFICS


def _cover(text, words, hidden):
    """Put one mask over each run of hidden words."""
    parts, end, covered = [], 0, False
    for word, is_hidden in zip(words, hidden, strict=True):
        gap = text[end : word.start()]
        if is_hidden and not (covered and _SHORT_GAP.fullmatch(gap)):
            parts += [gap, MASK]
        elif not is_hidden:
            parts += [gap, word[0]]
        end, covered = word.end(), is_hidden
    return "".join([*parts, text[end:]])
