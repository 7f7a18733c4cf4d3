from odoo import api, fields, models
from odoo.exceptions import UserError

# Where a lead came from, by Odoo's medium; what is not listed was told to somebody.
CHANNEL_BY_MEDIUM = {
    "utm.utm_medium_email": "email",
    "utm.utm_medium_phone": "phone",
    "utm.utm_medium_website": "portal",
    "utm.utm_medium_facebook": "social",
    "utm.utm_medium_twitter": "social",
    "utm.utm_medium_linkedin": "social",
}


class CrmLead(models.Model):
    """A lead that was really a citizen's request."""

    _inherit = "crm.lead"

    grc_request_ids = fields.One2many("grc.request", "crm_lead_id", string="Requests")
    grc_request_count = fields.Integer(compute="_compute_grc_request_count")

    @api.depends_context("uid")
    @api.depends("grc_request_ids")
    def _compute_grc_request_count(self):
        counts = {}
        if self.env["grc.request"].has_access("read"):
            counts = dict(
                self.env["grc.request"]._read_group(
                    [("crm_lead_id", "in", self.ids)], ["crm_lead_id"], ["__count"]
                )
            )
        for lead in self:
            lead.grc_request_count = counts.get(lead._origin, 0)

    def action_convert_to_request(self):
        """Make a request of a lead: its messages, files and activities follow, and it is archived.

        The delay counts from the day the lead arrived.

        :raises AccessError: to those who may not write the lead or create requests
        :raises UserError: when the lead is a request already
        """
        self.ensure_one()
        self.check_access("write")
        if self.sudo().grc_request_ids:
            raise UserError(self.env._("This lead is a request already."))
        request = self.env["grc.request"].create(self._prepare_grc_request_values())
        self._grc_move_history(request)
        request.message_post(
            body=self.env._("Converted from the lead %(lead)s.", lead=self._get_html_link())
        )
        self.partner_id._grc_mark_citizens()
        self.action_archive()
        return request._get_records_action()

    def action_view_grc_requests(self):
        self.ensure_one()
        return self.grc_request_ids._get_records_action()

    def _prepare_grc_request_values(self):
        """Hook: values of the request that a lead becomes."""
        return {
            "name": self.name,
            "description": self.description,
            "partner_id": self.partner_id.id,
            "contact_name": self.contact_name or self.partner_name or self.partner_id.name,
            "email_from": self.email_from,
            "phone": self.phone,
            "channel_id": self._grc_channel().id,
            "company_id": (self.company_id or self.env.company).id,
            "date_received": self.create_date,
            "crm_lead_id": self.id,
        }

    def _grc_channel(self):
        medium = self.medium_id.get_external_id().get(self.medium_id.id)
        return self.env["grc.channel"]._by_code(CHANNEL_BY_MEDIUM.get(medium, "counter"))

    def _grc_move_history(self, request):
        """Move messages, files and planned activities of the lead to the request.

        The user may write the lead and has just created the request; each message and file has
        rules of its own, which would leave some behind.
        """
        origin = [("model", "=", self._name), ("res_id", "=", self.id)]
        target = {"model": request._name, "res_id": request.id}
        self.env["mail.message"].sudo().search(origin).write(target)
        self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        ).write({"res_model": request._name, "res_id": request.id})
        self.sudo().activity_ids.write(
            {
                "res_model_id": self.env["ir.model"]._get_id(request._name),
                "res_id": request.id,
            }
        )
        request.invalidate_recordset(["activity_ids", "message_ids"])


class GrcRequest(models.Model):
    """A request that is really a matter for CRM: a sponsor, a hired hall…"""

    _inherit = "grc.request"

    crm_lead_id = fields.Many2one(
        "crm.lead", string="Lead", index="btree_not_null", copy=False, ondelete="set null"
    )

    def action_create_lead(self):
        """Open a lead about the matter of this request, which goes on.

        :raises AccessError: to those who may not create leads
        :raises UserError: when there is a lead already, or the request is confidential
        """
        self.ensure_one()
        self.check_access("write")
        self.env["crm.lead"].check_access("create")
        if self.sudo().crm_lead_id:
            raise UserError(self.env._("This request has a lead already."))
        if self.type_id.is_confidential:
            raise UserError(
                self.env._(
                    "This request is confidential: what it says stays in its department and "
                    "cannot be copied to a lead."
                )
            )
        self.crm_lead_id = self.env["crm.lead"].create(self._prepare_crm_lead_values())
        self.message_post(
            body=self.env._("Lead created: %(lead)s.", lead=self.crm_lead_id._get_html_link())
        )
        return self.action_view_crm_lead()

    def action_view_crm_lead(self):
        self.ensure_one()
        return self.crm_lead_id._get_records_action()

    def _prepare_crm_lead_values(self):
        """Hook: values of the lead made of this request."""
        return {
            "name": self.name,
            "description": self.description,
            "partner_id": self.partner_id.id,
            "contact_name": self.contact_name,
            "email_from": self.email_from,
            "phone": self.phone,
            "company_id": self.company_id.id,
            "referred": self.number,
        }
