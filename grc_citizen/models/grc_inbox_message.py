import os
from collections import namedtuple
from contextlib import contextmanager

from psycopg2 import errors
from psycopg2.extras import Json

from odoo import api, fields, models, modules
from odoo.tools import SQL

from ..tools.mail_source import get_usurper_id

#: What a caller of `_receive` learns: the entry, its state, and what its source's handler returned.
Received = namedtuple("Received", "entry_id state result")

RETENTION_PARAMETER = "grc_citizen.inbox_retention_days"
RETENTION_DAYS = 90
PURGE_BATCH = 500


class GrcInboxMessage(models.Model):
    """What reached the city, as it arrived, whatever becomes of it.

    An entry is committed before anything is done with it. Entries are written by the server alone:
    no group may create, change or delete one.
    """

    _name = "grc.inbox.message"
    _description = "Inbox Entry"
    _order = "id desc"
    _rec_name = "subject"

    source = fields.Selection([("email", "E-mail")], required=True, readonly=True)
    external_id = fields.Char(
        string="Identifier",
        required=True,
        readonly=True,
        help="What tells this message from all others of its source: the Message-ID of a mail, or "
        "the SHA-256 digest of one that has none.",
    )
    content_digest = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("received", "Received"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("discarded", "Discarded"),
            ("aside", "Kept aside"),
        ],
        required=True,
        readonly=True,
        default="received",
    )
    outcome = fields.Selection(
        [
            ("request", "New request"),
            ("message", "Message on a request"),
            ("auto_reply", "Automatic reply"),
            ("bounce", "Delivery report"),
            ("other", "Other record"),
            ("duplicate", "Already known"),
            ("refused", "Refused by the address"),
            ("scan", "Letters to record"),
        ],
        readonly=True,
        help="What the message turned out to be.",
    )
    sender = fields.Char(readonly=True)
    recipients = fields.Char(readonly=True)
    subject = fields.Char(readonly=True)
    date = fields.Datetime(string="Sent", readonly=True, help="The date that the sender wrote.")
    date_arrived = fields.Datetime(
        string="Arrived", required=True, readonly=True, default=fields.Datetime.now
    )
    request_id = fields.Many2one(
        "grc.request", readonly=True, index="btree_not_null", ondelete="set null"
    )
    res_model = fields.Char(string="Record Model", readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", readonly=True)
    note = fields.Char(readonly=True)
    error = fields.Text(readonly=True, help="Why the message could not be handled.")
    error_detail = fields.Text(string="Technical Detail", readonly=True)
    attempts = fields.Integer(readonly=True, default=1)
    date_next_attempt = fields.Datetime(string="Next Attempt", readonly=True)
    options = fields.Json(readonly=True)
    payload = fields.Binary(string="Original", attachment=True, readonly=True)
    payload_filename = fields.Char(compute="_compute_payload_filename")
    payload_size = fields.Integer(string="Size", readonly=True, help="In bytes, as it arrived.")
    has_payload = fields.Boolean(readonly=True)
    discard_reason = fields.Char(readonly=True)
    discarded_by_id = fields.Many2one("res.users", string="Discarded by", readonly=True)
    date_discarded = fields.Datetime(string="Discarded on", readonly=True)

    _external_id_unique = models.UniqueIndex(
        "(source, external_id)", "This message is already in the inbox."
    )
    _waiting_idx = models.Index("(date_next_attempt) WHERE state = 'received'")
    _failed_idx = models.Index("(id) WHERE state = 'failed'")
    _purge_idx = models.Index("(date_arrived) WHERE has_payload AND state IN ('done', 'discarded')")

    @api.depends("source")
    def _compute_payload_filename(self):
        for entry in self:
            extension = "eml" if entry.source == "email" else "txt"
            entry.payload_filename = f"{entry.source}-{entry.id}.{extension}"

    @api.depends("subject", "external_id")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = entry.subject or entry.external_id

    @api.model
    def _receive(self, source, payload, external_id, options=None, values=None):
        """Keep what arrived, in a transaction of its own, then handle it in another one.

        The same `external_id` twice is handled once; with another `content_digest` it is another
        message, whose option `usurped_id` tells the identifier that it shares. Whoever calls may
        take the message as received as soon as this returns, even when handling it failed: the
        entry waits in the inbox.

        :param str source: a value of :attr:`source`; `_process_<source>` handles it
        :param bytes payload: the message as it arrived
        :param str external_id: what tells this message from all others of its source
        :param dict options: what the handler needs besides the payload, serializable as JSON
        :param dict values: other field values of the entry, to list it
        :rtype: Received
        :raises Exception: when the entry could not be written; the message is then *not* received
        """
        entry_id, state = self._keep(source, payload, external_id, options or {}, values or {})
        if state != "received":
            return Received(entry_id, state, False)
        return self._process_entry(entry_id, payload=payload)

    @api.model
    def _keep(self, source, payload, external_id, options, values):
        """Write the entry and commit.

        :return: id of the entry and its state; an earlier entry is not touched
        :rtype: tuple(int, str)
        """
        for last in (False, True):
            try:
                with self._own_transaction() as inbox:
                    return inbox._insert(source, payload, external_id, options, values)
            except errors.SerializationFailure:  # another process has just written the same message
                if last:
                    raise

    @api.model
    def _insert(self, source, payload, external_id, options, values):
        entry_id = self._insert_row(source, payload, external_id, options, values)
        if not entry_id:
            known = self.search([("source", "=", source), ("external_id", "=", external_id)])
            digest = values.get("content_digest", False)
            if known.content_digest == digest:
                return known.id, known.state
            usurper_id = get_usurper_id(external_id, digest)
            options = {**options, "usurped_id": external_id}
            entry_id = self._insert_row(source, payload, usurper_id, options, values)
            if not entry_id:
                known = self.search([("source", "=", source), ("external_id", "=", usurper_id)])
                return known.id, known.state
        self.browse(entry_id)._write_payload(source, payload)
        return entry_id, "received"

    def _insert_row(self, source, payload, external_id, options, values):
        """Write the row of an entry, unless there is one with this identifier.

        :return: its id, None when there is one already
        """
        now = fields.Datetime.now()
        row = {
            **values,
            "source": source,
            "external_id": external_id,
            "state": "received",
            "attempts": 1,
            "has_payload": True,
            "payload_size": len(payload),
            "options": Json(options),
            "date_arrived": now,
            "date_next_attempt": now,
            "create_uid": self.env.uid,
            "create_date": now,
            "write_uid": self.env.uid,
            "write_date": now,
        }
        self.env.cr.execute(
            SQL(
                """INSERT INTO grc_inbox_message (%s) VALUES %s
                   ON CONFLICT (source, external_id) DO NOTHING RETURNING id""",
                SQL(", ").join(map(SQL.identifier, row)),
                tuple(row.values()),
            ),
            log_exceptions=False,
        )
        inserted = self.env.cr.fetchone()
        return inserted and inserted[0]

    def _write_payload(self, source, payload):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "payload",
                "res_model": self._name,
                "res_field": "payload",
                "res_id": self.id,
                "type": "binary",
                "mimetype": "message/rfc822" if source == "email" else "application/octet-stream",
                "raw": payload,
            }
        )
        _write_through(attachment)

    def _read_payload(self):
        """Return the message as it arrived.

        :rtype: bytes
        """
        self.ensure_one()
        return self._get_payload_attachments().with_context(bin_size=False).raw or b""

    def _get_payload_attachments(self):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "payload"),
                    ("res_id", "in", self.ids),
                ]
            )
        )

    @api.model
    @contextmanager
    def _own_transaction(self):
        """Give the inbox, as superuser, in a transaction of its own, committed at the end.

        A test that did not put the registry in test mode gets a savepoint of its only transaction.
        """
        test = modules.module.current_test
        if test and not getattr(test, "_registry_patched", False):
            with self.env.cr.savepoint():
                yield self.sudo()
        else:
            with self.env.registry.cursor() as cr:
                yield self.with_env(self.env(cr=cr, su=True))

    @api.autovacuum
    def _gc_payloads(self):
        """Forget the originals of what was handled or discarded, once the city need not keep them.

        The system parameter `grc_citizen.inbox_retention_days` sets how many days; failed entries
        keep theirs until somebody decides.
        """
        days = self.env["ir.config_parameter"].sudo().get_param(RETENTION_PARAMETER, RETENTION_DAYS)
        entries = self.sudo().search(
            [
                ("has_payload", "=", True),
                ("state", "in", ("done", "discarded")),
                (
                    "date_arrived",
                    "<",
                    fields.Datetime.subtract(fields.Datetime.now(), days=int(days)),
                ),
            ],
            limit=PURGE_BATCH,
        )
        entries._get_payload_attachments().unlink()
        entries.write({"has_payload": False})
        return len(entries), len(entries) == PURGE_BATCH


def _write_through(attachment):
    """Have the file of an attachment written to the disk, so that a power cut keeps it."""
    path = attachment.store_fname and attachment._full_path(attachment.store_fname)
    if path and os.path.isfile(path):
        for name in (path, os.path.dirname(path)):
            descriptor = os.open(name, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
