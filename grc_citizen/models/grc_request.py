from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.phone import _grc_phone_e164

#: The line of the history that says so is written together with the mails; nobody follows a new
#: request, and nothing has changed in it yet.
CREATION_CONTEXT = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


class GrcRequest(models.Model):
    """A citizen's request: one record whatever the channel.

    The life of a request: :meth:`create` → :meth:`_route` → :meth:`_schedule_deadline` →
    :meth:`_acknowledge` and :meth:`_notify_department`, then the actions of
    ``grc_request_workflow.py``.
    """

    _name = "grc.request"
    _description = "Citizen Request"
    _inherit = [
        "mail.thread.cc",
        "mail.thread.blacklist",
        "mail.activity.mixin",
        "mail.tracking.duration.mixin",
        "portal.mixin",
        "rating.mixin",
    ]
    _order = "id desc"
    _primary_email = "email_from"
    _track_duration_field = "stage_id"
    _mail_post_access = "read"
    _rec_names_search = ["reference", "name"]
    _check_company_auto = True

    name = fields.Char(string="Subject", required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    description = fields.Html()
    type_id = fields.Many2one("grc.request.type", index=True, tracking=True, ondelete="restrict")
    kind = fields.Selection(related="type_id.kind", store=True)
    questions = fields.Properties(definition="type_id.question_definition", copy=True)
    place = fields.Char(
        string="Where", tracking=True, help="The place, in the words of whoever asks."
    )
    channel_id = fields.Many2one(
        "grc.channel",
        ondelete="restrict",
        default=lambda self: self.env["grc.channel"]._by_code("counter"),
    )
    channel_icon = fields.Char(related="channel_id.icon", string="Channel Icon")
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Urgent")], default="0", tracking=True
    )
    tag_ids = fields.Many2many("grc.request.tag", string="Tags", tracking=True)
    color = fields.Integer()

    partner_id = fields.Many2one("res.partner", string="Citizen", index=True, tracking=True)
    contact_name = fields.Char(tracking=True)
    email_from = fields.Char(string="E-mail", tracking=True)
    phone = fields.Char(tracking=True)
    phone_sanitized = fields.Char(
        compute="_compute_phone_sanitized",
        store=True,
        index="btree_not_null",
        help="The telephone in E.164 form; empty when what was given is not a number.",
    )

    department_id = fields.Many2one(
        "grc.department", tracking=True, ondelete="restrict", check_company=True
    )
    user_id = fields.Many2one(
        "res.users", string="Agent", tracking=True, domain="[('share', '=', False)]"
    )
    stage_id = fields.Many2one(
        "grc.request.stage",
        required=True,
        tracking=True,
        ondelete="restrict",
        copy=False,
        index=True,
        default=lambda self: self.env["grc.request.stage"]._for_state("new"),
        group_expand="_read_group_stage_ids",
    )
    state = fields.Selection(related="stage_id.state", store=True)

    date_received = fields.Datetime(
        string="Received",
        required=True,
        default=fields.Datetime.now,
        copy=False,
        tracking=True,
        help="What the law counts from: the arrival of a letter, not its typing.",
    )
    date_acknowledged = fields.Datetime(string="Acknowledged", readonly=True, copy=False)
    date_first_answer = fields.Datetime(string="First Answer", readonly=True, copy=False)
    date_closed = fields.Datetime(string="Closed", readonly=True, copy=False)
    reopen_count = fields.Integer(string="Times Reopened", readonly=True, copy=False)
    refusal_reason_id = fields.Many2one(
        "grc.refusal.reason", tracking=True, copy=False, ondelete="restrict"
    )

    parent_id = fields.Many2one(
        "grc.request", string="Part of", index="btree_not_null", copy=False, ondelete="restrict"
    )
    child_ids = fields.One2many("grc.request", "parent_id", string="Parts")
    duplicate_of_id = fields.Many2one(
        "grc.request", index="btree_not_null", copy=False, ondelete="restrict", tracking=True
    )
    duplicate_ids = fields.One2many("grc.request", "duplicate_of_id", string="Duplicates")
    answer_ids = fields.One2many("grc.request.answer", "request_id", string="Answers")
    partner_open_request_ids = fields.Many2many(
        "grc.request",
        string="Other Open Requests",
        compute="_compute_partner_open_request_ids",
    )

    _open_department_deadline_idx = models.Index(
        "(department_id, date_deadline) WHERE date_closed IS NULL"
    )
    _open_user_deadline_idx = models.Index("(user_id, date_deadline) WHERE date_closed IS NULL")
    # All that counting the late ones under the record rules reads: no look at the table.
    _open_deadline_idx = models.Index(
        "(date_deadline, id) INCLUDE (department_id, user_id, type_id, company_id, active,"
        " waiting_since, create_uid, origin) WHERE date_closed IS NULL"
    )
    _unacknowledged_idx = models.Index(
        "(id) WHERE date_acknowledged IS NULL AND date_closed IS NULL"
    )
    _email_normalized_idx = models.Index(
        "(email_normalized, create_date) WHERE email_normalized IS NOT NULL"
    )
    _department_received_idx = models.Index("(department_id, date_received)")

    @api.depends("phone", "partner_id.country_id")
    def _compute_phone_sanitized(self):
        for request in self:
            countries = request.partner_id.country_id | request.company_id.country_id
            request.phone_sanitized = _grc_phone_e164(request.phone, countries)

    @api.depends("partner_id")
    def _compute_partner_open_request_ids(self):
        groups = self._read_group(
            [("partner_id", "in", self.partner_id.ids), ("date_closed", "=", False)],
            ["partner_id"],
            ["id:recordset"],
        )
        by_partner = dict(groups)
        for request in self:
            others = by_partner.get(request.partner_id, self.browse())
            request.partner_open_request_ids = others - request._origin

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for request in self:
            request.access_url = f"/my/requests/{request.id}"
        return result

    @api.depends("number", "name")
    def _compute_display_name(self):
        for request in self:
            request.display_name = " ".join(filter(None, (request.number, request.name)))

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        return stages.search([("active", "=", True)])

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.contact_name = self.partner_id.name or self.contact_name
        self.email_from = self.partner_id.email or self.email_from
        self.phone = self.partner_id.phone or self.phone

    @api.constrains("parent_id", "duplicate_of_id")
    def _check_no_loop(self):
        if self._has_cycle("parent_id") or self._has_cycle("duplicate_of_id"):
            raise ValidationError(
                self.env._("A request cannot be a part or a duplicate of itself.")
            )

    @api.constrains("date_received")
    def _check_date_received(self):
        tomorrow = fields.Datetime.add(fields.Datetime.now(), days=1)
        for request in self:
            if request.date_received > tomorrow:
                raise ValidationError(
                    self.env._(
                        "Request “%(subject)s” cannot have been received in the future "
                        "(%(date)s). Enter the day it arrived.",
                        subject=request.name,
                        date=fields.Date.to_string(request.date_received),
                    )
                )
            if request.date_received.year < 1970:
                raise ValidationError(
                    self.env._(
                        "%(date)s cannot be the day a request was received.",
                        date=fields.Date.to_string(request.date_received),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        self._fill_citizens(vals_list)
        self._fill_references(vals_list)
        requests = super(GrcRequest, self.with_context(**CREATION_CONTEXT)).create(vals_list)
        requests = requests.with_env(self.env)
        # Nobody has rated a new request: reckoning that costs a query for nothing.
        self.env.remove_to_compute(self._fields["rating_last_value"], requests)
        requests._fill_state_dates()
        # What follows is the city's doing, whoever recorded the request.
        silent = requests.sudo().with_context(tracking_disable=True, grc_creating=True)
        silent._route()
        silent._schedule_deadline()
        with self._batch_mails(requests._prepare_creation_logs()):
            if not self.env.context.get("grc_no_acknowledge"):
                silent._acknowledge()
            if not self.env.context.get("grc_no_notify"):
                silent._notify_department()
        return requests

    def _fill_state_dates(self):
        """Date the requests that are created closed or waiting, as an import may."""
        now = fields.Datetime.now()
        for request in self.filtered(lambda one: one.state != "new").sudo():
            if request.state in ("done", "refused") and not request.date_closed:
                request.date_closed = now
            elif request.stage_id._stops_clock() and not request.waiting_since:
                request.waiting_since = now

    @api.model
    def _fill_citizens(self, vals_list):
        """Give each new request its citizen, found again or created, in a fixed number of queries.

        :param list[dict] vals_list: values of :meth:`create`, completed in place
        """
        unknown = [
            vals
            for vals in vals_list
            if not vals.get("partner_id") and (vals.get("email_from") or vals.get("phone"))
        ]
        if unknown:
            Partner = self.env["res.partner"].sudo()
            partners = Partner._grc_match_citizens(unknown)
            missing = [vals for vals, partner in zip(unknown, partners, strict=True) if not partner]
            created = iter(Partner._grc_create_citizens(missing) if missing else ())
            Partner.concat(*partners)._grc_mark_citizens()
            for vals, partner in zip(unknown, partners, strict=True):
                vals["partner_id"] = (partner or next(created)).id
        known = [vals for vals in vals_list if vals.get("partner_id")]
        for vals, partner in zip(known, self._browse_partners(known), strict=True):
            vals.setdefault("contact_name", partner.name)
            vals.setdefault("email_from", partner.email)
            vals.setdefault("phone", partner.phone)

    @api.model
    def _browse_partners(self, vals_list):
        """Return the citizens of new requests, to be read together with who else is needed."""
        ids = [vals["partner_id"] for vals in vals_list]
        others = self.env.user.partner_id | self.env.company.partner_id
        return self.env["res.partner"].sudo().browse(ids).with_prefetch(ids + others.ids)

    def _message_auto_subscribe_followers(self, updated_values, default_subtype_ids):
        followers = super()._message_auto_subscribe_followers(updated_values, default_subtype_ids)
        return [(partner_id, subtypes, False) for partner_id, subtypes, _template in followers]

    def _creation_message(self):
        return self.env._("Request recorded")

    def mail_allowed_qweb_expressions(self):
        return (
            *super().mail_allowed_qweb_expressions(),
            *(
                f"object.{name}"
                for name in (
                    "number",
                    "tracking_code_display",
                    "public_greeting",
                    "public_department",
                    "public_date_received",
                    "public_deadline",
                    "public_state",
                    "public_legal_notice",
                    "public_planned",
                    "public_refusal",
                    "type_id.name",
                    "company_id.name",
                )
            ),
        )
