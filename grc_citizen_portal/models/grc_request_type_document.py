from odoo import fields, models

#: What may be sent, as `check_upload` names it.
KINDS = {
    "paper": ("pdf", "photo"),
    "pdf": ("pdf",),
    "photo": ("photo",),
    "any": ("pdf", "photo", "text", "sheet"),
}


class GrcRequestTypeDocument(models.Model):
    """A document that the citizen attaches: a field of its own on the form."""

    _name = "grc.request.type.document"
    _description = "Asked Document"
    _order = "sequence, id"

    type_id = fields.Many2one("grc.request.type", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Document", required=True, translate=True)
    help = fields.Char(
        translate=True, help="Shown under its name, for instance “Less than three months old”."
    )
    required = fields.Boolean(
        default=True, help="The request cannot be sent on the public form without it."
    )
    kinds = fields.Selection(
        [
            ("paper", "PDF or photo"),
            ("pdf", "PDF only"),
            ("photo", "Photo only"),
            ("any", "PDF, photo, Word, Excel or LibreOffice"),
        ],
        string="Kind of File",
        required=True,
        default="paper",
    )

    def _get_kinds(self):
        """Return what may be sent for this document, as ``check_upload`` takes it; hook.

        :rtype: tuple[str]
        """
        self.ensure_one()
        return KINDS[self.kinds]


class GrcRequestType(models.Model):
    _inherit = "grc.request.type"

    document_ids = fields.One2many(
        "grc.request.type.document", "type_id", string="Documents", copy=True
    )

    def _get_public_needs(self):
        needs = super()._get_public_needs()
        if not self.document_ids:
            return needs
        names = ", ".join(self.document_ids.filtered("required").mapped("name"))
        text = names or self.env._("Documents, if you have them")
        needs = [need for need in needs if need["name"] != "documents"]
        return [*needs, {"name": "documents", "icon": "fa-file-text-o", "text": text}]
