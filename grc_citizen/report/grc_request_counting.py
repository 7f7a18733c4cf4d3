from odoo import api, fields, models
from odoo.tools import SQL

#: Days after closing when a request is counted for good: by then few are reopened or rated.
SETTLED_AFTER_DAYS = 1
BATCH = 10_000


class GrcRequest(models.Model):
    """Counting of settled requests, exact at any moment: see ``docs/adr/0006-statistics.md``."""

    _inherit = "grc.request"

    statistic_month = fields.Date(
        readonly=True,
        copy=False,
        prefetch=False,
        help="First day of the month this request is counted in; empty while it is not.",
    )

    _uncounted_idx = models.Index("(id) WHERE statistic_month IS NULL AND parent_id IS NULL")

    @api.model
    def _get_statistic_dimensions(self):
        """Return the columns statistics group by, the month left out.

        Hook: an addon that adds one gives ``grc.request.count`` and ``grc.request.statistic`` a
        field of that name, and calls :meth:`_recount` when it is installed.

        :rtype: list[str]
        """
        return [
            "company_id",
            "department_id",
            "first_department_id",
            "type_id",
            "channel_id",
            "origin",
        ]

    @api.model
    def _get_statistic_measures(self):
        """Return what is summed: SQL over the alias ``request``, by column.

        :rtype: dict[str, SQL]
        """
        return {
            "received_count": SQL("1"),
            "open_count": SQL("(request.date_closed IS NULL)::int"),
            "closed_count": SQL("(request.date_closed IS NOT NULL)::int"),
            "due_count": SQL(
                "(request.date_closed IS NOT NULL AND request.date_deadline IS NOT NULL)::int"
            ),
            "met_count": SQL("coalesce(request.date_closed <= request.date_deadline, false)::int"),
            "late_count": SQL(
                """coalesce(
                    request.date_closed > request.date_deadline
                    OR request.date_closed IS NULL AND request.waiting_since IS NULL
                        AND request.date_deadline < (now() AT TIME ZONE 'UTC'),
                    false
                )::int"""
            ),
            "refused_count": SQL("coalesce(request.state = 'refused', false)::int"),
            "reopened_count": SQL("coalesce(request.reopen_count > 0, false)::int"),
            "acknowledged_count": SQL("(request.date_acknowledged IS NOT NULL)::int"),
            "answered_count": SQL("(request.date_first_answer IS NOT NULL)::int"),
            "asked_count": SQL(
                "coalesce(request.date_survey_asked IS NOT NULL"
                " OR request.rating_last_value > 0, false)::int"
            ),
            "rated_count": SQL("coalesce(request.rating_last_value > 0, false)::int"),
            "satisfied_count": SQL("coalesce(request.rating_last_value >= 4, false)::int"),
            "routed_count": SQL("(request.department_id IS NOT NULL)::int"),
            "misrouted_count": SQL(
                "coalesce(request.department_id <> request.first_department_id, false)::int"
            ),
            "transfer_count": SQL("coalesce(request.transfer_count, 0)"),
            # Rows of its own: see grc_contact_counting.py.
            "contact_count": SQL("0"),
            "seconds_to_acknowledge": self._get_seconds_to("date_acknowledged"),
            "seconds_to_answer": self._get_seconds_to("date_first_answer"),
            "seconds_to_close": self._get_seconds_to("date_closed"),
            "rating_points": SQL("coalesce(request.rating_last_value, 0)::numeric(20)"),
        }

    @api.model
    def _get_seconds_to(self, name):
        return SQL(
            "coalesce(extract(epoch FROM request.%s - request.date_received), 0)::numeric(20)",
            SQL.identifier(name),
        )

    @api.model
    def _get_statistic_sources(self):
        """Return the columns whose change makes a counted request be counted again."""
        return [
            *self._get_statistic_dimensions(),
            "active",
            "parent_id",
            "state",
            "date_received",
            "date_acknowledged",
            "date_first_answer",
            "date_closed",
            "date_deadline",
            "reopen_count",
            "transfer_count",
            "date_survey_asked",
            "rating_last_value",
        ]

    @api.model
    def _get_statistic_month(self):
        """Return SQL of the month of receipt in the city's time zone, with the tables it needs."""
        month = SQL(
            """date_trunc('month', request.date_received AT TIME ZONE 'UTC'
                AT TIME ZONE coalesce(city.tz, 'UTC'))::date"""
        )
        tables = SQL(
            """grc_request AS request
                JOIN res_company AS company ON company.id = request.company_id
                JOIN res_partner AS city ON city.id = company.partner_id"""
        )
        return month, tables

    @api.model
    def _count_settled(self, limit=BATCH):
        """Count requests closed for a day or more that are not counted yet.

        :param int limit: how many at most
        :return: how many were counted
        :rtype: int
        """
        self.env.flush_all()
        month, tables = self._get_statistic_month()
        dimensions = _columns(self._get_statistic_dimensions())
        measures = self._get_statistic_measures()
        self.env.cr.execute(
            SQL(
                """
                WITH settled AS (
                    SELECT request.id, %(month)s AS month
                      FROM %(tables)s
                     WHERE request.statistic_month IS NULL
                       AND request.active
                       AND request.parent_id IS NULL
                       AND request.date_closed
                           < (now() AT TIME ZONE 'UTC') - %(age)s * interval '1 day'
                     ORDER BY request.id
                     LIMIT %(limit)s
                       FOR NO KEY UPDATE OF request SKIP LOCKED
                ), request AS (
                    UPDATE grc_request AS counted
                       SET statistic_month = settled.month
                      FROM settled
                     WHERE counted.id = settled.id
                 RETURNING counted.*
                ), added AS (
                    INSERT INTO grc_request_count (date_received, %(dimensions)s, %(columns)s)
                    SELECT statistic_month, %(dimensions)s, %(sums)s
                      FROM request
                  GROUP BY statistic_month, %(dimensions)s
                )
                SELECT count(*) FROM request
                """,
                month=month,
                tables=tables,
                age=SETTLED_AFTER_DAYS,
                limit=limit,
                dimensions=dimensions,
                columns=_columns(measures),
                sums=SQL(", ").join(SQL("sum(%s)", measure) for measure in measures.values()),
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _merge_counts(self):
        """Make one row of those of the same month, department, type and channel."""
        keys = SQL("date_received, %s", _columns(self._get_statistic_dimensions()))
        measures = list(self._get_statistic_measures())
        self.env.cr.execute(
            SQL(
                """
                WITH merged AS (
                    DELETE FROM grc_request_count
                     WHERE id IN (
                           SELECT unnest(array_agg(id)) FROM grc_request_count
                         GROUP BY %(keys)s HAVING count(*) > 1
                     ) RETURNING *
                )
                INSERT INTO grc_request_count (%(keys)s, %(columns)s)
                SELECT %(keys)s, %(sums)s
                  FROM merged
              GROUP BY %(keys)s
                HAVING sum(received_count) <> 0 OR sum(contact_count) <> 0
                """,
                keys=keys,
                columns=_columns(measures),
                sums=SQL(", ").join(SQL("sum(%s)", SQL.identifier(name)) for name in measures),
            )
        )

    @api.model
    def _cron_count(self):
        """Count what was settled since the last time: statistics then have little left to read."""
        while counted := self._count_settled():
            if not self.env["ir.cron"]._commit_progress(counted):
                return
        self._merge_counts()

    @api.model
    def _recount(self):
        """Forget the counts and start again, for instance in another time zone."""
        self.env.cr.execute(
            "UPDATE grc_request SET statistic_month = NULL WHERE statistic_month IS NOT NULL"
        )
        self.env.cr.execute("DELETE FROM grc_request_count")
        self.env["grc.contact"]._count_all()
        self.env.ref("grc_citizen.ir_cron_count")._trigger()

    @api.model
    def _create_statistic_triggers(self):
        """Have PostgreSQL take a counted request off the counts when it changes or is deleted."""
        dimensions = self._get_statistic_dimensions()
        measures = self._get_statistic_measures()
        sources = self._get_statistic_sources()
        # SQL of a trigger takes no parameters: these expressions have none.
        values = ", ".join(
            f"-({measure.code.replace('request.', 'OLD.')})" for measure in _plain(measures)
        )
        names, keys = ", ".join(dimensions), ", ".join(f"OLD.{name}" for name in dimensions)
        old, new = (", ".join(f"{row}.{name}" for name in sources) for row in ("OLD", "NEW"))
        self.env.cr.execute(
            SQL(
                f"""
                CREATE OR REPLACE FUNCTION grc_request_uncount() RETURNS trigger
                LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO grc_request_count (date_received, {names}, {", ".join(measures)})
                    VALUES (OLD.statistic_month, {keys}, {values});
                    IF TG_OP = 'DELETE' THEN
                        RETURN OLD;
                    END IF;
                    NEW.statistic_month = NULL;
                    RETURN NEW;
                END $$;
                CREATE OR REPLACE TRIGGER grc_request_uncount_changed
                    BEFORE UPDATE OF {", ".join(sources)} ON grc_request FOR EACH ROW
                    WHEN (OLD.statistic_month IS NOT NULL AND ({old}) IS DISTINCT FROM ({new}))
                    EXECUTE FUNCTION grc_request_uncount();
                CREATE OR REPLACE TRIGGER grc_request_uncount_deleted
                    BEFORE DELETE ON grc_request FOR EACH ROW WHEN (OLD.statistic_month IS NOT NULL)
                    EXECUTE FUNCTION grc_request_uncount();
                """
            )
        )


def _columns(names):
    return SQL(", ").join(map(SQL.identifier, names))


def _plain(measures):
    for name, measure in measures.items():
        if measure.params:
            raise ValueError(f"The measure {name} must be SQL without parameters")
        yield measure
