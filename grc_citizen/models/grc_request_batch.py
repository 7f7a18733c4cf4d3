import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

#: Requests acted on together; when one refuses, each by itself.
CHUNK = 20
#: What one call of the web client does before it tells how far it is.
SECONDS = 2
#: A batch that nobody watches is gone on with in the background after so many minutes.
UNWATCHED_MINUTES = 2
#: Odoo's own default of how many ids the web client gives at most.
CLIENT_LIMIT = 20_000
MOST = 100_000
KEPT_DAYS = 90
ACTIONS = [
    ("take", "Take"),
    ("assign", "Give to an agent"),
    ("close", "Close"),
    ("refuse", "Refuse"),
    ("reopen", "Reopen"),
    ("message", "Write to the citizens"),
]


class GrcRequestBatch(models.Model):
    """One action on many requests, as the user who asks for it and by the same steps as on one.

    It goes on by pieces, each in a transaction of its own: while the user watches the web client
    asks for the next piece, otherwise a job does. What refuses stays as it was, with the reason.
    """

    _name = "grc.request.batch"
    _description = "Action on Many Requests"
    _order = "id desc"
    _rec_name = "action"

    action = fields.Selection(ACTIONS, required=True, default="take")
    request_list = fields.Json(readonly=True, help="Ids of the requests, in the order of the list.")
    position = fields.Integer(readonly=True, help="How many of them are behind.")
    total = fields.Integer(string="Requests", readonly=True)
    done_count = fields.Integer(string="Done", readonly=True)
    refused_count = fields.Integer(string="Refused", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="In percent.")
    state = fields.Selection(
        [("draft", "To start"), ("running", "Running"), ("stopped", "Stopped"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
    )
    line_ids = fields.One2many("grc.request.batch.line", "batch_id", string="Refused, and Why")

    agent_id = fields.Many2one("res.users", domain="[('share', '=', False)]")
    refusal_reason_id = fields.Many2one("grc.refusal.reason")
    note = fields.Char(string="Internal Note", help="Kept in the history of each request.")
    subject = fields.Char(help="The number of the request is put before it.")
    body = fields.Html(string="Message", sanitize="email_outgoing")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        if context.get("active_model") == "grc.request" and "total" in fields:
            ids = context.get("active_ids") or []
            if len(ids) >= self._get_client_limit() and context.get("active_domain"):
                found = self.env["grc.request"].search(context["active_domain"], limit=MOST + 1)
                ids = found.ids
            values["total"] = len(ids)
            if "request_list" in fields:
                values["request_list"] = ids
        return values

    @api.model
    def _get_client_limit(self):
        """Return how many ids of a selection come at most; the rest is found by its domain."""
        return int(
            self.env["ir.config_parameter"].sudo().get_param("web.active_ids_limit", CLIENT_LIMIT)
        )

    @api.depends("position", "total")
    def _compute_progress(self):
        for batch in self:
            batch.progress = 100 * batch.position / batch.total if batch.total else 0

    @api.model_create_multi
    def create(self, vals_list):
        """Take the requests from the selection, which the form does not send back."""
        selection = self.default_get(["request_list", "total"])
        return super().create([{**vals, **selection} for vals in vals_list])

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("write_date", "<", limit)]).unlink()

    def action_start(self):
        """Start, or go on with, the batch; the dialog then shows how far it is.

        :raises UserError: when there are too many requests, none, or something is missing
        """
        self.ensure_one()
        if not self.total:
            raise UserError(self.env._("Tick the requests to act on in a list first."))
        if self.total > MOST:
            raise UserError(
                self.env._("That is more than %(most)s requests: filter the list.", most=MOST)
            )
        self._check_parameters()
        self.state = "running"
        return self._open()

    def action_stop(self):
        """Stop after the piece that is being done; what was done stays done."""
        self.filtered(lambda batch: batch.state == "running").state = "stopped"
        return self._open()

    def action_process(self):
        """Do the next piece of the batch. Called by the web client as long as it shows it.

        :return: whether something was done; not when another process is at it
        :rtype: bool
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "running" or not self.try_lock_for_update():
            return False
        until = time.monotonic() + SECONDS
        while self.position < self.total and time.monotonic() < until:
            self._process_chunk(self.request_list[self.position : self.position + CHUNK])
        if self.position >= self.total:
            self.state = "done"
        return True

    def action_view_refused(self):
        """Open the list of the requests that refused, with the reason of each."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refused, and Why"),
            "res_model": "grc.request.batch.line",
            "view_mode": "list",
            "domain": [("batch_id", "=", self.id)],
        }

    @api.model
    def _cron_process(self):
        """Go on with the batches that no user watches any more, as the users who started them."""
        limit = fields.Datetime.now() - timedelta(minutes=UNWATCHED_MINUTES)
        domain = [("state", "=", "running"), ("write_date", "<", limit)]
        for batch in self.search(domain, order="id"):
            owner = batch.create_uid
            mine = batch.with_user(owner).with_context(
                lang=owner.lang, tz=owner.tz, allowed_company_ids=owner.company_ids.ids
            )
            while mine.action_process():
                if not self.env["ir.cron"]._commit_progress(1):
                    return

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["action"]._description_selection(self.env))[self.action],
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _process_chunk(self, ids):
        found = self.env["grc.request"].browse(ids).exists()._filtered_access("read")
        reasons = self._try(found)
        if reasons and len(found) > 1:
            reasons = {}
            for request in found:
                reasons.update(self._try(request))
        refused = [
            {"batch_id": self.id, "request_id": request.id, "reason": reason}
            for request, reason in reasons.items()
        ]
        hidden = len(ids) - len(found)
        if hidden:
            reason = self.env._("%(count)s requests deleted, or not yours to read.", count=hidden)
            refused.append({"batch_id": self.id, "reason": reason})
        self.env["grc.request.batch.line"].sudo().create(refused)
        self.write(
            {
                "position": self.position + len(ids),
                "done_count": self.done_count + len(found) - len(reasons),
                "refused_count": self.refused_count + len(reasons) + hidden,
            }
        )

    def _try(self, requests):
        """Act on requests together.

        :return: nothing when they did, else the reason of each
        :rtype: dict
        """
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_do_{self.action}")(requests)
            return {}
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except UserError as error:
            reason = str(error)
        except Exception:
            _logger.exception("Batch %s on requests %s", self.id, requests.ids)
            reason = self.env._("An unexpected error, which is in the server's log.")
        return dict.fromkeys(requests, reason)


class GrcRequestBatchLine(models.Model):
    """A request that a batch left as it was."""

    _name = "grc.request.batch.line"
    _description = "Request Left Out"
    _order = "id"
    _rec_name = "request_id"

    batch_id = fields.Many2one("grc.request.batch", required=True, index=True, ondelete="cascade")
    request_id = fields.Many2one("grc.request", index=True, ondelete="cascade")
    reason = fields.Text(required=True)
