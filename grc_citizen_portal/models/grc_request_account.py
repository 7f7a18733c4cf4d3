from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Types of messages that leave or enter the town hall.
PUBLIC_MESSAGE_TYPES = ("comment", "email", "email_outgoing", "auto_comment")


class GrcRequest(models.Model):
    """The list of requests in a citizen's account."""

    _inherit = "grc.request"

    date_last_message = fields.Datetime(
        string="Last Message", compute="_compute_date_last_message", compute_sudo=True
    )

    def _compute_date_last_message(self):
        groups = self.env["mail.message"]._read_group(
            [*self._get_public_message_domain(), ("res_id", "in", self.ids)],
            ["res_id"],
            ["date:max"],
        )
        dates = dict(groups)
        for request in self:
            request.date_last_message = dates.get(request.id)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "date_last_message":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            """(SELECT max(message.date) FROM mail_message AS message
                WHERE message.model = %s AND message.res_id = %s
                    AND message.subtype_id = %s AND message.message_type IN %s
                    AND message.is_internal IS NOT TRUE)""",
            self._name,
            SQL.identifier(alias, "id"),
            self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
            PUBLIC_MESSAGE_TYPES,
        )

    @api.model
    def _get_public_message_domain(self):
        """Return the domain of the messages that citizens read: no note, nothing internal."""
        return [
            ("model", "=", self._name),
            ("subtype_id", "=", self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")),
            ("message_type", "in", PUBLIC_MESSAGE_TYPES),
            ("is_internal", "!=", True),
        ]

    @api.model
    def _get_account_domain(self):
        """Return the domain of what the user reads in their account, agents included: their own
        requests and those shared with their household.

        :rtype: Domain
        """
        own = Domain("partner_id", "=", self.env.user.partner_id.id)
        shared = Domain("household_id", "in", self.env.user.grc_household_ids.ids)
        return (own | shared) & Domain("parent_id", "=", False)

    @api.model
    def _get_waiting_for_me_domain(self):
        """Return the domain of the user's own requests that wait for their reply."""
        return (
            Domain("partner_id", "=", self.env.user.partner_id.id)
            & Domain("parent_id", "=", False)
            & Domain("state", "=", "waiting")
            & Domain("stage_id.waiting_for", "=", "citizen")
        )

    @api.model
    def _get_account_filters(self):
        """Return the filters of the list, the first one by default; hook.

        :return: label and domain by key; what joined another request is open while that one is
        :rtype: dict[str, tuple[str, Domain]]
        """
        joined = self.search(self._get_account_domain() & Domain("duplicate_of_id", "!=", False))
        ongoing = joined.filtered(lambda one: not one.sudo().duplicate_of_id.date_closed)
        is_open = Domain("date_closed", "=", False) | Domain("id", "in", ongoing.ids)
        return {
            "all": (self.env._("All"), Domain.TRUE),
            "open": (self.env._("In progress"), is_open),
            "waiting": (self.env._("Waiting for my reply"), self._get_waiting_for_me_domain()),
            "closed": (self.env._("Closed"), ~is_open),
        }

    @api.model
    def _get_account_sorts(self):
        """Return the orders of the list, the first one by default; hook.

        :rtype: dict[str, tuple[str, str]]
        """
        return {
            "newest": (self.env._("Newest first"), "date_received desc, id desc"),
            "activity": (
                self.env._("Latest news first"),
                "date_last_message desc nulls last, id desc",
            ),
            "deadline": (
                self.env._("Answer due first"),
                "date_closed desc nulls first, date_deadline asc nulls last, id desc",
            ),
        }

    @api.model
    def _get_account_search_domain(self, text):
        """Return the domain of requests with a number, a tracking code, or words.

        Those of an account are few: each is looked at, not the index of everybody's words.

        :param str text: as typed
        :rtype: Domain
        """
        text = (text or "").strip()
        if not text:
            return Domain.TRUE
        domain = Domain("reference", "=", text)
        words = self._get_words_query(text)
        if words:
            self.flush_model(["name", "description"])
            domain |= self._get_words_domain(words)
        return domain

    def _get_account_person(self):
        """Return whose request this is, when it is not the user's: a name, or False."""
        self.ensure_one()
        if self.partner_id == self.env.user.partner_id:
            return False
        return self.sudo().contact_name or self.sudo().partner_id.name

    def _is_waiting_for_citizen(self):
        """Tell whether work stands still until the citizen replies."""
        return self.state == "waiting" and self.waiting_for == "citizen"
