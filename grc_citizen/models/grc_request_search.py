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
        words = (
            "".join(char if char.isalnum() else " " for char in value.lower())
            .translate(UNACCENT)
            .split()
        )
        if not words:
            return Domain.TRUE
        query = " & ".join(f"{word}:*" for word in words)
        return Domain.custom(
            to_sql=lambda model, alias, _query: SQL(
                "%s @@ to_tsquery('french', %s)", SQL.identifier(alias, "search_words"), query
            )
        )
