from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

REQUEST = "grc.request"


class RatingRating(models.Model):
    """Ratings of requests: read by whoever reads the request, given by citizens only, of nobody."""

    _inherit = "rating.rating"

    grc_reason_ids = fields.Many2many("grc.satisfaction.reason", string="Reasons")
    grc_department_id = fields.Many2one(
        "grc.department", string="Department", compute="_compute_grc_request", store=True
    )
    grc_type_id = fields.Many2one(
        "grc.request.type", string="Type", compute="_compute_grc_request", store=True
    )

    @api.depends("res_model", "res_id")
    def _compute_grc_request(self):
        """Keep who dealt with the request when it was rated."""
        rated = self.filtered(lambda rating: rating.res_model == REQUEST)
        requests = self.env[REQUEST].sudo().browse(rated.mapped("res_id")).exists()
        by_id = {request.id: request for request in requests}
        for rating in self:
            request = by_id.get(rating.res_id) if rating in rated else None
            rating.grc_department_id = request and request.department_id
            rating.grc_type_id = request and request.type_id

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._forget_agents()
        # Odoo finds the last value by this column, and does not wait for it to be written.
        ratings.flush_recordset(["res_model"])
        return ratings

    def write(self, vals):
        result = super().write(vals)
        if vals.get("rated_partner_id"):
            self._forget_agents()
        return result

    def _forget_agents(self):
        """Rate no agent, whoever made the rating: a department is rated."""
        self.filtered(
            lambda rating: rating.res_model == REQUEST and rating.rated_partner_id
        ).rated_partner_id = False

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            requests = self.env[REQUEST].with_context(active_test=False)._search([])
            domain = Domain(domain) & (
                Domain("res_model", "!=", REQUEST) | Domain("res_id", "in", requests)
            )
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        forbidden = self._filter_forbidden(operation)
        if not forbidden:
            return result
        if result:
            return result[0] | forbidden, result[1]
        return forbidden, lambda: AccessError(
            self.env._("What citizens think of a request is read with it, and written by them.")
        )

    def _filter_forbidden(self, operation):
        rated = self.filtered(lambda rating: rating.sudo().res_model == REQUEST)
        if operation in ("create", "write"):
            return rated
        ids = rated.sudo().mapped("res_id")
        readable = self.env[REQUEST].browse(ids).exists()._filtered_access("read")
        return rated.filtered(lambda rating: rating.sudo().res_id not in readable._ids)
