"""Find a few hundred short texts by words that people type, faults of spelling included."""

import math
from functools import lru_cache

from odoo.tools import html2plaintext

from .word_likeness import get_sound, is_slip
from .words import split_words

#: Plural endings that a word typed may have and the text's own words not: *lampadaires*.
PLURALS = "sx"
#: Letters that two sounds have in common at least, to be taken for the same word, or its beginning.
SAME_SOUND = 2
SAME_BEGINNING = 4
#: Texts that know the words of a question less well than this share of the best one are left out.
NEARLY_BEST = 0.5
#: Words of a question that are looked for: more make it no clearer.
MOST_WORDS = 10
#: Words that say nothing of what is asked for.
STOP_WORDS = frozenset(
    "a ai alors an and as at au aux avec avoir bonjour c ce ces cet cette chez comment d dans "
    "de des devant du elle en est et etre eu faire fait faut for from have how i il ils in is "
    "it j je l la le les leur ma mais me mes mon my n ne nos notre nous of on ou par pas plus "
    "please plait pour probleme problem qu que qui quoi s sa se ses si signaler son souhaite "
    "sur suis sont the there to trop un une vos votre voudrais vous want with y".split()
)


@lru_cache(maxsize=8192)
def _read_words(text):
    """Return the words of a text, HTML or not, with the parts of compounds joined too."""
    plain = html2plaintext(text) if "<" in text else text
    joined = ["".join(split_words(compound)) for compound in plain.split() if "-" in compound]
    return tuple(dict.fromkeys(split_words(plain) + joined))


def search_texts(question, texts):
    """Find the texts that a question is about.

    A word is looked for as it is typed, whole or its beginning; when no text knows it so, by its
    sound; when none knows it so either, with slips of the keyboard. When no text knows every word,
    those that know most of them are given, rare words counting more.

    :param str question: words, as people type them
    :param list texts: for each one, its sources (str), the most telling first
    :return: the index of the texts found, the best first
    :rtype: list[int]
    """
    words = split_words(question)
    words = [word for word in words if word not in STOP_WORDS] or words
    known = [[_read_words(source or "") for source in sources] for sources in texts]
    vocabulary = set().union(*(words for sources in known for words in sources))
    words = list(dict.fromkeys(words))[:MOST_WORDS]
    found = [_find_word(word, known, vocabulary) for word in words]
    complete = set.intersection(*map(set, found)) if found else set()
    if complete:
        return sorted(complete, key=lambda index: (sum(costs[index] for costs in found), index))
    worth = [0.0] * len(texts)
    for costs in filter(None, found):
        rarity = 1 + math.log(len(texts) / len(costs))
        for index, cost in costs.items():
            worth[index] += rarity / (2 + cost)
    best = max(worth, default=0)
    kept = [index for index, value in enumerate(worth) if value and value >= best * NEARLY_BEST]
    return sorted(kept, key=lambda index: (-worth[index], index))


def _find_word(word, known, vocabulary):
    """Return the texts that know a word, each with what it costs to recognise it there."""
    for is_same in (_is_written, _is_heard, is_slip):
        same = {other for other in vocabulary if is_same(word, other)}
        if same:
            break
    costs = {}
    for index, sources in enumerate(known):
        for cost, words in enumerate(sources):
            if not same.isdisjoint(words):
                costs[index] = cost - 0.5 * (word in words)
                break
    return costs


def _is_written(word, known):
    return known.startswith(word) or (len(word) > 3 and known.startswith(word.rstrip(PLURALS)))


def _is_heard(word, known):
    sound, other = get_sound(word), get_sound(known)
    if sound == other:
        return len(sound) > SAME_SOUND
    return len(sound) >= SAME_BEGINNING and other.startswith(sound)
