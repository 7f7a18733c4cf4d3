"""Compare the names of people as they are typed: accents, order, hyphens, slips and nicknames."""

import re

from odoo.tools import remove_accents

_SEPARATORS = re.compile(r"[\W_]+")
#: Forms of address that say nothing of who it is.
_TITLES = {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "me"}
_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"[cs]ch|sh"), "c"),
    (re.compile(r"h"), ""),
    (re.compile(r"eau|au"), "o"),
    (re.compile(r"ai|ei|ay|ey"), "e"),
    (re.compile(r"qu|q|k"), "c"),
    (re.compile(r"y"), "i"),
    (re.compile(r"z"), "s"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=..)(?:e|[stdxz]+)$"), ""),
)


def name_words(name):
    """Return the words of a name in lower case, without accents, hyphens and titles.

    :param name: as typed, or False
    :rtype: list[str]
    """
    words = _SEPARATORS.split(remove_accents(name or "").lower().replace("œ", "oe"))
    words = [word for word in words if word]
    return [word for word in words if word not in _TITLES] or words


def name_key(name):
    """Return the words of a name, whatever their case, accents, hyphens and order."""
    return tuple(sorted(name_words(name)))


def name_sound(name):
    """Return how a name sounds in French, whatever the order of its words.

    *Dupont Mathieu*, *Matthieu DUPOND* and *matieu dupont* sound alike. Used to bring names
    together that are then compared with :func:`compare_names`, not to decide.

    :rtype: str
    """
    return " ".join(sorted(_sound(word) for word in name_words(name)))


def compare_names(one, other):
    """Say whether two names may be those of one person.

    *same*: the same words. *similar*: each word of the shorter name has its own in the other,
    equal but for a slip of the hand, the same sound or an initial, and two words at least agree.
    Jean and Jeanne, Michel and Michèle are two people: couples share address and telephone.

    :return: ``"same"``, ``"similar"`` or False
    """
    ones, others = sorted((name_words(one), name_words(other)), key=len)
    if not ones:
        return False
    if sorted(ones) == sorted(others):
        return "same"
    whole = 0
    left = list(others)
    for word in sorted(ones, key=len, reverse=True):
        match = next((rival for rival in left if rival == word), None) or next(
            (rival for rival in left if _alike(word, rival)), None
        )
        if match is None:
            return False
        left.remove(match)
        whole += min(len(word), len(match)) > 1
    if whole == len(ones) and whole == 1:
        return False
    return "similar" if whole else False


def is_unnamed(name):
    """Say whether what stands for a name is an address or a number: nobody was named."""
    return "@" in (name or "") or not re.search(r"[^\W\d_]", name or "")


def _sound(word):
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _alike(one, other):
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return long.startswith(short)
    if _is_feminine(short, long):
        return False
    if min(len(short), len(long)) > 2 and _sound(short) == _sound(long):
        return True
    return len(short) > 3 and _distance(short, long) <= (1 if len(short) < 8 else 2)


def _is_feminine(short, long):
    """Say whether two first names are a man's and a woman's: Jean and Jeanne, Mario and Maria."""
    if len(short) == len(long):
        return short[:-1] == long[:-1] and {short[-1], long[-1]} <= set("aeo")
    return long in (
        f"{short}e",
        f"{short}a",
        f"{short}n",
        f"{short}{short[-1]}e",
        f"{short.removesuffix('c')}que",
        f"{short.removesuffix('f')}ve",
    )


def _distance(one, other):
    """Count the letters typed wrong, left out, added or swapped (optimal string alignment)."""
    before, previous = None, list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, rival in enumerate(other, 1):
            cost = min(
                previous[column] + 1,
                current[column - 1] + 1,
                previous[column - 1] + (letter != rival),
            )
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == rival:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
