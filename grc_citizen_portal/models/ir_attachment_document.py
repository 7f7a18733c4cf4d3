from odoo import api, fields, models


class IrAttachment(models.Model):
    """Files of citizens: what is kept was checked, and its media type is ours."""

    _inherit = "ir.attachment"

    grc_document_id = fields.Many2one(
        "grc.request.type.document",
        string="Asked Document",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Which of the documents that the type asks for the citizen says that this is.",
    )

    @api.model
    def _grc_keep_uploads(self, uploads, record, document=None):
        """Attach files that ``check_upload`` returned.

        :param list[Upload] uploads: the files
        :param record: what they are attached to
        :param document: ``grc.request.type.document`` that they are
        :rtype: ir.attachment
        """
        return self.sudo().create(
            [
                {
                    "name": upload.name,
                    "raw": upload.content,
                    "mimetype": upload.mimetype,
                    "res_model": record._name,
                    "res_id": record.id,
                    "company_id": record.company_id.id,
                    "grc_document_id": document.id if document else False,
                }
                for upload in uploads
            ]
        )
