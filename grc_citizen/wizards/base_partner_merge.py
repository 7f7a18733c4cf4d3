from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Odoo's merge of contacts, which also serves for citizens: nothing of theirs is lost."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Drop beforehand the rows that would become the same.

        When one row of a table cannot follow, as for a request that both follow, Odoo deletes all
        those of the contacts that go; and a unique index, as that of notifications, makes it fail.
        """
        self.env["grc.partner.double"]._follow_merge(src_partners, dst_partner)
        self.env.flush_all()
        for table, column in self._get_fk_on("res_partner"):
            for others, condition in self._grc_get_unique_keys(table, column):
                self._grc_drop_same_rows(
                    table, column, others, condition, src_partners, dst_partner
                )
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _log_merge_operation(self, src_partners, dst_partner):
        result = super()._log_merge_operation(src_partners, dst_partner)
        dst_partner.sudo()._grc_keep_identity(src_partners.sudo())
        # Record rules remember the contact of each user.
        self.env.registry.clear_cache()
        return result

    @api.model
    def _grc_get_unique_keys(self, table, column):
        """Return the other columns and the condition of each unique index that holds a column.

        :rtype: list[tuple[list[str], str]]
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT array_agg(other.attname::text), pg_get_expr(idx.indpred, idx.indrelid)
                  FROM pg_index idx
                  JOIN pg_attribute other
                    ON other.attrelid = idx.indrelid AND other.attnum = ANY(idx.indkey)
                   AND other.attname <> %(column)s
                 WHERE idx.indrelid = %(table)s::regclass AND idx.indisunique
                   AND idx.indexprs IS NULL
                   AND EXISTS (
                       SELECT FROM pg_attribute own
                        WHERE own.attrelid = idx.indrelid AND own.attnum = ANY(idx.indkey)
                          AND own.attname = %(column)s
                       )
              GROUP BY idx.indexrelid, idx.indpred, idx.indrelid
                """,
                table=table,
                column=column,
            )
        )

    @api.model
    def _grc_drop_same_rows(self, table, column, others, condition, src_partners, dst_partner):
        """Delete the rows that an index would refuse once they name the same contact."""
        keys = SQL(", ").join(SQL.identifier(other) for other in others)
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM %(table)s
                 WHERE ctid IN (
                       SELECT ctid
                         FROM (
                              SELECT ctid, row_number() OVER (
                                         PARTITION BY %(keys)s ORDER BY %(column)s = %(kept)s DESC
                                     ) AS place
                                FROM %(table)s
                               WHERE %(column)s = ANY(%(ids)s) AND (%(keys)s) IS NOT NULL
                                 AND (%(condition)s)
                              ) ranked
                        WHERE place > 1
                       )
                """,
                table=SQL.identifier(table),
                keys=keys,
                column=SQL.identifier(column),
                kept=dst_partner.id,
                ids=(src_partners + dst_partner).ids,
                # What PostgreSQL itself tells of the index.
                condition=SQL(condition.replace("%", "%%") if condition else "TRUE"),  # pylint: disable=sql-injection
            )
        )
