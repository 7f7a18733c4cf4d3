"""How alike two words are, to those who spell as they speak: French sounds and slips of a key.

Words are folded, see :func:`~.words.fold`.
"""

import re
from functools import lru_cache

#: What is written in several ways and said in one, in the order in which it is looked for; digits
#: stand for sounds without a letter of their own: 1 *ch*, 3 *an*, 4 *in*, 5 *on*.
_SPELLINGS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[^a-z0-9]", ""),
        (r"\d+", lambda number: number.group().translate(str.maketrans("1345", "ABCD"))),
        (r"ph", "f"),
        (r"sch|sh|ch", "1"),
        (r"qu|q|ck", "k"),
        (r"sc(?=[eiy])|c(?=[eiy])|ss+", "s"),
        (r"c", "k"),
        (r"ti(?=on)", "si"),
        (r"ge(?=[ao])|g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"gn|mn", "n"),
        (r"h", ""),
        (r"x", "ks"),
        (r"z", "s"),
        (r"w", "v"),
        (r"e?au", "o"),
        (r"oeu|eu", "e"),
        (r"(?:ai|ei|y|i|u)[nm](?![aeiouynm])", "4"),
        (r"[ae][nm](?![aeiouynm])", "3"),
        (r"o[nm](?![aeiouynm])", "5"),
        (r"ou", "u"),
        (r"ai|ei|ay|ey", "e"),
        (r"y", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)(?:er|ez|et)s?$", "e"),
        (r"(?<=...)[stdp]+$", ""),
        (r"(?<=..)e+s?$", ""),
    )
]


@lru_cache(maxsize=16384)
def get_sound(word):
    """Return how a word sounds in French, roughly: ``lampadaire`` and ``lanpadère`` alike.

    :param str word: folded
    :rtype: str
    """
    for pattern, sound in _SPELLINGS:
        word = pattern.sub(sound, word)
    return word


def is_slip(word, known):
    """Return whether a word is another one with slips: letters missed, added, changed or swapped.

    One slip in four letters or more, two in seven or more; the first letter is missed in long words
    only, and then nothing else is.

    :param str word: as typed, folded
    :param str known: as it should be, folded
    :rtype: bool
    """
    begins_right = word[0] == known[0]
    limit = 2 if begins_right and len(word) >= 7 else 1
    if len(word) < (4 if begins_right else 6) or abs(len(word) - len(known)) > limit:
        return False
    if (_get_letters(word) ^ _get_letters(known)).bit_count() > 2 * limit:
        return False
    return _count_slips(word, known) <= limit


@lru_cache(maxsize=16384)
def _get_letters(word):
    """Return a bit for each letter: words of quite other letters are told apart at once."""
    letters = 0
    for letter in word:
        letters |= 1 << ord(letter) % 64
    return letters


def _count_slips(word, known):
    """Return the distance of Damerau and Levenshtein, each pair of letters swapped once at most."""
    before, last = [], list(range(len(known) + 1))
    for row, letter in enumerate(word, 1):
        line = [row]
        for column, other in enumerate(known, 1):
            slips = min(
                last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != other)
            )
            if row > 1 and column > 1 and letter == known[column - 2] and word[row - 2] == other:
                slips = min(slips, before[column - 2] + 1)
            line.append(slips)
        before, last = last, line
    return last[-1]
