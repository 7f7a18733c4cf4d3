"""Words as people type them: any case, with or without accents, hyphens and apostrophes."""

import re
import unicodedata

#: Letters that Unicode does not decompose.
LETTERS = {
    "Œ": "oe",
    "œ": "oe",
    "Æ": "ae",
    "æ": "ae",
    "Ø": "o",
    "ø": "o",
    "Ł": "l",
    "ł": "l",
    "Đ": "d",
    "đ": "d",
    "ß": "ss",
    "ı": "i",
}
_LETTERS = str.maketrans(LETTERS)
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")


def fold(text):
    """Return a text in small letters without accents.

    :param str text: ``Œuvre à Évry``
    :return: ``oeuvre a evry``
    """
    decomposed = unicodedata.normalize("NFKD", (text or "").translate(_LETTERS))
    return _MARKS.sub("", decomposed).lower()


def split_words(text):
    """Return the words of a text, folded.

    :param str text: ``Jean-François d'Évry``
    :return: ``["jean", "francois", "d", "evry"]``
    """
    return _WORD.findall(fold(text))
