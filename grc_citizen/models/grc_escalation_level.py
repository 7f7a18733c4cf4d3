from odoo import fields, models


class GrcEscalationLevel(models.Model):
    """Who is alerted, and when, about a request that is at risk or late."""

    _name = "grc.escalation.level"
    _description = "Escalation Level"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        required=True, default=10, help="Levels are gone through in this order, once each."
    )
    active = fields.Boolean(default=True)
    trigger = fields.Selection(
        [("at_risk", "At risk"), ("late", "Late")], required=True, default="late"
    )
    delay_hours = fields.Integer(
        string="Hours After", default=0, help="Hours between the trigger and the alert."
    )
    recipient = fields.Selection(
        [
            ("agent", "Agent in charge"),
            ("manager", "Head of department"),
            ("director", "Head of the department above"),
        ],
        required=True,
        default="agent",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        default=lambda self: self.env.ref("mail.mail_activity_data_todo", False),
        required=True,
    )

    _sequence_positive = models.Constraint(
        "CHECK(sequence > 0)", "The order of a level starts at one."
    )
    _delay_positive = models.Constraint(
        "CHECK(delay_hours >= 0)", "The delay of a level cannot be negative."
    )
