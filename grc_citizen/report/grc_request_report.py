from odoo import fields, models, tools
from odoo.tools import SQL

from ..models.grc_request_stage import REQUEST_STATES


class GrcRequestReport(models.Model):
    """One row a request, to count and to average: delays in hours, outcomes as 0 or 1."""

    _name = "grc.request.report"
    _inherit = ["grc.no.agent.figures.mixin"]
    _description = "Request Statistics"
    _auto = False
    _order = "date_received desc"
    _rec_name = "request_id"

    request_id = fields.Many2one("grc.request", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("grc.department", readonly=True)
    first_department_id = fields.Many2one("grc.department", readonly=True)
    type_id = fields.Many2one("grc.request.type", readonly=True)
    kind = fields.Selection(
        [
            ("report", "Report"),
            ("procedure", "Procedure"),
            ("information", "Information"),
            ("complaint", "Complaint"),
            ("idea", "Idea"),
        ],
        readonly=True,
    )
    channel_id = fields.Many2one("grc.channel", readonly=True)
    origin = fields.Selection(
        lambda self: self.env["grc.request"]._fields["origin"]._description_selection(self.env),
        readonly=True,
    )
    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    stage_id = fields.Many2one("grc.request.stage", readonly=True)
    state = fields.Selection(REQUEST_STATES, readonly=True)
    priority = fields.Selection([("0", "Normal"), ("1", "High"), ("2", "Urgent")], readonly=True)
    date_received = fields.Datetime(string="Received", readonly=True)
    date_closed = fields.Datetime(string="Closed", readonly=True)
    hours_to_acknowledge = fields.Float(readonly=True, aggregator="avg")
    hours_to_answer = fields.Float(string="Hours to First Answer", readonly=True, aggregator="avg")
    hours_to_close = fields.Float(readonly=True, aggregator="avg")
    waiting_hours = fields.Float(readonly=True, aggregator="avg")
    is_open = fields.Integer(string="Open", readonly=True)
    is_closed = fields.Integer(string="Closed Requests", readonly=True)
    is_late = fields.Integer(string="Late", readonly=True)
    is_met = fields.Integer(string="Closed in Time", readonly=True)
    is_refused = fields.Integer(string="Refused", readonly=True)
    is_reopened = fields.Integer(string="Reopened", readonly=True)
    transfer_count = fields.Integer(string="Transfers", readonly=True)
    is_misrouted = fields.Integer(
        string="Misrouted",
        readonly=True,
        help="Not in the department it was first sent to.",
    )
    rating = fields.Float(string="Satisfaction", readonly=True, aggregator="avg")

    def _select(self):
        """Return the columns; hook for addons that add dimensions or measures."""
        return SQL(
            """
            request.id,
            request.id AS request_id,
            request.company_id,
            request.department_id,
            request.first_department_id,
            request.type_id,
            request.kind,
            request.channel_id,
            request.origin,
            request.user_id,
            request.stage_id,
            request.state,
            request.priority,
            request.date_received,
            request.date_closed,
            EXTRACT(EPOCH FROM request.date_acknowledged - request.date_received) / 3600
                AS hours_to_acknowledge,
            EXTRACT(EPOCH FROM request.date_first_answer - request.date_received) / 3600
                AS hours_to_answer,
            EXTRACT(EPOCH FROM request.date_closed - request.date_received) / 3600
                AS hours_to_close,
            request.waiting_hours,
            (request.date_closed IS NULL)::int AS is_open,
            (request.date_closed IS NOT NULL)::int AS is_closed,
            (request.date_closed IS NULL AND request.waiting_since IS NULL
                AND request.date_deadline < (now() AT TIME ZONE 'UTC')
                OR request.date_closed > request.date_deadline)::int AS is_late,
            (request.date_closed <= request.date_deadline)::int AS is_met,
            (request.state = 'refused')::int AS is_refused,
            (request.reopen_count > 0)::int AS is_reopened,
            coalesce(request.transfer_count, 0) AS transfer_count,
            coalesce(request.department_id <> request.first_department_id, false)::int
                AS is_misrouted,
            NULLIF(request.rating_last_value, 0) AS rating
            """
        )

    def _from(self):
        return SQL("grc_request AS request")

    def _where(self):
        return SQL("request.active AND request.parent_id IS NULL")

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (SELECT %s FROM %s WHERE %s)",
                SQL.identifier(self._table),
                self._select(),
                self._from(),
                self._where(),
            )
        )
