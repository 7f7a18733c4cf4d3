from odoo import api, fields, models
from odoo.fields import Domain

#: Whoever handles requests or what is answered; the rest of the staff only reports.
HANDLERS = "grc_citizen.group_front_desk,grc_citizen.group_agent,grc_citizen.group_validator"


class GrcRequest(models.Model):
    """Requests by the town hall's own staff: see ``grc.staff.report``.

    Who is neither agent nor at the front desk reads their own reports and how they progress, not
    what the department writes about them.
    """

    _inherit = "grc.request"

    origin = fields.Selection(
        [("citizen", "Citizen"), ("staff", "Staff")],
        compute="_compute_origin",
        store=True,
        precompute=True,
        readonly=False,
        help="Who noticed: a citizen, or a member of the town hall's staff.",
    )

    staff_attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", compute="_compute_staff_attachment_ids"
    )

    _staff_idx = models.Index("(create_uid, id) WHERE origin = 'staff'")

    def _compute_origin(self):
        """Say who asks, once, of requests whose origin is not given at creation."""
        self.origin = "citizen"

    def _compute_staff_attachment_ids(self):
        """Find what the author of a staff report added to it."""
        found = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("create_uid", "in", self.create_uid.ids),
            ]
        )
        for request in self:
            request.staff_attachment_ids = found.filtered(
                lambda one, request=request: (
                    one.res_id == request.id and one.create_uid == request.create_uid
                )
            )

    def _compute_date_silence(self):
        result = super()._compute_date_silence()
        # A colleague's report is no *demande* of the public: silence decides nothing.
        self.filtered(lambda one: one.origin == "staff").date_silence = False
        return result

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"origin"}

    def get_formview_id(self, access_uid=None):
        user = self.env["res.users"].browse(access_uid) if access_uid else self.env.user
        if user._is_internal() and not user.has_groups(HANDLERS):
            return self.env.ref("grc_citizen.grc_request_view_form_staff").id
        return super().get_formview_id(access_uid=access_uid)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation == "read" and not self.env.user.share:
            if not self.env.user.has_groups(HANDLERS):
                return dict.fromkeys(operations, "write")
        return operations


class GrcRequestType(models.Model):
    _inherit = "grc.request.type"

    is_open_to_staff = fields.Boolean(
        string="Staff May Report",
        compute="_compute_is_open_to_staff",
        store=True,
        precompute=True,
        readonly=False,
        help="Any member of the staff may report this, without being an agent. Confidential types "
        "are never in their catalogue.",
    )

    @api.depends("kind")
    def _compute_is_open_to_staff(self):
        """Open reports and ideas: procedures are for who asks something for themselves."""
        for request_type in self:
            request_type.is_open_to_staff = request_type.kind in ("report", "idea")

    @api.model
    def _get_staff_catalogue_domain(self):
        """Return the domain of what any member of the staff may report; hook."""
        return (
            Domain("is_open_to_staff", "=", True)
            & Domain("is_confidential", "=", False)
            & Domain("child_ids", "=", False)
        )

    def action_report(self):
        """Open the report of this type by a member of the staff."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "grc.staff.report",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_type_id": self.id},
        }
