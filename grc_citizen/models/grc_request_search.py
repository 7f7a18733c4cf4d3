from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: PostgreSQL's French dictionary over unaccented words: "lampadaires" finds "Lampadaire".
WORDS_EXPRESSION = """
    to_tsvector(
        'french'::regconfig,
        translate(
            lower(coalesce(name, '') || ' ' || coalesce(description, '')),
            'àâäçéèêëîïôöùûüÿñœæ’',
            'aaaceeeeiioouuuynoa '
        )
    )
"""
#: Fewer matches than this are looked up one by one; see :meth:`GrcRequest._search_search_text`.
FEW = 1000
UNACCENT = str.maketrans("àâäçéèêëîïôöùûüÿñœæ’", "aaaceeeeiioouuuynoa ")


class GrcRequest(models.Model):
    """Search by words, in subject and description, in the time of one index look-up."""

    _inherit = "grc.request"

    search_text = fields.Char(
        string="Words",
        compute="_compute_search_text",
        search="_search_search_text",
        help="Any form of the words, with or without accents.",
    )
    is_my_department = fields.Boolean(
        string="My Departments",
        compute="_compute_is_my_department",
        search="_search_is_my_department",
        help="Of a department the user works in, or of one below it.",
    )

    def _auto_init(self):
        result = super()._auto_init()
        self.env.cr.execute(
            SQL(
                "ALTER TABLE grc_request ADD COLUMN IF NOT EXISTS search_words tsvector "
                f"GENERATED ALWAYS AS ({WORDS_EXPRESSION}) STORED"
            )
        )
        return result

    def init(self):
        self.env.cr.execute(
            SQL(
                "CREATE INDEX IF NOT EXISTS grc_request_search_words_idx "
                "ON grc_request USING gin (search_words)"
            )
        )
        return super().init()

    @api.depends("name")
    def _compute_search_text(self):
        for request in self:
            request.search_text = request.name

    def _search_search_text(self, operator, value):
        if operator == "in":
            return Domain.OR(self._search_search_text("ilike", one) for one in value)
        if operator not in ("ilike", "like") or not isinstance(value, str):
            return NotImplemented
        query = self._get_words_query(value)
        if not query:
            return Domain.TRUE
        ids = self._get_few_with_words(query)
        return Domain("id", "in", ids) if len(ids) < FEW else self._get_words_domain(query)

    @api.model
    def _get_words_query(self, text):
        """Return words as typed in the language of ``to_tsquery``, empty when there is none.

        :param str text: as typed
        :rtype: str
        """
        words = "".join(char if char.isalnum() else " " for char in text.lower())
        return " & ".join(f"{word}:*" for word in words.translate(UNACCENT).split())

    @api.model
    def _get_words_domain(self, query):
        """Return the domain of the requests with some words, looked at one by one.

        :param str query: in the language of ``to_tsquery``
        :rtype: Domain
        """
        return Domain.custom(
            to_sql=lambda model, alias, _query: SQL(
                "%s @@ to_tsquery('french', %s)", SQL.identifier(alias, "search_words"), query
            )
        )

    @api.model
    def _get_few_with_words(self, query):
        """Return ids of requests with some words, no more than :data:`FEW` of them.

        PostgreSQL cannot guess how rare the beginning of a word is: asked for the latest requests
        with a rare one it would read the whole table backward. So the index is asked first.

        :param str query: in the language of ``to_tsquery``
        """
        self.flush_model(["name", "description"])
        self.env.cr.execute(
            SQL(
                "SELECT id FROM grc_request"
                " WHERE search_words @@ to_tsquery('french', %s) LIMIT %s",
                query,
                FEW,
            )
        )
        return [request_id for (request_id,) in self.env.cr.fetchall()]

    @api.depends_context("uid")
    @api.depends("department_id")
    def _compute_is_my_department(self):
        departments = self.env.user.grc_reader_department_ids
        for request in self:
            request.is_my_department = request.department_id in departments

    def _search_is_my_department(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return Domain("department_id", "in", self.env.user.grc_reader_department_ids.ids)
