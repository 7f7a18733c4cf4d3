import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

#: Requests written together, each time in a transaction of its own.
PIECE = 50
#: What is larger, in requests or in bytes of their files, is made in the background.
AT_ONCE_REQUESTS = 25
AT_ONCE_BYTES = 20 * 1024 * 1024
#: System parameter and default: how long a copy can be fetched.
DAYS_PARAMETER = "grc_citizen_portal.export_days"
DAYS = 7


class GrcDataExport(models.Model):
    """A copy of all that the city holds about a citizen, for them (GDPR, articles 15 and 20).

    Made by pieces, in the background when it is large; then a file that only the citizen fetches,
    for some days. The row stays: it says when the right was exercised.
    """

    _name = "grc.data.export"
    _description = "Copy of a Citizen's Data"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Citizen",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    lang = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Being made"),
            ("done", "Ready"),
            ("failed", "Failed"),
            ("over", "Deleted"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    is_background = fields.Boolean(string="In the Background", readonly=True)
    request_list = fields.Json(readonly=True, help="Ids of the requests, the oldest first.")
    position = fields.Integer(readonly=True, help="How many of them are written.")
    total = fields.Integer(string="Requests", readonly=True)
    progress = fields.Integer(compute="_compute_progress", help="In percent.")
    part_ids = fields.One2many("grc.data.export.part", "export_id", readonly=True)
    content = fields.Binary(attachment=True, readonly=True, groups=fields.NO_ACCESS)
    size = fields.Integer(readonly=True, help="In bytes.")
    date_done = fields.Datetime(string="Ready Since", readonly=True)
    date_expiry = fields.Datetime(string="Can Be Fetched Until", readonly=True)

    _one_at_a_time = models.UniqueIndex("(partner_id) WHERE state = 'waiting'")

    @api.depends("position", "total", "state")
    def _compute_progress(self):
        for export in self:
            share = export.position / export.total if export.total else 0
            export.progress = 100 if export.state == "done" else int(95 * share)

    @api.model
    def _start(self, partner):
        """Begin a copy of a citizen's data, and make it when it is small; one at a time.

        :param partner: ``res.partner``, who asks
        :rtype: grc.data.export
        """
        partner.lock_for_update()
        present = self._find_latest(partner)
        if present.state == "waiting":
            return present
        present._delete_content()
        requests = self._find_requests(partner)
        export = self.create(
            {
                "partner_id": partner.id,
                "lang": partner.lang or self.env.lang,
                "request_list": requests.ids,
                "total": len(requests),
                "is_background": self._is_large(requests),
            }
        )
        if export.is_background:
            self.env.ref("grc_citizen_portal.ir_cron_data_export")._trigger()
        else:
            export._make(lambda: True)
        return export

    @api.model
    def _find_latest(self, partner):
        return self.search([("partner_id", "=", partner.id)], limit=1)

    @api.model
    def _find_requests(self, partner):
        """Return the requests of a citizen: theirs alone, as their account shows them."""
        requests = self.env["grc.request"].with_context(active_test=False)
        domain = [("partner_id", "=", partner.id), ("parent_id", "=", False)]
        return requests.search(domain, order="id")

    @api.model
    def _is_large(self, requests):
        if len(requests) > AT_ONCE_REQUESTS:
            return True
        ((size,),) = self.env["ir.attachment"]._read_group(
            [("res_model", "=", requests._name), ("res_id", "in", requests.ids)],
            [],
            ["file_size:sum"],
        )
        return (size or 0) > AT_ONCE_BYTES

    @api.model
    def _cron_process(self):
        """Go on with the copies that are made in the background."""
        for export in self.search([("state", "=", "waiting")], order="id"):
            if not export.try_lock_for_update():
                continue
            commit = self.env["ir.cron"]._commit_progress
            if not export._make(lambda commit=commit: commit(1)):
                return

    def _make(self, keep):
        """Write what is not written yet, then the file.

        :param keep: called after each piece, which it may commit; a false value stops here
        :return: whether it was finished, or given up
        """
        export = self.with_context(lang=self.lang, tz=self.env.company.partner_id.tz)
        try:
            while export.position < export.total or not export.part_ids:
                with self.env.cr.savepoint():
                    export._write_piece()
                if not keep():
                    return False
            with self.env.cr.savepoint():
                export._finish()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception("Copy of data %s", self.id)
            self.part_ids.unlink()
            self.state = "failed"
        keep()
        return True

    def _write_piece(self):
        ids = self.request_list[self.position : self.position + PIECE]
        requests = self.env["grc.request"].with_context(active_test=False)
        # What was made anonymous, or somebody else's, since the copy began is not in it.
        own = self._find_requests(self.partner_id) & requests.browse(ids)
        self.env["grc.data.export.part"]._write(self, own.sorted("id"))
        self.position += len(ids)
        self.env.flush_all()
        self.env.invalidate_all()

    def _finish(self):
        """Put the pieces together, and tell the citizen when they are not waiting for it."""
        now = fields.Datetime.now()
        days = int(self.env["ir.config_parameter"].get_param(DAYS_PARAMETER, DAYS))
        self.size = self._write_archive()
        self.write({"state": "done", "date_done": now, "date_expiry": now + timedelta(days=days)})
        self.part_ids.unlink()
        if self.is_background:
            partner = self.partner_id._in_own_lang()
            partner._mail_own_data(
                partner.env._("The copy of your data is ready"),
                "grc_citizen_portal.mail_export_ready",
                {"url": f"{partner.get_base_url()}/my/data/export", "days": days},
            )

    def _is_ready(self):
        """Tell whether the citizen can fetch the file now."""
        return self.state == "done" and self.date_expiry > fields.Datetime.now()

    def _get_filename(self):
        day = fields.Date.to_string(self.date_done)
        return f"{self.with_context(lang=self.lang).env._('my-data')}-{day}.zip"

    def _delete_content(self):
        """Delete the files; the rows keep when they were asked for."""
        made = self.filtered(lambda export: export.state in ("done", "failed"))
        made.content = False
        made.state = "over"

    @api.autovacuum
    def _gc_over(self):
        now = fields.Datetime.now()
        self.search([("state", "=", "done"), ("date_expiry", "<", now)])._delete_content()


class GrcDataExportPart(models.Model):
    """A piece of a copy, until all of them are put together."""

    _name = "grc.data.export.part"
    _description = "Piece of a Copy of Data"
    _order = "id"

    export_id = fields.Many2one("grc.data.export", required=True, index=True, ondelete="cascade")
    entries = fields.Text(help="JSON, its keys in their order.")
    files = fields.Json(help="Pairs: id of an attachment, path in the archive.")
    document = fields.Binary(attachment=True)
    page = fields.Binary(attachment=True)
