from odoo import fields, models


class GrcRequestCount(models.Model):
    """What was counted of settled requests, by month of receipt and what statistics group by.

    Rows only add up: PostgreSQL inserts a negative one when a counted request changes. See
    ``docs/adr/0006-statistics.md``.
    """

    _name = "grc.request.count"
    _description = "Counted Requests"
    _log_access = False

    company_id = fields.Many2one("res.company", ondelete="cascade")
    department_id = fields.Many2one("grc.department", ondelete="cascade")
    first_department_id = fields.Many2one("grc.department", ondelete="cascade")
    type_id = fields.Many2one("grc.request.type", ondelete="cascade")
    channel_id = fields.Many2one("grc.channel", ondelete="cascade")
    origin = fields.Char()
    date_received = fields.Date()
    received_count = fields.Integer()
    open_count = fields.Integer()
    closed_count = fields.Integer()
    due_count = fields.Integer()
    met_count = fields.Integer()
    late_count = fields.Integer()
    refused_count = fields.Integer()
    reopened_count = fields.Integer()
    acknowledged_count = fields.Integer()
    answered_count = fields.Integer()
    asked_count = fields.Integer()
    rated_count = fields.Integer()
    satisfied_count = fields.Integer()
    routed_count = fields.Integer()
    misrouted_count = fields.Integer()
    transfer_count = fields.Integer()
    contact_count = fields.Integer()
    # Whole seconds and points: sums of these take away exactly what they added.
    seconds_to_acknowledge = fields.Float(digits=(20, 0))
    seconds_to_answer = fields.Float(digits=(20, 0))
    seconds_to_close = fields.Float(digits=(20, 0))
    rating_points = fields.Float(digits=(20, 0))
