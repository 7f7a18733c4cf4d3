import json

from psycopg2 import errors

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

WAIT_TRIES = 5


class GrcInboxMessage(models.Model):
    """What the form of the citizen's pages sends: the source `portal`."""

    _inherit = "grc.inbox.message"

    source = fields.Selection(
        selection_add=[("portal", "Public form")], ondelete={"portal": "cascade"}
    )

    def _process_portal(self, payload, by_hand, department_id):
        """Make the request that a citizen typed.

        :param bytes payload: JSON of ``grc.request.draft._submit``
        :param bool by_hand: a person asks for it
        :param int department_id: the department that a person chose, 0 for the type's own
        :return: values of the entry
        :rtype: dict
        :raises UserError: when the draft is not there any more
        """
        content = json.loads(payload)
        draft = self.env["grc.request.draft"].browse(content["draft_id"]).exists()
        if not draft:
            raise UserError(self.env._("What was typed, and its files, were deleted since."))
        draft._lock()
        if draft.request_id:
            return self._prepare_outcome(draft.request_id, "duplicate")
        aside = not by_hand and self._set_portal_aside(content)
        if aside:
            return aside
        if department_id:
            content["values"]["department_id"] = department_id
        return self._prepare_outcome(draft._make_request(content), "request")

    def _prepare_outcome(self, request, outcome):
        return {
            "outcome": outcome,
            "request_id": request.id,
            "res_model": request._name,
            "res_id": request.id,
        }

    def _set_portal_aside(self, content):
        """Return the values of an entry that is kept aside, empty when it is not.

        :param dict content: of the payload
        """
        values = content["values"]
        silence = self.env["grc.silence"]._find_for(
            email=values["email_from"],
            phone=values["phone"],
            partner=self.env["res.partner"].browse(content["account_id"] or []),
        )
        if silence:
            return self._prepare_aside(silence)
        if content["suspicion"]:
            return {"state": "aside", "outcome": False, "note": content["suspicion"]}
        return None

    def _read_portal_text(self):
        """Return the words of what was typed."""
        values = json.loads(self._read_payload() or "{}").get("values", {})
        lines = [values.get("name"), values.get("description"), values.get("place")]
        return "\n".join(line for line in lines if line)

    @api.model
    def _conclude_portal(self, entry_id, draft_id):
        """Wait for whoever handles an entry, and say what became of it.

        :param int entry_id: of the entry
        :param int draft_id: of the draft by which it was sent, or sent again
        :return: the tracking code of the request, False when the entry waits
        """
        for last in (*[False] * WAIT_TRIES, True):
            try:
                with self._own_transaction() as inbox:
                    inbox.env.cr.execute(
                        SQL("SELECT 1 FROM grc_inbox_message WHERE id = %s FOR UPDATE", entry_id),
                        log_exceptions=False,
                    )
                    entry = inbox.browse(entry_id)
                    inbox.env["grc.request.draft"].browse(draft_id).exists()._conclude(entry)
                    return entry.request_id.tracking_code
            except errors.SerializationFailure:
                if last:
                    raise
        return False


class GrcRequestDraft(models.Model):
    _inherit = "grc.request.draft"

    def _conclude(self, entry):
        """Remember what became of what was sent: a request, or an entry that waits.

        :param entry: ``grc.inbox.message``
        """
        for draft in self:
            if entry.request_id and draft.state != "sent":
                draft.attachment_ids.unlink()
                draft.write({"state": "sent", "request_id": entry.request_id.id, "values": {}})
            elif not entry.request_id:
                draft.write({"state": "received", "entry_id": entry.id})
