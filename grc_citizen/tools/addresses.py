"""Compare postal addresses as they are typed."""

import re

from odoo.tools import remove_accents

_SEPARATORS = re.compile(r"[\W_]+")
#: What the post and people shorten (AFNOR NF Z 10-011).
_WORDS = {
    "all": "allee",
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "boul": "boulevard",
    "bvd": "boulevard",
    "ch": "chemin",
    "che": "chemin",
    "chem": "chemin",
    "crs": "cours",
    "fg": "faubourg",
    "fbg": "faubourg",
    "gal": "general",
    "imp": "impasse",
    "lot": "lotissement",
    "mal": "marechal",
    "pl": "place",
    "pdt": "president",
    "qu": "quai",
    "r": "rue",
    "res": "residence",
    "rte": "route",
    "s": "saint",
    "sq": "square",
    "st": "saint",
    "ste": "sainte",
}
_FILLERS = {"de", "des", "du", "d", "l", "la", "le", "les", "et", "cedex"}


def address_key(street, zip_code, city):
    """Return what two typings of one address have in common, False without a street and a town.

    *12, av. de la Gare 25000* and *12 Avenue Gare 25000* have the same key.

    :rtype: str | bool
    """
    words = [
        _WORDS.get(word, word)
        for word in _SEPARATORS.split(remove_accents(street or "").lower())
        if word and word not in _FILLERS
    ]
    town = re.sub(r"\W", "", zip_code or "") or " ".join(
        word
        for word in _SEPARATORS.split(remove_accents(city or "").lower())
        if word and word not in _FILLERS
    )
    return f"{' '.join(words)} {town}" if len(words) > 1 and town else False
