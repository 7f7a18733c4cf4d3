from datetime import UTC, datetime, time

from pytz import timezone

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

#: Averages: the sum, what it is divided by to get the unit, and the count.
AVERAGES = {
    "hours_to_acknowledge": ("seconds_to_acknowledge", 3600, "acknowledged_count"),
    "hours_to_answer": ("seconds_to_answer", 3600, "answered_count"),
    "hours_to_close": ("seconds_to_close", 3600, "closed_count"),
    "rating": ("rating_points", 1, "rated_count"),
    "satisfied_percent": ("satisfied_count", 0.01, "rated_count"),
    "met_percent": ("met_count", 0.01, "due_count"),
    "misrouted_percent": ("misrouted_count", 0.01, "routed_count"),
}


class GrcRequestStatistic(models.Model):
    """Requests by month of receipt, department, type and channel: all history, always exact.

    What was counted stands in ``grc.request.count``, with the questions answered on the spot; the
    requests that are not counted yet, the open ones above all, are read one by one.
    """

    _name = "grc.request.statistic"
    _description = "Statistics"
    _auto = False
    _order = "date_received desc, id"
    _rec_name = "department_id"

    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("grc.department", readonly=True)
    first_department_id = fields.Many2one("grc.department", readonly=True)
    type_id = fields.Many2one("grc.request.type", readonly=True)
    kind = fields.Selection(
        lambda self: self.env["grc.request.type"]._fields["kind"]._description_selection(self.env),
        readonly=True,
    )
    channel_id = fields.Many2one("grc.channel", readonly=True)
    origin = fields.Selection(
        lambda self: self.env["grc.request"]._fields["origin"]._description_selection(self.env),
        readonly=True,
    )
    date_received = fields.Date(string="Month Received", readonly=True)
    received_count = fields.Integer(string="Received", readonly=True)
    open_count = fields.Integer(string="Open", readonly=True)
    closed_count = fields.Integer(string="Closed", readonly=True)
    due_count = fields.Integer(string="Closed, with a Deadline", readonly=True)
    met_count = fields.Integer(string="Closed in Time", readonly=True)
    late_count = fields.Integer(string="Late", readonly=True)
    refused_count = fields.Integer(string="Refused", readonly=True)
    reopened_count = fields.Integer(string="Reopened", readonly=True)
    acknowledged_count = fields.Integer(string="Acknowledged", readonly=True)
    answered_count = fields.Integer(string="Answered", readonly=True)
    asked_count = fields.Integer(
        string="Asked for Their Opinion",
        readonly=True,
        help="Requests whose citizens were asked, or gave it without being asked.",
    )
    rated_count = fields.Integer(string="Rated", readonly=True)
    satisfied_count = fields.Integer(string="Satisfied", readonly=True)
    contact_count = fields.Integer(
        string="Answered on the Spot",
        readonly=True,
        help="Questions answered without a request, by the month they were asked in.",
    )
    transfer_count = fields.Integer(string="Transfers", readonly=True)
    routed_count = fields.Integer(string="With a Department", readonly=True)
    misrouted_count = fields.Integer(
        string="Misrouted",
        readonly=True,
        help="Requests that are not in the department they were first sent to.",
    )
    misrouted_percent = fields.Float(
        string="Misrouted (%)",
        readonly=True,
        aggregator="avg",
        help="Requests that are not in the department they were first sent to, divided by all "
        "those that have a department.",
    )
    satisfied_percent = fields.Float(
        string="Satisfied (%)",
        readonly=True,
        aggregator="avg",
        help="Of the requests whose citizens gave their opinion.",
    )
    met_percent = fields.Float(
        string="Closed in Time (%)",
        readonly=True,
        aggregator="avg",
        help="Of the closed requests that had a deadline.",
    )
    hours_to_acknowledge = fields.Float(readonly=True, aggregator="avg")
    hours_to_answer = fields.Float(string="Hours to First Answer", readonly=True, aggregator="avg")
    hours_to_close = fields.Float(readonly=True, aggregator="avg")
    rating = fields.Float(
        string="Satisfaction",
        readonly=True,
        aggregator="avg",
        help="From 1, not satisfied, to 5, satisfied.",
    )

    def init(self):
        requests = self.env["grc.request"]
        requests._create_statistic_triggers()
        self.env["grc.contact"]._create_statistic_triggers()
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), self._get_query())
        )

    @api.model
    def _get_query(self):
        requests = self.env["grc.request"]
        month, tables = requests._get_statistic_month()
        dimensions = requests._get_statistic_dimensions()
        measures = requests._get_statistic_measures()
        columns = SQL(", ").join(SQL.identifier(name) for name in (*dimensions, *measures))
        return SQL(
            """
            SELECT counted.*, request_type.kind, %(averages)s
              FROM (
                    SELECT 2 * id::bigint AS id, date_received, %(columns)s FROM grc_request_count
                     UNION ALL
                    SELECT 2 * request.id::bigint + 1, %(month)s, %(dimensions)s, %(measures)s
                      FROM %(tables)s
                     WHERE request.statistic_month IS NULL AND request.active
                       AND request.parent_id IS NULL
              ) AS counted
              LEFT JOIN grc_request_type AS request_type ON request_type.id = counted.type_id
            """,
            averages=SQL(", ").join(
                SQL("%s AS %s", _ratio(*parts), SQL.identifier(name))
                for name, parts in AVERAGES.items()
            ),
            columns=columns,
            month=month,
            dimensions=SQL(", ").join(SQL.identifier("request", name) for name in dimensions),
            measures=SQL(", ").join(measures.values()),
            tables=tables,
        )

    def _read_group_select(self, aggregate_spec, query):
        """Weigh averages by what they are averages of; what is counted are requests, not rows."""
        if aggregate_spec == "__count":
            received = self._field_to_sql(self._table, "received_count", query)
            return SQL("coalesce(sum(%s), 0)::bigint", received)
        name, _colon, aggregator = aggregate_spec.partition(":")
        if name not in AVERAGES or aggregator != "avg":
            return super()._read_group_select(aggregate_spec, query)
        return _ratio(*AVERAGES[name], table=self._table, aggregate="sum")

    @api.model
    def action_open_requests(self, domain):
        """Return the action that lists the requests behind figures.

        :param list domain: of these statistics, as the pivot and the graph give it
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("grc_citizen.grc_request_action")
        return {
            **action,
            "name": self.env._("Requests"),
            "views": [(False, "list"), (False, "form")],
            "view_mode": "list,form",
            "domain": list(self._get_requests_domain(domain)),
            "context": {},
        }

    @api.model
    def _get_requests_domain(self, domain):
        """Return the domain of the requests that a domain of these statistics counts."""
        city_zone = timezone(self.env.company.partner_id.tz or "UTC")

        def translate(condition):
            if condition.field_expr != "date_received" or not condition.value:
                return condition
            day = fields.Date.to_date(condition.value)
            start = city_zone.localize(datetime.combine(day, time.min)).astimezone(UTC)
            return Domain(
                "date_received",
                condition.operator,
                fields.Datetime.to_string(start.replace(tzinfo=None)),
            )

        return Domain(domain).map_conditions(translate)


def _ratio(total, divisor, count, table="counted", aggregate=""):
    """Return SQL of a total over a count, in the unit that ``divisor`` of the total makes."""
    total, count = (
        SQL("%s(%s)", SQL(aggregate), SQL.identifier(table, column)) for column in (total, count)
    )
    return SQL("(%s / nullif(%s * %s, 0))::float8", total, SQL(str(divisor)), count)
