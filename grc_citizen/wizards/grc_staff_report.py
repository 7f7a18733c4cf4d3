from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class GrcStaffReport(models.TransientModel):
    """What any member of the staff reports, from the catalogue that is open to them."""

    _name = "grc.staff.report"
    _description = "Staff Report"

    type_id = fields.Many2one(
        "grc.request.type",
        string="What Is It About?",
        required=True,
        domain=lambda self: list(self.env["grc.request.type"]._get_staff_catalogue_domain()),
    )
    type_warning = fields.Html(related="type_id.warning")
    has_questions = fields.Boolean(compute="_compute_has_questions")
    requires_photo = fields.Boolean(related="type_id.requires_photo")
    name = fields.Char(
        string="In a Few Words",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    description = fields.Html(string="Details")
    questions = fields.Properties(definition="type_id.question_definition")
    attachment_ids = fields.Many2many("ir.attachment", string="Photos")

    @api.depends("type_id")
    def _compute_name(self):
        for report in self:
            report.name = report.type_id.name

    @api.depends("type_id")
    def _compute_has_questions(self):
        for report in self:
            report.has_questions = bool(report.type_id.question_definition)

    def action_send(self):
        """Make a request of the report, and open it as its author sees it.

        :raises UserError: when the type is not open to the staff, or wants a photo
        """
        self.ensure_one()
        request = self._create_request()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(number)s is with %(department)s: follow it in “My Reports”.",
                    number=request.number,
                    department=request.department_id.display_name
                    or request.company_id.display_name,
                ),
                "next": self.env["ir.actions.act_window"]._for_xml_id(
                    "grc_citizen.grc_request_action_staff"
                ),
            },
        }

    def _create_request(self):
        """Return the request that this report makes.

        :rtype: grc.request
        """
        catalogue = self.env["grc.request.type"]._get_staff_catalogue_domain()
        if not self.type_id.filtered_domain(catalogue).active:
            raise UserError(self.env._("This is not reported here any more: choose another type."))
        if self.requires_photo and not self.attachment_ids:
            raise UserError(self.env._("Add a photo: this cannot be judged without one."))
        self._check_attachments()
        # Nothing of the caller's context but who and where: it might hold other values.
        context = {
            name: value
            for name, value in self.env.context.items()
            if name in ("lang", "tz", "allowed_company_ids")
        }
        requests = self.env(context=context)["grc.request"].sudo()
        request = requests.create(self._prepare_request_values())
        self.attachment_ids.sudo().write({"res_model": request._name, "res_id": request.id})
        return request

    def _prepare_request_values(self):
        """Return the values of the request; hook."""
        return {
            "name": self.name,
            "description": self.description,
            "type_id": self.type_id.id,
            "questions": dict(self.questions) if self.has_questions else False,
            "channel_id": self.env["grc.channel"]._by_code("staff").id,
            "partner_id": self.env.user.partner_id.id,
            "origin": "staff",
        }

    def _check_attachments(self):
        """Refuse files that the user did not just add to this report."""
        for attachment in self.attachment_ids.sudo():
            if (
                attachment.create_uid != self.env.user
                or attachment.res_model != self._name
                or attachment.res_id
            ):
                raise AccessError(self.env._("Only add files of your own to a report."))
