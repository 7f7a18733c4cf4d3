from odoo import api, models

#: Types shown before anything is typed, found at most, and proposed in the place of another.
MOST_USED = 6
MOST_FOUND = 12
ALTERNATIVES = 4
#: Letters of a question that are read: more is no question.
QUESTION_LENGTH = 100


class GrcRequestType(models.Model):
    """The catalogue as the public pages show it."""

    _inherit = "grc.request.type"

    @api.model
    def _prepare_catalogue(self, text=""):
        """Return what the catalogue shows.

        :param str text: words that are looked for, as typed
        :return: ``themes`` (see :meth:`_group_by_theme`), ``most_used``, and what
            :meth:`_prepare_search` returns
        :rtype: dict
        """
        listed = self._get_listed()
        return {
            "themes": listed._group_by_theme(),
            "most_used": listed._get_most_used(),
            **listed._prepare_search(text),
        }

    def _prepare_search(self, text):
        """Return those of these types that words name.

        :param str text: as typed
        :return: ``question`` (what was read of it), ``found``, ``found_text`` that says how many,
            and ``general_type`` for those who find nothing
        :rtype: dict
        """
        question = " ".join((text or "").split())[:QUESTION_LENGTH]
        found = self._find_by_words(question)[:MOST_FOUND].with_prefetch(self._prefetch_ids)
        return {
            "question": question,
            "found": found,
            "found_text": self._get_found_text(question, len(found)),
            "general_type": self._get_general_type(),
        }

    def _get_found_text(self, question, count):
        if count > 1:
            return self.env._("%(count)s forms for “%(question)s”", count=count, question=question)
        if count:
            return self.env._("One form for “%(question)s”", question=question)
        return self.env._("Nothing found for “%(question)s”", question=question)

    @api.model
    def _prepare_not_offered(self, code):
        """Return what to say to who follows a link to a type that cannot be asked for now.

        :param str code: of the link
        :return: ``known`` (the type, when the visitor may know of it), ``reason``, ``will_open``,
            ``alternatives`` and ``general_type``
        :rtype: dict
        """
        listed = self._get_listed()
        known = self._find_listed(code)
        words = known.name or (code or "")[:QUESTION_LENGTH]
        alternatives = listed._find_by_words(words) - known
        return {
            "known": known,
            "reason": known and known._get_opening_text(),
            "will_open": bool(known & listed),
            "alternatives": alternatives[:ALTERNATIVES],
            "general_type": listed._get_general_type(),
        }

    def _group_by_theme(self):
        """Return these types by theme, in the catalogue's order; types without one come last.

        :rtype: list[tuple[grc.request.type, grc.request.type]]
        """
        groups = self.grouped("parent_id")
        others = groups.pop(self.parent_id.browse(), None)
        themes = [(theme, groups[theme]) for theme in self.parent_id.sorted()]
        return themes + ([(self.browse(), others)] if others else [])

    def _get_most_used(self):
        """Return the types most asked for these days. Confidential ones are not told of."""
        uses = self._count_uses()
        used = self.filtered(lambda one: uses[one.id] and not one.is_confidential)
        return used.sorted(lambda one: -uses[one.id])[:MOST_USED]

    def _get_general_type(self):
        """Return the type for all the rest, when it is one of these and can be asked for now."""
        general = self.env.company.sudo().grc_general_type_id
        return (general & self).filtered(lambda one: one._is_open())
