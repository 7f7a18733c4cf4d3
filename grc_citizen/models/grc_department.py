from odoo import api, fields, models


class GrcDepartment(models.Model):
    """Department of the town hall; what belongs to one is read by those above it."""

    _name = "grc.department"
    _description = "Department"
    _inherit = ["grc.tree.mixin", "mail.alias.mixin", "mail.thread"]
    _parent_name = "parent_id"
    _parent_store = True
    _order = "complete_name, id"
    _rec_name = "complete_name"

    name = fields.Char(required=True, tracking=True)
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True, store=True)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    parent_id = fields.Many2one("grc.department", string="Part of", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("grc.department", "parent_id", string="Sub-departments")
    manager_id = fields.Many2one(
        "res.users", domain="[('share', '=', False)]", tracking=True, index="btree_not_null"
    )
    member_ids = fields.Many2many(
        "res.users",
        "grc_department_member_rel",
        "department_id",
        "user_id",
        string="Members",
        domain="[('share', '=', False)]",
    )
    staff_ids = fields.Many2many(
        "res.users",
        "grc_department_staff_rel",
        "department_id",
        "user_id",
        string="Staff",
        compute="_compute_staff_ids",
        store=True,
        help="Members and manager: they alone see the confidential requests.",
    )
    reader_ids = fields.Many2many(
        "res.users",
        "grc_department_reader_rel",
        "department_id",
        "user_id",
        string="Readers",
        compute="_compute_reader_ids",
        recursive=True,
        store=True,
        help="Staff of this department and of all those it is part of.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        default=lambda self: self.env.company.resource_calendar_id,
        help="Deadlines count in these hours. Without any, the company's hours are used.",
    )
    assignment = fields.Selection(
        [("manual", "By hand"), ("balanced", "To the least busy member")],
        default="manual",
        required=True,
    )
    notify_by = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("activity", "Activity")],
        default="email",
        required=True,
        string="New Requests Announced by",
    )
    email = fields.Char(help="Address given to citizens; the mail alias when empty.")
    phone = fields.Char(help="Telephone given to citizens.")
    address_id = fields.Many2one(
        "res.partner",
        string="Postal Address",
        help="Given to citizens on letters; the city's address when empty.",
    )
    open_request_count = fields.Integer(compute="_compute_open_request_count")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for department in self:
            parent = department.parent_id.complete_name
            department.complete_name = (
                f"{parent} / {department.name}" if parent else department.name
            )

    @api.depends("member_ids", "manager_id")
    def _compute_staff_ids(self):
        for department in self:
            department.staff_ids = department.member_ids | department.manager_id

    @api.depends("staff_ids", "parent_id.reader_ids")
    def _compute_reader_ids(self):
        for department in self:
            department.reader_ids = department.staff_ids | department.parent_id.reader_ids

    def _compute_open_request_count(self):
        counts = dict(
            self.env["grc.request"]._read_group(
                [("department_id", "in", self.ids), ("date_closed", "=", False)],
                ["department_id"],
                ["__count"],
            )
        )
        for department in self:
            department.open_request_count = counts.get(department, 0)

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("grc.request")
        if self.id:
            values["alias_defaults"] = {"department_id": self.id}
        return values

    def _get_calendar(self):
        """Return the calendar deadlines count in.

        :rtype: resource.calendar
        """
        return (
            self.resource_calendar_id or (self.company_id or self.env.company).resource_calendar_id
        )

    def _get_public_email(self):
        """Return the address a citizen may write to, False when there is none."""
        return self.email or self.alias_email or self.company_id.email

    def _get_notification(self):
        """Return how new requests are announced: ``email`` or ``activity``.

        Hook: an addon that sends SMS answers ``sms`` too; until then a mail goes instead.
        """
        return "email" if self.notify_by == "sms" else self.notify_by

    def _get_notified_users(self):
        """Return who hears of a new request that has no agent yet.

        :rtype: res.users
        """
        return self.manager_id or self.member_ids or self.parent_id.manager_id

    def _get_director(self):
        """Return the head of the department above, for the last level of escalation.

        :rtype: res.users
        """
        department = self.parent_id
        while department and not department.manager_id:
            department = department.parent_id
        return department.manager_id or self.manager_id

    def action_view_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "grc_citizen.grc_request_action_department"
        )
        action["domain"] = [("department_id", "child_of", self.id), ("date_closed", "=", False)]
        return action
