from odoo import api, models
from odoo.tools import SQL

#: Which column of a contact stands for a dimension of the statistics of requests.
DIMENSIONS = {
    "company_id": "{row}.company_id",
    "department_id": "{row}.department_id",
    "first_department_id": "{row}.department_id",
    "type_id": "{row}.type_id",
    "channel_id": "{row}.channel_id",
    "origin": "'citizen'",
}
MONTH = """(
    SELECT date_trunc(
               'month', {row}.date AT TIME ZONE 'UTC' AT TIME ZONE coalesce(city.tz, 'UTC')
           )::date
      FROM res_company AS company JOIN res_partner AS city ON city.id = company.partner_id
     WHERE company.id = {row}.company_id
)"""


class GrcContact(models.Model):
    """Counting of what is answered on the spot: PostgreSQL adds a row to the counts for each.

    They are inserted beside the counts of requests (``docs/adr/0006-statistics.md``) and merged
    with them by the same job, so that the statistics read nothing more.
    """

    _inherit = "grc.contact"

    @api.model
    def _get_statistic_dimensions(self):
        """Return the dimensions of the statistics of requests that contacts have too.

        :rtype: dict[str, str]
        """
        wanted = self.env["grc.request"]._get_statistic_dimensions()
        return {name: DIMENSIONS[name] for name in wanted if name in DIMENSIONS}

    @api.model
    def _get_count_query(self, row, count):
        """Return SQL that adds to the counts what one row or several make.

        :param str row: the name of the row in SQL
        :param str count: SQL of how many it makes
        :rtype: str
        """
        dimensions = self._get_statistic_dimensions()
        others = [
            name
            for name in self.env["grc.request"]._get_statistic_measures()
            if name != "contact_count"
        ]
        names = ", ".join(["date_received", *dimensions, "contact_count", *others])
        keys = ", ".join([MONTH, *dimensions.values()]).format(row=row)
        return f"""
            INSERT INTO grc_request_count ({names})
            SELECT {keys}, {count}{", 0" * len(others)}
        """

    @api.model
    def _count_all(self):
        """Count all contacts anew. Called when the counts were emptied."""
        self.env.flush_all()
        query = self._get_count_query("contact", "count(*)")
        groups = ", ".join(map(str, range(1, len(self._get_statistic_dimensions()) + 2)))
        self.env.cr.execute(SQL(f"{query} FROM grc_contact AS contact GROUP BY {groups}"))

    @api.model
    def _create_statistic_triggers(self):
        """Have PostgreSQL count each contact when it is added, changed or deleted."""
        self.env.cr.execute(
            SQL(
                f"""
                CREATE OR REPLACE FUNCTION grc_contact_count() RETURNS trigger
                LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_OP <> 'INSERT' THEN
                        {self._get_count_query("OLD", "-1")};
                    END IF;
                    IF TG_OP <> 'DELETE' THEN
                        {self._get_count_query("NEW", "1")};
                    END IF;
                    RETURN NULL;
                END $$;
                CREATE OR REPLACE TRIGGER grc_contact_count
                    AFTER INSERT OR DELETE
                       OR UPDATE OF date, company_id, department_id, type_id, channel_id
                    ON grc_contact FOR EACH ROW EXECUTE FUNCTION grc_contact_count();
                """
            )
        )
