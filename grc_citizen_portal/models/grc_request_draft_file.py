from odoo import api, models
from odoo.tools import consteq

from ..tools.upload import (
    DOCUMENT_MEGABYTES,
    MEGABYTE,
    PHOTO_MEGABYTES,
    RefusedUpload,
    check_upload,
)

#: Of a request, in megabytes as they are kept.
TOTAL_MEGABYTES = 60
REMOVE = "remove-"


class GrcRequestDraft(models.Model):
    """Files of a request that is typed: kept at once, so that an error loses none."""

    _inherit = "grc.request.draft"

    def _keep_files(self, step, form):
        """Keep the files that came with a step, and remove the one whose button was pressed.

        What is refused is told by the checks of the step until it is sent again.

        :param str step: its name
        :param FormInput form: what was sent
        :return: whether the step is to be shown again
        :rtype: bool
        """
        action = form.get("action")
        if action.startswith(REMOVE):
            self._remove_file(action.removeprefix(REMOVE))
        keep = getattr(self, f"_keep_files_{step}", None)
        if keep:
            keep(form)
        return action == "stay" or action.startswith(REMOVE)

    def _has_refused_files(self, step):
        """Whether a file that came with a step was refused.

        :param str step: its name
        """
        return bool((self.values or {}).get(f"{step}_problems"))

    def _keep_uploads(self, files, kinds, limit, document=None):
        """Keep the files of a field, those that can be.

        :param files: list of `werkzeug.datastructures.FileStorage`
        :param kinds: as ``check_upload`` takes them
        :param int limit: how many the field takes
        :param document: ``grc.request.type.document`` that they are
        :return: the uploads with their attachments, and what is wrong with the others
        :rtype: tuple[list[tuple[Upload, ir.attachment]], list[str]]
        """
        there = self._get_files(document)
        kept, problems = [], []
        for file in files:
            if len(there) >= limit:
                problems.append(self._say_too_many(limit))
                break
            try:
                upload = check_upload(file.filename, self._read_file(file), kinds)
            except RefusedUpload as error:
                problems.append(error.say(self.env))
                continue
            if sum(self.attachment_ids.mapped("file_size")) > TOTAL_MEGABYTES * MEGABYTE:
                problems.append(self._say_too_large())
                break
            attachments = self.env["ir.attachment"]
            if attachments._compute_checksum(upload.content) in there.mapped("checksum"):
                continue  # sent twice: two clicks, or a network that failed after the file arrived
            attachment = attachments._grc_keep_uploads([upload], self, document)
            self.invalidate_recordset(["attachment_ids"])
            there += attachment
            kept.append((upload, attachment))
        return kept, problems

    @staticmethod
    def _read_file(file):
        """Return the content of a file, no more than is needed to say that it is too large."""
        return file.stream.read(max(PHOTO_MEGABYTES, DOCUMENT_MEGABYTES) * MEGABYTE + 1)

    def _say_too_many(self, limit):
        return self.env._("%(max)s files at most: the others were not kept.", max=limit)

    def _say_too_large(self):
        return self.env._(
            "Your files are too large together: %(max)s MB at most.", max=TOTAL_MEGABYTES
        )

    def _get_files(self, document=None):
        """Return the files of an asked document, or those of none: the photos and the others.

        :rtype: ir.attachment
        """
        return self.attachment_ids.filtered(
            lambda file: file.grc_document_id == (document or file.grc_document_id.browse())
        ).sorted("id")

    def _remove_file(self, file_id):
        self.attachment_ids.filtered(lambda file: str(file.id) == file_id).unlink()
        self.invalidate_recordset(["attachment_ids"])

    @api.model
    def _find_file(self, attachment_id):
        """Return a file of a draft of the browser that asks, empty when it is not one.

        :param int attachment_id: from the address
        :rtype: ir.attachment
        """
        file = self.env["ir.attachment"].search(
            [
                ("id", "=", attachment_id),
                ("res_model", "=", self._name),
                ("res_field", "=", False),
            ]
        )
        draft = self.browse(file.res_id or ()).exists()
        digest = self._digest(self._get_secret())
        if draft and consteq(draft.browser, digest) and draft._is_readable():
            return file
        return file.browse()
