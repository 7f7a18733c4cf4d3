from collections import defaultdict

from odoo import api, fields, models


class ResPartner(models.Model):
    """Everything that a citizen asked, and the people they stand for."""

    _inherit = "res.partner"

    grc_request_ids = fields.One2many("grc.request", "partner_id", string="Requests")
    grc_request_count = fields.Integer(string="Request Count", compute="_compute_grc_request_count")
    grc_open_request_count = fields.Integer(
        string="Open Requests", compute="_compute_grc_request_count"
    )
    grc_open_request_ids = fields.Many2many(
        "grc.request",
        string="Requests in Progress",
        compute="_compute_grc_open_request_ids",
        help="Requests not closed yet of this citizen, their household's members or contacts.",
    )

    @api.depends_context("uid")
    @api.depends("grc_request_ids.date_closed", "household_member_ids", "child_ids")
    def _compute_grc_request_count(self):
        self.grc_request_count = self.grc_open_request_count = 0
        if not self.env["grc.request"].has_access("read"):
            return
        owners = self._grc_request_owners()
        groups = self.env["grc.request"]._read_group(
            [("partner_id", "in", list(owners))],
            ["partner_id"],
            ["__count", "date_closed:count"],
        )
        for author, count, closed in groups:
            for partner in owners[author.id]:
                partner.grc_request_count += count
                partner.grc_open_request_count += count - closed

    @api.depends_context("uid")
    @api.depends("grc_request_ids.date_closed", "household_member_ids", "child_ids")
    def _compute_grc_open_request_ids(self):
        self.grc_open_request_ids = False
        if not self.env["grc.request"].has_access("read"):
            return
        owners = self._grc_request_owners()
        requests = self.env["grc.request"].search(
            [("partner_id", "in", list(owners)), ("date_closed", "=", False)]
        )
        for request in requests:
            for partner in owners[request.partner_id.id]:
                partner.grc_open_request_ids += request

    def action_view_grc_requests(self):
        """Open the requests counted on the button, those of members and contacts included."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Requests of %(citizen)s", citizen=self.display_name),
            "res_model": "grc.request",
            "view_mode": "list,kanban,form",
            "domain": [("partner_id", "in", list(self._grc_request_owners()))],
            "context": {"default_partner_id": self.id},
        }

    def _grc_request_owners(self):
        """Say whose requests count for whom: one's own, one's contacts', one's household members'.

        :return: dict from the id of who made a request to the partners of ``self`` it counts for
        """
        owners = defaultdict(self.browse)
        for partner in self._origin:
            owners[partner.id] |= partner
        related = self.with_context(active_test=False).search_fetch(
            ["|", ("id", "child_of", self._origin.ids), ("household_id", "in", self._origin.ids)],
            ["parent_id", "household_id"],
        )
        wanted = set(self._origin.ids)
        for partner in related.with_env(self.env):
            if partner.household_id.id in wanted:
                owners[partner.id] |= partner.household_id
            ancestor = partner.parent_id
            while ancestor:
                if ancestor.id in wanted:
                    owners[partner.id] |= ancestor
                ancestor = ancestor.parent_id
        return owners

    def _compute_application_statistics_hook(self):
        statistics = super()._compute_application_statistics_hook()
        if self.env["grc.request"].has_access("read"):
            for partner in self.filtered("grc_open_request_count"):
                statistics[partner.id].append(
                    {
                        "iconClass": "fa-bullhorn",
                        "value": partner.grc_open_request_count,
                        "label": self.env._("Open requests"),
                        "tagClass": "o_tag_color_2",
                    }
                )
        return statistics
