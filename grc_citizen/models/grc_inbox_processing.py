import logging
import traceback

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools.mail_source import storable
from .grc_inbox_message import Received

_logger = logging.getLogger(__name__)

CONCURRENCY_TRIES = 4
#: Minutes before each new attempt at a message that failed for a reason that may pass.
RETRY_DELAYS = (1, 5, 30, 120)
TRANSIENT = (psycopg2.OperationalError, psycopg2.InterfaceError, OSError, MemoryError)
CRON_BATCH = 200
DETAIL_LIMIT = 20_000
DONE = {
    "state": "done",
    "error": False,
    "error_detail": False,
    "date_next_attempt": False,
    "discard_reason": False,
    "discarded_by_id": False,
    "date_discarded": False,
}


class GrcInboxMessage(models.Model):
    _inherit = "grc.inbox.message"

    def action_retry(self):
        """Handle the entries again, now. What a person retries is no longer held as a flood.

        :raises AccessError: for anybody but an administrator
        """
        entries = self._check_administrator()
        states = [entries._process_entry(entry.id, by_hand=True).state for entry in entries]
        return self._get_notification(states.count("done"), len(states))

    def action_download(self):
        """Download the message as it arrived."""
        self.ensure_one()
        self.check_access("read")
        if not self.has_payload:
            raise UserError(self.env._("The original was deleted at the end of its retention."))
        name = self.payload_filename
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/payload/{name}?download=true",
            "target": "download",
        }

    def action_discard(self):
        """Ask for the reason, then discard the entries."""
        self.check_access("read")
        return self._open_wizard("grc.inbox.discard", self.env._("Discard"))

    def action_route(self):
        """Ask for the department, then make a request of each entry."""
        self.check_access("read")
        return self._open_wizard("grc.inbox.route", self.env._("Make a Request"))

    def action_open_record(self):
        """Open the request or other record that the message was put on."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def _discard(self, reason):
        """Set the entries aside for good, keeping why, who and when.

        :param str reason: shown to whoever reads the entry later
        :raises UserError: when one of them is done or just being handled
        """
        entries = self._check_handler().sudo()
        states = self._get_discardable_states()
        pending = entries.try_lock_for_update().filtered(lambda entry: entry.state in states)
        if len(pending) != len(entries):
            raise UserError(
                self.env._("Only entries that wait and that nobody is handling can be discarded.")
            )
        pending.write(
            {
                "state": "discarded",
                "discard_reason": reason,
                "discarded_by_id": self.env.uid,
                "date_discarded": fields.Datetime.now(),
                "date_next_attempt": False,
            }
        )

    def _route_to(self, department):
        """Make a request of each entry for a department, whatever the mail's own addresses say.

        :param department: `grc.department`
        :raises UserError: when an entry has its request already
        """
        entries = self._check_administrator()
        if any(entry.request_id or entry.outcome == "other" for entry in entries):
            raise UserError(
                self.env._("These messages are already in a request or another record.")
            )
        states = [
            entries._process_entry(entry.id, by_hand=True, department_id=department.id).state
            for entry in entries
        ]
        return self._get_notification(states.count("done"), len(states))

    def _get_discardable_states(self):
        """Hook: states from which an entry may be discarded."""
        return ("failed", "received")

    def _check_handler(self):
        """Hook: return self when the user may decide what becomes of these entries.

        :raises AccessError: when they may not
        """
        return self._check_administrator()

    def _check_administrator(self):
        if not self.env.user.has_group("grc_citizen.group_administrator"):
            raise AccessError(
                self.env._("Only an administrator of the requests handles the inbox.")
            )
        self.check_access("read")
        return self

    def _get_notification(self, done, total):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if done == total else "warning",
                "message": self.env._("%(done)s of %(total)s handled.", done=done, total=total),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _open_wizard(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_entry_ids": self.ids},
        }

    @api.model
    def _process_entry(self, entry_id, by_hand=False, department_id=0, payload=None):
        """Handle one entry in a transaction of its own: all of it or nothing.

        The entry becomes *done* in the transaction that makes the request, so that a crash leaves
        both or none. Whoever comes second finds the row locked and leaves it alone.

        :param int entry_id: of the entry
        :param bool by_hand: a person asks for it
        :param int department_id: the `grc.department` that a person chose
        :param bytes payload: the message, when the caller has it at hand
        :rtype: Received
        """
        for attempt in range(CONCURRENCY_TRIES):
            try:
                with self._own_transaction() as inbox:
                    entry = inbox.browse(entry_id).try_lock_for_update()
                    if not entry or not entry._is_pending(by_hand, bool(department_id)):
                        return Received(entry_id, entry.state or "received", False)
                    result = entry._dispatch(payload, by_hand, department_id)
                    state = entry.state
                return Received(entry_id, state, result)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                if attempt == CONCURRENCY_TRIES - 1:
                    return self._keep_failure(entry_id, error)
            except Exception as error:
                return self._keep_failure(entry_id, error)

    def _is_pending(self, by_hand, routed):
        return self.state == "received" or by_hand and (self.state == "failed" or routed)

    def _dispatch(self, payload, by_hand, department_id):
        payload = self._read_payload() if payload is None else payload
        values = getattr(self, f"_process_{self.source}")(payload, by_hand, department_id)
        result = values.pop("result", False)
        self.write({**DONE, **values})
        return result

    @api.model
    def _keep_failure(self, entry_id, error):
        """Write why an entry could not be handled, in its own transaction.

        What may pass by itself is tried again after a growing delay; the rest waits for a person.
        """
        detail = "".join(traceback.format_exception(error))
        if isinstance(error, UserError):
            _logger.info("Inbox entry %s waits for a person: %s", entry_id, error)
        else:
            _logger.warning("Inbox entry %s could not be handled", entry_id, exc_info=error)
        try:
            with self._own_transaction() as inbox:
                entry = inbox.browse(entry_id).with_context(lang=inbox._get_city_lang())
                values = entry._get_failure_values(error)
                entry.write({**values, "error_detail": storable(detail)[-DETAIL_LIMIT:]})
                return Received(entry_id, values["state"], False)
        except psycopg2.Error:
            _logger.warning("Inbox entry %s stays as received", entry_id, exc_info=True)
            return Received(entry_id, "received", False)

    def _get_failure_values(self, error):
        values = {
            "state": "failed",
            "error": self._describe_error(error),
            "date_next_attempt": False,
        }
        if isinstance(error, TRANSIENT) and self.attempts <= len(RETRY_DELAYS):
            delay = RETRY_DELAYS[self.attempts - 1]
            at = fields.Datetime.add(fields.Datetime.now(), minutes=delay)
            self.env.ref("grc_citizen.ir_cron_inbox")._trigger(at=at)
            values.update(state="received", date_next_attempt=at)
        return values

    @api.model
    def _get_city_lang(self):
        """Return the language of what the server writes by itself, for those who read the inbox."""
        return self.env.company.partner_id.lang or self.env.lang

    def _describe_error(self, error):
        """Say in the words of the person who will read it why a message could not be handled.

        :rtype: str
        """
        if isinstance(error, UserError):
            return storable(str(error))
        if isinstance(error, TRANSIENT):
            return self.env._(
                "The server could not finish: the database, the disk or another server did not "
                "answer. Nothing is lost; it is tried again."
            )
        if isinstance(error, RecursionError):
            return self.env._("This message holds too many parts inside parts to be read.")
        if isinstance(error, psycopg2.Error):
            return self.env._(
                "The database refused what this message holds. The technical detail says what."
            )
        return self.env._(
            "Handling this message stopped on an unexpected error: %(error)s. Mend the cause and "
            "retry, make a request of it by hand, or discard it.",
            error=storable(str(error))[:300] or type(error).__name__,
        )

    @api.model
    def _cron_process_waiting(self):
        """Handle what a crash left behind and what is due for another attempt."""
        entries = self.search(
            [("state", "=", "received"), ("date_next_attempt", "<=", fields.Datetime.now())],
            order="id",
            limit=CRON_BATCH,
        )
        self.env["ir.cron"]._commit_progress(remaining=len(entries))
        for entry_id in entries.ids:
            if self._claim_attempt(entry_id):
                self._process_entry(entry_id)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _claim_attempt(self, entry_id):
        """Count one more attempt before it is made: what kills the server is given up too.

        :return: whether to make it
        """
        with self._own_transaction() as inbox:
            entry = inbox.browse(entry_id).try_lock_for_update()
            if not entry or entry.state != "received":
                return False
            if entry.attempts > len(RETRY_DELAYS):
                entry.write(
                    {
                        "state": "failed",
                        "date_next_attempt": False,
                        "error": entry.error
                        or self.env._("The server stopped each time it handled this message."),
                    }
                )
                return False
            entry.attempts += 1
            return True
