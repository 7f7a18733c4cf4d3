from odoo import api, fields, models
from odoo.exceptions import UserError


class GrcContact(models.Model):
    """A question answered on the spot: counted with its type and channel, without a request.

    Rows are added and, on the same day, taken back by who added them; managers correct them.
    """

    _name = "grc.contact"
    _description = "Answered on the Spot"
    _inherit = ["grc.guarded.mixin"]
    _order = "id desc"
    _rec_name = "type_id"

    type_id = fields.Many2one("grc.request.type", required=True, index=True, ondelete="restrict")
    channel_id = fields.Many2one(
        "grc.channel",
        required=True,
        ondelete="restrict",
        default=lambda self: self._get_usual_channel(),
    )
    note = fields.Text(help="Only what is useful to the service: no need to name anybody.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Citizen",
        index="btree_not_null",
        ondelete="set null",
        domain="[('is_citizen', '=', True)]",
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        string="Answered by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    department_id = fields.Many2one(
        "grc.department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        ondelete="restrict",
        help="The one in charge of the type.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )

    _user_idx = models.Index("(user_id, id)")
    _department_idx = models.Index("(department_id, id)")

    @api.depends("type_id")
    def _compute_department_id(self):
        for contact in self:
            contact.department_id = (
                contact.type_id.sudo().department_id or contact.company_id.sudo().grc_department_id
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_same_day(self):
        if self.env.su or self.env.user.has_group("grc_citizen.group_manager"):
            return
        today = fields.Date.context_today(self)
        for contact in self:
            if fields.Datetime.context_timestamp(contact, contact.date).date() != today:
                raise UserError(
                    self.env._(
                        "What was counted on an earlier day stays counted. Ask a manager to "
                        "correct it."
                    )
                )

    @api.model
    def record(self, type_id, channel_id, note=False, partner_id=False):
        """Count a question that was answered on the spot.

        :param int type_id: what it was about, a ``grc.request.type``
        :param int channel_id: how it was asked, a ``grc.channel``
        :param str note: optional
        :param int partner_id: the citizen, when known
        :return: the id, which ``unlink`` takes back on the same day
        :rtype: int
        :raises UserError: when the type or the channel does not exist any more
        """
        request_type = self.env["grc.request.type"].browse(type_id).exists()
        channel = self.env["grc.channel"].browse(channel_id).exists()
        if not request_type.active or not channel.active:
            raise UserError(
                self.env._("Choose a type and a channel that are in use, then count it again.")
            )
        self.env["res.partner"].browse(partner_id or ()).check_access("read")
        values = {
            "type_id": request_type.id,
            "channel_id": channel.id,
            "note": note or False,
            "partner_id": partner_id,
        }
        return self.create(values).id

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"date", "user_id", "department_id", "company_id"}

    @api.model
    def _get_usual_channel(self):
        """Return the channel of the user's latest answer on the spot, the telephone at first."""
        latest = self.sudo().search([("user_id", "=", self.env.uid)], limit=1)
        return latest.channel_id or self.env["grc.channel"]._by_code("phone")
