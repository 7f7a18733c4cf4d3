from collections import Counter

from odoo import api, fields, models

from ..tools.word_search import search_texts

#: Requests and answers on the spot, the latest of each, that tell what is asked these days.
LATEST = 500


class GrcRequestType(models.Model):
    """Types found by the words of those who ask, or among what is asked these days."""

    _inherit = "grc.request.type"

    keywords = fields.Char(
        string="Other Words",
        translate=True,
        help="Words that people use for this and that its name does not say, for instance “street "
        "lamp, bulb, dark”. Accents, plurals and faults of spelling need no word of their own.",
    )

    def _find_by_words(self, text):
        """Return those of these types that words name, the best first.

        :param str text: words, in whole or from their beginning, as people type them
        :rtype: grc.request.type
        """
        found = search_texts(text, [one._get_search_sources() for one in self])
        return self.browse(self._ids[index] for index in found)

    def _get_search_sources(self):
        """Return the texts that a type is found by, the most telling first; hook.

        :rtype: tuple[str]
        """
        return (
            self.name,
            self.keywords,
            self.parent_id.complete_name,
            self.code,
            self.description,
        )

    def _sort_by_use(self):
        """Return these types, the most asked for these days first."""
        uses = self._count_uses()
        return self.sorted(lambda one: -uses[one.id])

    @api.model
    def _count_uses(self):
        """Count the types of what was last asked of the whole city: no more is told of it.

        :return: number of uses by id of a type
        :rtype: Counter
        """
        uses = Counter()
        for model in ("grc.request", "grc.contact"):
            latest = self.env[model].sudo().search_fetch([], ["type_id"], limit=LATEST)
            uses.update(record.type_id.id for record in latest)
        return uses
