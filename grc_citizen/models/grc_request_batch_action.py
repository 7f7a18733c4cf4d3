from odoo import models
from odoo.exceptions import UserError


class GrcRequestBatch(models.Model):
    """What may be done to many requests: for each action of the list a method ``_do_<action>``."""

    _inherit = "grc.request.batch"

    def _check_parameters(self):
        missing = {
            "assign": not self.agent_id,
            "refuse": not self.refusal_reason_id,
            "message": not (self.body and self.body.striptags().strip()),
        }
        if missing.get(self.action):
            raise UserError(
                self.env._("Say to whom, why or what first: a part of the form is empty.")
            )

    def _do_take(self, requests):
        requests.action_take()

    def _do_assign(self, requests):
        requests.check_access("write")
        for request in requests:
            request._check_open()
        requests.write({"user_id": self.agent_id.id})
        self._log_note(requests)

    def _do_close(self, requests):
        requests.action_close()
        self._log_note(requests)

    def _do_refuse(self, requests):
        requests.check_access("write")
        for request in requests:
            request._check_open()
        requests.write({"refusal_reason_id": self.refusal_reason_id.id})
        requests.action_refuse()
        self._log_note(requests)

    def _do_reopen(self, requests):
        for request in requests:
            if not request.date_closed:
                raise UserError(
                    self.env._(
                        "%(number)s is not closed: nothing to reopen.", number=request.number
                    )
                )
        requests.check_access("write")
        requests.action_reopen(self.note)

    def _do_message(self, requests):
        requests._write_to_citizens(self.subject, self.body)

    def _log_note(self, requests):
        if self.note:
            requests._message_log_batch(dict.fromkeys(requests.ids, self.note))


class GrcRequest(models.Model):
    _inherit = "grc.request"

    def action_batch(self):
        """Act on the requests ticked in a list: at once when they are few, else with progress.

        The action is in the context, as ``grc_action``, one of :data:`ACTIONS` without parameters.
        """
        batch = (
            self.env["grc.request.batch"]
            .with_context(active_model=self._name, active_ids=self.ids)
            .create({"action": self.env.context["grc_action"]})
        )
        dialog = batch.action_start()
        batch.action_process()
        return dialog if batch.state != "done" or batch.refused_count else True

    def _write_to_citizens(self, subject, body):
        """Send a message to the citizen of each request, kept in its conversation.

        :param str subject: put after the number, or nothing
        :param str body: HTML
        :raises UserError: when one cannot be reached by e-mail
        """
        self.check_access("write")
        mails = []
        for request in self:
            if request.parent_id or request.duplicate_of_id or request._get_delivery() != "email":
                raise UserError(
                    self.env._(
                        "The citizen of %(number)s cannot be written to by e-mail.",
                        number=request.number,
                    )
                )
            lang = next(iter(request._group_by_lang()))
            localized = request.with_context(lang=lang)
            title = localized.env._(
                "Your request %(number)s: %(subject)s",
                number=request.number,
                subject=subject or request.name,
            )
            vals = localized._prepare_citizen_mail(title, body, {})
            mails.append(
                {**vals, "message_type": "comment", "author_id": self.env.user.partner_id.id}
            )
        self._queue_mails(mails)
