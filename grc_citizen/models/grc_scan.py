from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_datetime

from ..tools.mail_received import CLOCK_TOLERANCE

#: Channels that letters come by, by their codes.
CHANNELS = ("post", "fax")
#: What users fill in; the server alone writes the rest.
TYPED_FIELDS = {
    "channel_id",
    "date_arrival",
    "department_id",
    "type_id",
    "questions",
    "subject",
    "description",
    "partner_id",
    "contact_name",
    "email_from",
    "phone",
    "street",
    "zip",
    "city",
}


class GrcScan(models.Model):
    """A scanned letter or a fax, to be recorded as a request.

    It is one file, dropped by somebody or mailed by the scanner. Its date of arrival becomes the
    day that the request was received: what the law counts from.
    """

    _name = "grc.scan"
    _description = "Letter to Record"
    _order = "id"

    name = fields.Char(string="File", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("draft", "To record"), ("recorded", "Recorded"), ("discarded", "Discarded")],
        required=True,
        readonly=True,
        default="draft",
    )
    source = fields.Selection(
        [("upload", "Dropped"), ("mail", "Mailed by the scanner")],
        required=True,
        readonly=True,
        default="upload",
    )
    attachment_id = fields.Many2one(
        "ir.attachment", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    mimetype = fields.Char(related="attachment_id.mimetype")
    page_count = fields.Integer(string="Pages", readonly=True)
    content_digest = fields.Char(readonly=True)
    problem = fields.Selection(
        [
            ("empty", "The file is empty"),
            ("kind", "The file is neither a PDF nor an image"),
            ("password", "The PDF is protected by a password"),
            ("broken", "The file is damaged"),
        ],
        readonly=True,
    )

    channel_id = fields.Many2one(
        "grc.channel",
        required=True,
        domain=[("code", "in", CHANNELS)],
        ondelete="restrict",
        default=lambda self: self.env["grc.channel"]._by_code("post"),
    )
    date_arrival = fields.Datetime(
        string="Arrived",
        required=True,
        default=fields.Datetime.now,
        help="When the letter reached the town hall: the delay of the answer counts from then.",
    )
    department_id = fields.Many2one(
        "grc.department",
        string="For",
        index="btree_not_null",
        ondelete="set null",
        help="Its staff see this letter and may record it. The type decides which department "
        "answers; this one does when the type has none.",
    )
    type_id = fields.Many2one("grc.request.type", index="btree_not_null", ondelete="set null")
    questions = fields.Properties(definition="type_id.question_definition", copy=True)
    subject = fields.Char()
    description = fields.Text()
    partner_id = fields.Many2one(
        "res.partner", string="Citizen", index="btree_not_null", ondelete="set null"
    )
    contact_name = fields.Char(string="Name")
    email_from = fields.Char(string="E-mail")
    phone = fields.Char()
    street = fields.Char()
    zip = fields.Char(string="Postcode")
    city = fields.Char()
    has_questions = fields.Boolean(compute="_compute_has_questions")

    request_id = fields.Many2one(
        "grc.request", readonly=True, index="btree_not_null", ondelete="set null"
    )
    recorded_by_id = fields.Many2one("res.users", string="Recorded by", readonly=True)
    date_recorded = fields.Datetime(string="Recorded on", readonly=True)
    discard_reason = fields.Char(readonly=True)
    discarded_by_id = fields.Many2one("res.users", string="Discarded by", readonly=True)
    date_discarded = fields.Datetime(string="Discarded on", readonly=True)

    _digest_unique = models.UniqueIndex(
        "(company_id, content_digest) WHERE state <> 'discarded'",
        "The same file is already among the letters.",
    )
    _draft_idx = models.Index("(id) WHERE state = 'draft'")
    _discarded_idx = models.Index(
        "(date_discarded) WHERE state = 'discarded' AND attachment_id IS NOT NULL"
    )

    @api.depends("type_id.question_definition")
    def _compute_has_questions(self):
        for scan in self:
            scan.has_questions = bool(scan.type_id.question_definition)

    @api.depends("subject", "name", "type_id", "request_id")
    def _compute_display_name(self):
        for scan in self:
            scan.display_name = scan.subject or scan.name

    @api.constrains("date_arrival")
    def _check_date_arrival(self):
        latest = fields.Datetime.now() + CLOCK_TOLERANCE
        for scan in self:
            if scan.date_arrival > latest:
                raise ValidationError(
                    self.env._(
                        "“%(letter)s” cannot have arrived in the future (%(date)s). Enter the day "
                        "stamped on it.",
                        letter=scan.display_name,
                        date=format_datetime(self.env, scan.date_arrival, dt_format="short"),
                    )
                )
            if scan.date_arrival.year < 1970:
                raise ValidationError(
                    self.env._(
                        "%(date)s cannot be the day a letter arrived.",
                        date=fields.Date.to_string(scan.date_arrival),
                    )
                )

    @api.constrains("channel_id")
    def _check_channel(self):
        for scan in self:
            if scan.channel_id.code not in CHANNELS:
                raise ValidationError(self.env._("A letter comes by post or by fax."))

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.partner_id:
            self.contact_name = self.partner_id.name
            self.email_from = self.partner_id.email
            self.phone = self.partner_id.phone
            self.street = self.partner_id.street
            self.zip = self.partner_id.zip
            self.city = self.partner_id.city

    def write(self, vals):
        """Change what was typed in a draft.

        :raises AccessError: for what the server alone writes
        :raises UserError: when it is no longer a draft
        """
        if not self.env.su:
            if vals.keys() - self._get_typed_fields():
                raise AccessError(self.env._("The server alone notes what becomes of a letter."))
            self._check_draft()
        return super().write(vals)

    @api.model
    def _get_typed_fields(self):
        """Hook: names of the fields that users fill in."""
        return TYPED_FIELDS
