from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.upload import RefusedUpload, check_upload
from .grc_request_type_document import KINDS

FILES_A_POST = 10


class GrcRequest(models.Model):
    """What citizens attach to their request, and what is still missing."""

    _inherit = "grc.request"

    missing_document_ids = fields.Many2many(
        "grc.request.type.document",
        string="Documents Not Received by the Form",
        compute="_compute_missing_document_ids",
    )

    @api.depends("type_id.document_ids.required")
    def _compute_missing_document_ids(self):
        asking = self.filtered("type_id.document_ids")
        received = asking._get_received_documents()
        for request in self:
            asked = request.type_id.document_ids.filtered("required")
            request.missing_document_ids = asked - received.get(request.id, asked.browse())

    def _get_received_documents(self):
        """Return which asked documents are attached, by id of the request."""
        if not self.ids:
            return {}
        groups = (
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("grc_document_id", "!=", False),
                ],
                ["res_id"],
                ["grc_document_id:recordset"],
            )
        )
        return {request_id: documents.with_env(self.env) for request_id, documents in groups}

    def _add_citizen_files(self, files, document=None):
        """Attach what a citizen sends after their request. Who calls posts the message with them.

        :param list[tuple[str, bytes]] files: name, as the browser gave it, and content
        :param document: ``grc.request.type.document`` that they are
        :return: what is kept, all of it or nothing
        :rtype: ir.attachment
        :raises ValidationError: with what is wrong with each file
        """
        self.ensure_one()
        if len(files) > FILES_A_POST:
            raise ValidationError(
                self.env._("Send %(max)s files at a time at most.", max=FILES_A_POST)
            )
        kinds = document._get_kinds() if document else KINDS["any"]
        uploads, problems = [], []
        for name, content in files:
            try:
                uploads.append(check_upload(name, content, kinds))
            except RefusedUpload as error:
                problems.append(error.say(self.env))
        if problems:
            raise ValidationError("\n".join(problems))
        return self.env["ir.attachment"]._grc_keep_uploads(uploads, self, document)
