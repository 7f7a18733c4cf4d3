import base64
import json
import logging
import mmap
import tempfile
import zipfile

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

REPORT = "grc_citizen_portal.report_data_export"
#: System parameter and default: files beyond this are listed and not in the archive.
BYTES_PARAMETER = "grc_citizen_portal.export_bytes"
BYTES = 2 * 1024**3
#: What does not get smaller.
PACKED = ("image/", "video/", "audio/", "application/zip", "application/pdf")


class GrcDataExportPart(models.Model):
    _inherit = "grc.data.export.part"

    @api.model
    def _write(self, export, requests):
        """Write a piece of a copy.

        :param export: ``grc.data.export``
        :param requests: ``grc.request`` of the citizen
        """
        entries, files = export._prepare_requests(requests)
        content = {
            "head": None if export.part_ids else export._get_head(),
            "requests": entries,
        }
        document, page = export._print(content)
        self.create(
            [
                {
                    "export_id": export.id,
                    "entries": json.dumps(entries, ensure_ascii=False),
                    "files": files,
                    "document": document and base64.b64encode(document),
                    "page": base64.b64encode(page),
                }
            ]
        )


class GrcDataExport(models.Model):
    """The archive: ``data.json`` for software, pages and PDF for people, and the files."""

    _inherit = "grc.data.export"

    def _print(self, content):
        """Return a piece for people, as PDF and as a page that screen readers read well.

        :param dict content: what it says, see :meth:`_prepare_requests`
        :return: PDF, None when this server cannot print; HTML
        :rtype: tuple[bytes | None, bytes]
        """
        reports = self.env["ir.actions.report"]
        data = {"content": content}
        page, _kind = reports._render_qweb_html(REPORT, self.ids, data)
        try:
            document, kind = reports._render_qweb_pdf(REPORT, self.ids, data)
        except UserError:
            _logger.warning("Copy of data %s: no PDF", self.id, exc_info=True)
            return None, page
        return (document if kind == "pdf" else None), page

    def _write_archive(self):
        """Write the archive to a temporary file, one piece and one file in memory at a time.

        :return: its size in bytes
        """
        with tempfile.TemporaryFile() as target:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("README.txt", self._get_readme())
                self._write_json(archive)
                self._write_documents(archive)
                self._write_files(archive)
            target.flush()
            size = target.tell()
            # The file is read by the system page by page, as it is written to where it is kept.
            with mmap.mmap(target.fileno(), 0, access=mmap.ACCESS_READ) as content:
                self._store(content)
        return size

    def _store(self, content):
        attachments = self.env["ir.attachment"]
        attachments.create(
            {
                "name": "content",
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "content",
                "mimetype": "application/zip",
                "raw": bytes(content) if attachments._storage() == "db" else content,
            }
        )

    def _write_json(self, archive):
        with archive.open("data.json", "w", force_zip64=True) as target:
            head = json.dumps(self._get_head(), indent=2, ensure_ascii=False)
            target.write(f'{head[:-2]},\n  "requests": ['.encode())
            separator = "\n"
            for part in self.part_ids:
                for entry in json.loads(part.entries):
                    text = json.dumps(entry, indent=2, ensure_ascii=False)
                    target.write(f"{separator}{text}".encode())
                    separator = ",\n"
                part.invalidate_recordset()
            target.write(b"\n]\n}\n")

    def _write_documents(self, archive):
        name = self.env._("my-data")
        for number, part in enumerate(self.part_ids, 1):
            label = name if number == 1 else f"{name}-{number}"
            with_size = part.with_context(bin_size=False)
            for kind, content in (("pdf", with_size.document), ("html", with_size.page)):
                if content:
                    archive.writestr(f"{label}.{kind}", base64.b64decode(content))
            part.invalidate_recordset()

    def _write_files(self, archive):
        room = int(self.env["ir.config_parameter"].get_param(BYTES_PARAMETER, BYTES))
        for part in self.part_ids:
            for attachment_id, path in part.files or []:
                attachment = self.env["ir.attachment"].browse(attachment_id).exists()
                if not attachment or attachment.file_size > room:
                    continue
                room -= attachment.file_size
                packed = (attachment.mimetype or "").startswith(PACKED)
                method = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
                archive.writestr(path, attachment.raw or b"", method)
                attachment.invalidate_recordset()
            part.invalidate_recordset()

    def _get_readme(self):
        """Return what explains the archive, in the citizen's language."""
        name = self.env._("my-data")
        return self.env._(
            "Copy of the data that %(city)s holds about %(person)s.\n\n"
            "%(name)s.pdf and %(name)s.html: for reading; the second suits screen readers.\n"
            "files: the files of your requests, a folder for each number.\n"
            "data.json: the same for other software. Keys are in English and stay the same; days "
            "and times are in ISO 8601, universal time (UTC).\n\n"
            "Not in it: data of other people, and the internal notes of the agents, which speak of "
            "others (GDPR, article 15, 4). To ask for them, or about anything here, write to us: "
            "%(contact)s.\n",
            city=self.env.company.name,
            person=self.partner_id.name,
            name=name,
            contact=self.env.company.email or self.env.company.phone or "",
        )
