from odoo import api, fields, models


class GrcRequestSplit(models.TransientModel):
    """Say what each department does of a request, and by when."""

    _name = "grc.request.split"
    _description = "Split a Request"

    request_id = fields.Many2one("grc.request", required=True)
    line_ids = fields.One2many("grc.request.split.line", "split_id", string="Parts")
    available_attachment_ids = fields.Many2many(
        "ir.attachment", compute="_compute_available_attachment_ids"
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Files for Each Part",
        compute="_compute_attachment_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', available_attachment_ids)]",
    )

    @api.depends("request_id")
    def _compute_available_attachment_ids(self):
        for split in self:
            split.available_attachment_ids = self.env["ir.attachment"].search(
                [("res_model", "=", "grc.request"), ("res_id", "=", split.request_id.id)]
            )

    @api.depends("request_id")
    def _compute_attachment_ids(self):
        for split in self:
            split.attachment_ids = split.available_attachment_ids

    def action_confirm(self):
        """Make the parts."""
        self.ensure_one()
        self.request_id._split(
            [line._prepare_part_values() for line in self.line_ids],
            self.attachment_ids & self.available_attachment_ids,
        )
        return {"type": "ir.actions.act_window_close"}


class GrcRequestSplitLine(models.TransientModel):
    """One part: who does what, and by when."""

    _name = "grc.request.split.line"
    _description = "Part of a Split"

    split_id = fields.Many2one("grc.request.split", required=True, ondelete="cascade", index=True)
    department_id = fields.Many2one("grc.department", required=True)
    type_id = fields.Many2one(
        "grc.request.type", compute="_compute_type_id", store=True, readonly=False
    )
    instructions = fields.Text()
    date_deadline = fields.Datetime(
        string="Deadline",
        compute="_compute_date_deadline",
        store=True,
        readonly=False,
        help="In the department's working time, from the day the citizen asked; may be changed.",
    )

    @api.depends("split_id.request_id")
    def _compute_type_id(self):
        for line in self:
            line.type_id = line.split_id.request_id.type_id

    @api.depends("department_id", "type_id")
    def _compute_date_deadline(self):
        for line in self:
            request = line.split_id.request_id
            department = line.department_id._origin
            line.date_deadline = department and request._reckon_part_deadline(
                department, line.type_id._origin
            )

    def _prepare_part_values(self):
        """Return the values of the part that this line describes.

        :rtype: dict
        """
        values = {
            "department_id": self.department_id.id,
            "type_id": self.type_id.id,
            "part_instructions": self.instructions,
            "date_deadline": self.date_deadline,
        }
        if self.type_id != self.split_id.request_id.type_id:
            values["questions"] = False
        return values
