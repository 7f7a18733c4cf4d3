from odoo import models
from odoo.tools import format_date


class GrcRequest(models.Model):
    """The whole file of a request: what it holds, what was said and done, in order."""

    _inherit = "grc.request"

    def _get_file_facts(self):
        """Return what the cover of the file says: label and value, of what is filled.

        :rtype: list[tuple[str, str]]
        """
        self.ensure_one()
        names = self._get_file_fields()
        labels = self.fields_get(names, ["string"])
        facts = [(labels[name]["string"], self._format_field(name)) for name in names]
        return [(label, value) for label, value in facts if value]

    def _get_file_fields(self):
        """Return the fields that the cover of the file tells, in order; hook for more."""
        return [
            "type_id",
            "kind",
            "place",
            "channel_id",
            "priority",
            "tag_ids",
            "department_id",
            "user_id",
            "stage_id",
            "refusal_reason_id",
            "date_received",
            "date_acknowledged",
            "date_deadline",
            "date_first_answer",
            "date_closed",
            "reopen_count",
            "parent_id",
            "child_ids",
            "duplicate_of_id",
            "duplicate_ids",
            "contact_name",
            "phone",
            "email_from",
            "partner_address",
            "partner_preferred_channel",
        ]

    def _format_field(self, name):
        """Return the value of a field in words, of what the user may read.

        :param str name: of the field
        :rtype: str
        """
        field, value = self._fields[name], self[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "datetime":
            return self._format_moment(value)
        if field.relational:
            return ", ".join(value._filtered_access("read").mapped("display_name"))
        return str(value) if value else ""

    def _get_file_answers(self):
        """Return the answers that the user may read, the oldest first."""
        return self.answer_ids._filtered_access("read").sorted("id")

    def _get_file_history(self):
        """Return what happened, as the user may read it, the oldest first.

        :rtype: list[dict]
        """
        self.ensure_one()
        messages = self.message_ids.sorted(lambda message: (message.date, message.id))
        return [self._prepare_file_event(message) for message in messages]

    def _prepare_file_event(self, message):
        """Return what the file tells of a message of the history.

        :param message: ``mail.message``
        :rtype: dict
        """
        return {
            "moment": self._format_moment(message.date),
            "author": message.author_id.sudo().name or message.email_from or "",
            "is_internal": message.is_internal or message.subtype_id.internal,
            "subject": message.subject if message.message_type != "notification" else "",
            "title": message.subtype_id.description or "",
            "body": self.env["ir.actions.report"]._get_paper_html(message.body),
            "changes": self._get_file_changes(message),
            "files": ", ".join(message.attachment_ids.mapped("name")),
        }

    def _get_file_changes(self, message):
        """Return what a message says has changed: field, before, after.

        :rtype: list[tuple[str, str, str]]
        """
        values = message.sudo().tracking_value_ids._filter_has_field_access(self.env)
        changes = []
        for one in values._tracking_value_format():
            kind = one["fieldInfo"]["fieldType"]
            before, after = (
                self._format_tracked(kind, one[side]) for side in ("oldValue", "newValue")
            )
            changes.append((one["fieldInfo"]["changedField"], before, after))
        return changes

    def _format_tracked(self, kind, value):
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if not value:
            return "–"
        if kind == "date":
            return format_date(self.env, value)
        if kind == "datetime":
            return self._format_moment(self._fields["date_received"].to_datetime(value[:19]))
        return str(value)
