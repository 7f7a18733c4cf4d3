from odoo import fields, models


class ResUsers(models.Model):
    """What record rules ask about a user.

    Rules compare with these ids instead of joining departments and types, so that PostgreSQL can
    answer them from the indexes of requests.
    """

    _inherit = "res.users"

    grc_staff_department_ids = fields.Many2many(
        "grc.department",
        "grc_department_staff_rel",
        "user_id",
        "department_id",
        string="Works in",
        readonly=True,
        context={"active_test": False},
    )
    grc_reader_department_ids = fields.Many2many(
        "grc.department",
        "grc_department_reader_rel",
        "user_id",
        "department_id",
        string="Reads Requests of",
        readonly=True,
        context={"active_test": False},
    )
    grc_confidential_type_ids = fields.Many2many(
        "grc.request.type",
        compute="_compute_grc_confidential_type_ids",
        string="Confidential Types",
        context={"active_test": False},
    )

    def _compute_grc_confidential_type_ids(self):
        types = self.env["grc.request.type"].sudo().with_context(active_test=False)
        self.grc_confidential_type_ids = types.search([("is_confidential", "=", True)])
