from odoo import models
from odoo.tools import is_html_empty

from ..tools.upload import get_accept
from .grc_request_type_document import KINDS

MAX_FILES = 6


class GrcRequestDraft(models.Model):
    """The step *documents*: a field for each that the type asks for, and one for others."""

    _inherit = "grc.request.draft"

    def _needs_step_documents(self):
        request_type = self.type_id
        return bool(request_type.document_ids) or not is_html_empty(request_type.required_documents)

    def _get_step_title_documents(self):
        return self.env._("Documents to attach")

    def _get_document_fields(self):
        """Return the fields of the step: the document, empty for others, and what its field needs.

        :rtype: list[dict]
        """
        documents = self.type_id.document_ids
        return [
            *(self._prepare_document_field(document) for document in documents),
            self._prepare_document_field(documents.browse()),
        ]

    def _prepare_document_field(self, document):
        """Return what the field of a document needs; hook.

        :param document: ``grc.request.type.document``, empty for others
        :rtype: dict
        """
        kinds = document._get_kinds() if document else KINDS["any"]
        others = (
            self.env._("Other documents, if useful")
            if self.type_id.document_ids
            else self.env._("Your documents")
        )
        return {
            "document": document,
            "field": f"document-{document.id or 'other'}",
            "label": document.name or others,
            "help": document.help,
            "required": document.required,
            "kinds": kinds,
            "accept": get_accept(kinds),
            "max": MAX_FILES,
            "files": self._get_other_documents() if not document else self._get_files(document),
        }

    def _get_other_documents(self):
        return self._get_files() - (
            self._get_photos() if self._needs_step_photo() else self.env["ir.attachment"]
        )

    def _keep_files_documents(self, form):
        problems = {}
        for one in self._get_document_fields():
            files = form.files(one["field"])
            _kept, found = self._keep_uploads(files, one["kinds"], MAX_FILES, one["document"])
            if found:
                problems[one["field"]] = found
        self._keep({"documents_problems": problems})

    def _read_step_documents(self, form):
        return {}

    def _check_step_documents(self):
        problems = (self.values or {}).get("documents_problems") or {}
        errors = {}
        for one in self._get_document_fields():
            found = problems.get(one["field"])
            if found:
                errors[one["field"]] = " ".join(found)
            elif not problems and one["required"] and not one["files"]:
                errors[one["field"]] = self.env._("Add this document: %(name)s.", name=one["label"])
        return errors

    def _show_step_documents(self):
        return [
            (one["label"], ", ".join(one["files"].mapped("name")))
            for one in self._get_document_fields()
            if one["files"]
        ]

    def _prepare_step_documents(self):
        return {}
