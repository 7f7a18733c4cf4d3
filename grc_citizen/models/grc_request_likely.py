from odoo import models
from odoo.fields import Domain

from .grc_request_search import UNACCENT

#: Among so many open requests of the same kind, the latest, likely duplicates are looked for.
LOOKED_AT = 200
PROPOSED = 8
#: Words shorter than this tell nothing about the matter.
LETTERS = 4


class GrcRequest(models.Model):
    """Open requests that may be about the same matter."""

    _inherit = "grc.request"

    def _get_likely_duplicates(self):
        """Return the open requests that look like these, the likeliest first.

        :rtype: grc.request
        """
        words = {request: request._get_matter_words() for request in self}
        candidates = self.search(self._get_likely_domain(), limit=LOOKED_AT, order="id desc")
        scores = {
            candidate: max(
                request._get_likeness(candidate, words[request], candidate._get_matter_words())
                for request in self
            )
            for candidate in candidates
        }
        likely = candidates.filtered(lambda one: scores[one] > 0)
        return likely.sorted(lambda one: (-scores[one], -one.id))[:PROPOSED]

    def _get_likely_domain(self):
        """Return the domain of those that may be duplicates: same type or, without, department."""
        domain = Domain("type_id", "in", self.type_id.ids)
        untyped = self.filtered(lambda request: not request.type_id)
        if untyped:
            domain |= Domain("type_id", "=", False) & Domain(
                "department_id", "in", [*untyped.department_id.ids, False]
            )
        return (
            domain
            & Domain("date_closed", "=", False)
            & Domain("parent_id", "=", False)
            & Domain("id", "not in", self.ids)
        )

    def _get_matter_words(self):
        """Return the words of the subject, and of the description, that tell what it is about."""
        text = f"{self.name} {self.description and self.description.striptags() or ''}"
        text = text.lower().translate(UNACCENT)
        words = "".join(char if char.isalnum() else " " for char in text).split()
        return {word.rstrip("s") for word in words if len(word) >= LETTERS}

    def _get_likeness(self, other, words, other_words):
        """Return how much another request looks like this one, 0 when it does not; hook.

        :param set words: of this request
        :param set other_words: of the other
        :return: the share of the words of the shorter that the other has too
        :rtype: float
        """
        shorter = min(len(words), len(other_words))
        return len(words & other_words) / shorter if shorter else 0.0
