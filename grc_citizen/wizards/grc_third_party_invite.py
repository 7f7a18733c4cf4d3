from odoo import api, fields, models


class GrcThirdPartyInvite(models.TransientModel):
    """Ask somebody outside the town hall to intervene, by a link that shows what is chosen here."""

    _name = "grc.third.party.invite"
    _description = "Ask a Third Party"

    request_id = fields.Many2one("grc.request", required=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Third Party",
        required=True,
        domain="[('is_citizen', '=', False), ('user_ids', '=', False)]",
    )
    email = fields.Char(
        string="E-mail",
        compute="_compute_email",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    subject = fields.Char(
        compute="_compute_subject", store=True, readonly=False, required=True, precompute=True
    )
    instructions = fields.Text(
        string="What to Do",
        compute="_compute_subject",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    shows_description = fields.Boolean(string="Show the Citizen's Words")
    place = fields.Char(compute="_compute_place")
    shows_place = fields.Boolean(string="Show the Place", default=True)
    available_attachment_ids = fields.Many2many(
        "ir.attachment", compute="_compute_available_attachment_ids"
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Files Shown",
        domain="[('id', 'in', available_attachment_ids)]",
    )
    can_finish = fields.Boolean(string="May Say Done", default=True)
    last_day = fields.Date(
        string="Works Until",
        compute="_compute_last_day",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    waits = fields.Boolean(
        string="Wait for Them",
        default=True,
        help="The request goes to “waiting for a third party”, who is reminded.",
    )
    third_party_sees_citizen = fields.Boolean(related="request_id.type_id.third_party_sees_citizen")

    @api.depends("partner_id")
    def _compute_email(self):
        for invite in self:
            invite.email = invite.partner_id.email

    @api.depends("request_id")
    def _compute_subject(self):
        for invite in self:
            invite.subject = invite.request_id.name
            invite.instructions = invite.request_id.part_instructions

    @api.depends("request_id")
    def _compute_place(self):
        for invite in self:
            invite.place = invite.request_id._get_third_party_place()

    @api.depends("request_id")
    def _compute_available_attachment_ids(self):
        for invite in self:
            invite.available_attachment_ids = self.env["ir.attachment"].search(
                [("res_model", "=", "grc.request"), ("res_id", "=", invite.request_id.id)]
            )

    @api.depends("request_id")
    def _compute_last_day(self):
        Link = self.env["grc.third.party.link"]
        for invite in self:
            invite.last_day = Link._get_last_day(invite.request_id.company_id)

    def action_confirm(self):
        """Send the link."""
        self.ensure_one()
        self.request_id._invite_third_party(self._prepare_link_values())
        if self.waits:
            self.request_id.action_wait_for_third_party()
        return {"type": "ir.actions.act_window_close"}

    def _prepare_link_values(self):
        Link = self.env["grc.third.party.link"].sudo()
        return {
            "partner_id": self.partner_id.id,
            "email": self.email,
            "subject": self.subject,
            "instructions": self.instructions,
            "shows_description": self.shows_description,
            "shows_place": self.shows_place,
            "attachment_ids": [fields.Command.set(self.attachment_ids.ids)],
            "can_finish": self.can_finish,
            "date_expiry": Link._get_expiry(self.request_id.company_id, self.last_day),
        }
