from odoo import api, fields, models
from odoo.exceptions import ValidationError

DEADLINE_UNITS = [
    ("working_hours", "Working hours"),
    ("working_days", "Working days"),
    ("calendar_days", "Calendar days"),
    ("months", "Months"),
]


class GrcRequestType(models.Model):
    """What can be asked of the city: an entry of its catalogue."""

    _name = "grc.request.type"
    _description = "Request Type"
    _inherit = ["grc.tree.mixin", "mail.thread"]
    _parent_name = "parent_id"
    _parent_store = True
    _order = "sequence, name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", recursive=True, search="_search_complete_name"
    )
    code = fields.Char(required=True, copy=False, help="Used in links: /citizen/new/<code>.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    description = fields.Html(translate=True)
    parent_id = fields.Many2one("grc.request.type", string="Theme", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("grc.request.type", "parent_id", string="Types")
    kind = fields.Selection(
        [
            ("report", "Report"),
            ("procedure", "Procedure"),
            ("information", "Information"),
            ("complaint", "Complaint"),
            ("idea", "Idea"),
        ],
        required=True,
        default="report",
    )
    company_id = fields.Many2one("res.company", help="Empty: for every company.")

    department_id = fields.Many2one("grc.department", tracking=True)
    user_id = fields.Many2one(
        "res.users", string="Agent", domain="[('share', '=', False)]", tracking=True
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Urgent")], default="0", required=True
    )
    deadline_value = fields.Integer(
        string="To Be Answered Within",
        tracking=True,
        aggregator=None,
        help="Zero: no deadline.",
    )
    deadline_unit = fields.Selection(
        DEADLINE_UNITS, default="working_days", required=True, tracking=True
    )

    requires_location = fields.Boolean()
    requires_photo = fields.Boolean()
    allows_anonymous = fields.Boolean(string="May Be Anonymous")
    is_public = fields.Boolean(string="Shown on Public Pages")
    is_confidential = fields.Boolean(
        string="Confidential", help="Only the staff of the department in charge sees these."
    )
    question_definition = fields.PropertiesDefinition("Questions")
    warning = fields.Html(
        translate=True,
        help="Shown before anything is typed, for instance “Gas smell: call 18”.",
    )
    required_documents = fields.Html(translate=True)
    channel_ids = fields.Many2many("grc.channel", string="Channels", help="Empty: every channel.")

    silence_means = fields.Selection(
        [
            ("none", "Nothing: no implicit decision"),
            ("acceptance", "Acceptance"),
            ("refusal", "Refusal"),
        ],
        default="none",
        required=True,
        help="CRPA L231-1 to L231-4. Reports and complaints: refusal.",
    )
    silence_months = fields.Integer(
        string="Implicit Decision After (months)",
        default=2,
        aggregator=None,
        help="CRPA L231-1: two months.",
    )
    appeal_text = fields.Html(
        string="Remedies and Time Limits",
        translate=True,
        help="Printed on the acknowledgement when silence means refusal (CRPA R112-11-1).",
    )
    retention_months = fields.Integer(
        string="Kept After Closing (months)",
        default=24,
        aggregator=None,
        help="Then the request is made anonymous. Zero: kept for ever.",
    )
    acknowledgement_template_id = fields.Many2one(
        "mail.template",
        domain="[('model', '=', 'grc.request')]",
        help="Empty: the city's usual acknowledgement.",
    )

    _code_unique = models.Constraint("UNIQUE(code)", "Another type already has this code.")
    _deadline_positive = models.Constraint(
        "CHECK(deadline_value >= 0)", "The delay cannot be negative."
    )
    _silence_positive = models.Constraint(
        "CHECK(silence_months >= 0)",
        "The number of months before an implicit decision cannot be negative.",
    )
    _retention_positive = models.Constraint(
        "CHECK(retention_months >= 0)", "The time kept after closing cannot be negative."
    )

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for request_type in self:
            parent = request_type.parent_id.complete_name
            request_type.complete_name = (
                f"{parent} / {request_type.name}" if parent else request_type.name
            )

    def _search_complete_name(self, operator, value):
        if operator not in ("=", "ilike", "in", "like", "=ilike", "=like"):
            return NotImplemented
        return ["|", ("name", operator, value), ("parent_id.name", operator, value)]

    @api.constrains("user_id", "department_id")
    def _check_user_id(self):
        for request_type in self:
            department = request_type.department_id
            if (
                request_type.user_id
                and department
                and request_type.user_id not in department.reader_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(agent)s does not work for %(department)s and could not see these "
                        "requests. Add them to the department first.",
                        agent=request_type.user_id.name,
                        department=department.complete_name,
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for request_type, vals in zip(self, vals_list, strict=True):
            vals.setdefault("code", self.env._("%(code)s-copy", code=request_type.code))
            vals.setdefault("name", self.env._("%(name)s (copy)", name=request_type.name))
        return vals_list
