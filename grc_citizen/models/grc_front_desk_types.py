from collections import Counter

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..tools.words import split_words

SHOWN_TYPES = 8
#: Requests and answers on the spot, the latest of each, that tell what is asked these days.
LATEST = 500
#: Plural endings that a word typed may have and the type's own words not: *lampadaires*.
PLURALS = "sx"


class GrcFrontDesk(models.AbstractModel):
    """What can be asked, found by words or among what is asked these days."""

    _inherit = "grc.front.desk"

    @api.model
    @api.readonly
    def find_types(self, text="", limit=SHOWN_TYPES):
        """Find types by the words of their name, theme, code and description.

        :param str text: words, in whole or from their beginning; the types asked for these days
            when empty
        :param int limit: types returned at most
        :return: ``types``, the best first
        :rtype: dict
        """
        self._check_front_desk()
        types = self._get_types()
        words = split_words(text)
        if words:
            ranked = [(self._rank_type(one, words), one) for one in types]
            best = sorted(
                (rank, index) for index, (rank, _one) in enumerate(ranked) if rank is not None
            )
            types = types.browse(types[index].id for _rank, index in best)
        else:
            uses = self._count_uses()
            types = types.sorted(lambda one: -uses[one.id])
        return {"types": self._read_types(types[:limit])}

    @api.model
    def _get_types(self):
        """Return what can be asked at the desk: the leaves of the catalogue; hook."""
        types = self.env["grc.request.type"].search_fetch(
            Domain("company_id", "in", [False, self.env.company.id]),
            ["name", "code", "description", "parent_id", "company_id"],
        )
        return types - types.parent_id

    @api.model
    def _rank_type(self, request_type, words):
        """Return how well words name a type, the smaller the better, or None when they do not."""
        sources = (
            request_type.name,
            request_type.parent_id.complete_name,
            request_type.code,
            html2plaintext(request_type.description or ""),
        )
        known = [split_words(source) for source in sources]
        ranks = []
        for word in words:
            stem = word.rstrip(PLURALS) if len(word) > 3 else word
            rank = next(
                (
                    rank
                    for rank, names in enumerate(known)
                    if any(name.startswith((word, stem)) for name in names)
                ),
                None,
            )
            if rank is None:
                return None
            ranks.append(rank)
        return sum(ranks)

    @api.model
    def _count_uses(self):
        """Count the types of what was last asked of the whole city: no more is told of it."""
        uses = Counter()
        for model in ("grc.request", "grc.contact"):
            latest = self.env[model].sudo().search_fetch([], ["type_id"], limit=LATEST)
            uses.update(record.type_id.id for record in latest)
        return uses

    @api.model
    def _read_types(self, types):
        """Return what the lines of types show; hook.

        :rtype: list[dict]
        """
        units = dict(types._fields["deadline_unit"]._description_selection(self.env))
        return [
            {
                "id": one.id,
                "name": one.name,
                "theme": one.parent_id.complete_name or "",
                "delay": f"{one.deadline_value} {units[one.deadline_unit].lower()}"
                if one.deadline_value
                else "",
                "is_confidential": one.is_confidential,
                "allows_anonymous": one.allows_anonymous,
            }
            for one in types
        ]
