from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.words import LETTERS, split_words

#: What separates the words of a name, besides spaces: PostgreSQL's parser would make one word of
#: ``j.martin`` or ``dupont/durand``.
SEPARATORS = "-'’‘.,;:/\\&+@_()[]<>\"«»#*\u00a0\u202f"
#: Fewer people than this are looked up one by one; see :meth:`ResPartner._grc_name_domain`.
FEW = 1000
#: Beyond that nobody types a name: PostgreSQL refuses words of 2,047 bytes.
MOST_WORDS = 20
MOST_LETTERS = 200


def _words_expression(column):
    """Return the SQL that does to a column what :func:`split_words` does to a text.

    Accents are taken off before the case, which PostgreSQL changes for ASCII letters only when the
    collation is C.

    :param str column: name of the column
    """
    text = f"coalesce({column}, '')"
    for letter, letters in LETTERS.items():
        text = f"replace({text}, '{letter}', '{letters}')"
    text = f"regexp_replace(normalize({text}, NFKD), '[\u0300-\u036f]', '', 'g')"
    separators = SEPARATORS.replace("'", "''")
    return (
        "to_tsvector('simple'::regconfig,"
        f" lower(translate({text}, '{separators}', '{' ' * len(SEPARATORS)}')))"
    )


class ResPartner(models.Model):
    """Search people by the words of their name, in any order, whatever the accents.

    The column ``grc_name_words`` holds these words. It needs neither an extension of PostgreSQL nor
    the option ``unaccent`` of the server.
    """

    _inherit = "res.partner"

    _grc_name_words_idx = models.Index("USING gin (grc_name_words)")

    def _auto_init(self):
        self.env.cr.execute(
            SQL(
                "ALTER TABLE res_partner ADD COLUMN IF NOT EXISTS grc_name_words tsvector "
                f"GENERATED ALWAYS AS ({_words_expression('complete_name')}) STORED"
            )
        )
        return super()._auto_init()

    @api.model
    def _grc_words_query(self, text, prefix=True):
        """Return what to compare ``grc_name_words`` with, for a name typed in whole or in part.

        :param str text: any typing of a name
        :param bool prefix: also find words that begin with those typed
        :return: an expression of type ``tsquery``, or None when there is no word in the text
        :rtype: SQL | None
        """
        words = [word[:MOST_LETTERS] for word in split_words(text)[:MOST_WORDS]]
        if not words:
            return None
        return SQL("%s::tsquery", " & ".join(f"'{word}'{':*' * prefix}" for word in words))

    @api.model
    def _grc_name_domain(self, text):
        """Return the domain of the people whose name has all the words typed, or begins them.

        PostgreSQL cannot guess how rare the beginning of a word is, so the index is asked first.

        :param str text: any typing of a name
        :rtype: Domain
        """
        query = self._grc_words_query(text)
        if not query:
            return Domain("complete_name", "ilike", text)
        self.flush_model(["complete_name"])
        rows = self.env.execute_query(
            SQL("SELECT id FROM res_partner WHERE grc_name_words @@ %s LIMIT %s", query, FEW)
        )
        if len(rows) < FEW:
            return Domain("id", "in", [partner_id for (partner_id,) in rows])
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s @@ %s", SQL.identifier(alias, "grc_name_words"), query
            )
        )
