from odoo import api, fields, models, tools

#: Values of Odoo's ratings behind the three faces.
SATISFIED, PARTLY, UNSATISFIED = 5, 3, 1


class GrcSatisfactionReason(models.Model):
    """Why a citizen is satisfied or not, in words they choose from."""

    _name = "grc.satisfaction.reason"
    _description = "Satisfaction Reason"
    _inherit = ["grc.remembered.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="What the citizen reads and chooses.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    for_satisfied = fields.Boolean(string="If Satisfied")
    for_partly = fields.Boolean(string="If Partly Satisfied", default=True)
    for_unsatisfied = fields.Boolean(string="If Not Satisfied", default=True)
    offers_reopening = fields.Boolean(
        help="Whoever chooses it is offered to have the request opened again, as long as its type "
        "accepts “not fixed”."
    )
    type_ids = fields.Many2many(
        "grc.request.type",
        string="For Types",
        help="Types or whole themes. Empty: for every request.",
    )

    @api.model
    @tools.ormcache("type_path")
    def _get_ids_for(self, type_path):
        """Return the ids of the reasons offered for a type.

        :param str type_path: ``parent_path`` of the type, empty for a request without one
        :rtype: tuple[int]
        """
        above = {int(part) for part in (type_path or "").split("/") if part}
        reasons = self.sudo().search([("active", "=", True)])
        return tuple(
            reason.id for reason in reasons if not reason.type_ids or above & {*reason.type_ids.ids}
        )

    @api.model
    def _get_faces(self):
        """Return the three answers, by value, in words.

        :rtype: dict[int, str]
        """
        return {
            SATISFIED: self.env._("Satisfied"),
            PARTLY: self.env._("Partly satisfied"),
            UNSATISFIED: self.env._("Not satisfied"),
        }

    def _is_for(self, value):
        """Tell whether this reason goes with a face.

        :param int value: :data:`SATISFIED`, :data:`PARTLY` or :data:`UNSATISFIED`
        """
        return {
            SATISFIED: self.for_satisfied,
            PARTLY: self.for_partly,
            UNSATISFIED: self.for_unsatisfied,
        }[value]


class GrcRefusalReason(models.Model):
    _inherit = "grc.refusal.reason"

    asks_satisfaction = fields.Boolean(
        help="Citizens whose request is refused for this reason are asked what they think of it."
    )
