from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import babel_locale_parse, get_lang

#: What two people may decide at once; the form tells what it showed of it when it saves.
DECIDED_FIELDS = ("stage_id", "department_id", "user_id")


class GrcRequest(models.Model):
    """Two agents on the same request at once: the second is told, nothing is silently undone.

    PostgreSQL lets one of two concurrent writes through; Odoo runs the other again on what the
    first left. What is below then finds that the request is not as the second agent saw it.
    """

    _inherit = "grc.request"

    def web_save(self, vals, specification, next_id=None):
        """Save a form, unless what it changes was changed meanwhile by somebody else.

        :param dict vals: may hold under ``grc_seen`` what the form showed of the many2one fields it
            changes: ids by field name
        :raises UserError: who changed what, and when
        """
        seen = vals.get("grc_seen") or {}
        vals = {name: value for name, value in vals.items() if name != "grc_seen"}
        for name in DECIDED_FIELDS:
            if self and name in seen and name in vals:
                self._check_seen(name, seen[name], vals[name])
        return super().web_save(vals, specification, next_id=next_id)

    def _enter(self, state):
        request_id, stage_id = self.env.context.get("grc_seen") or (False, False)
        if self.ids == [request_id]:
            self._check_seen("stage_id", stage_id, False)
        return super()._enter(state)

    def _check_seen(self, name, seen_id, wanted_id):
        """Refuse to decide on what is no longer as it was shown.

        :param str name: of a many2one field
        :param int seen_id: what was shown, False when it was empty
        :param int wanted_id: what is to be written
        :raises UserError: who changed it, and when
        """
        self.ensure_one()
        if self[name].id in (seen_id, wanted_id):
            return
        person, ago = self._get_last_change(name)
        raise UserError(
            self.env._(
                "%(person)s changed “%(field)s” to “%(value)s” %(ago)s, while you had this page "
                "open. Nothing was saved: discard and look again before you decide.",
                person=person,
                field=self._fields[name]._description_string(self.env),
                value=self[name].display_name or self.env._("nobody"),
                ago=ago,
            )
        )

    def _get_last_change(self, name):
        """Return who changed a field last, and how long ago, in words of the user's language.

        :param str name: of a tracked field
        :rtype: tuple[str, str]
        """
        tracked = self.sudo().message_ids.tracking_value_ids.filtered(
            lambda value: value.field_id.name == name
        )
        message = tracked.sorted("id", reverse=True)[:1].mail_message_id
        if not message:
            return self.env._("Somebody"), self.env._("meanwhile")
        ago = format_timedelta(
            message.date - fields.Datetime.now(),
            add_direction=True,
            locale=babel_locale_parse(get_lang(self.env).code),
        )
        return message.author_id.name or message.email_from or self.env._("Somebody"), ago

    def action_take(self):
        """Take the requests in charge, unless somebody else works on them already.

        To become the agent of somebody else's request is said explicitly: ``grc_take_over`` in the
        context, as the button *Take over* does.

        :raises UserError: who took it, or closed it, and when
        """
        self.check_access("write")
        for request in self:
            request._check_takable()
        return super().action_take()

    def _check_takable(self):
        self._check_open()
        if (
            self.state != "new"
            and self.user_id not in (self.env["res.users"], self.env.user)
            and not self.env.context.get("grc_take_over")
        ):
            person, ago = self._get_last_change("user_id")
            raise UserError(
                self.env._(
                    "%(number)s is in the hands of %(agent)s (%(person)s, %(ago)s). Look again: "
                    "“Take over” makes you its agent instead.",
                    number=self.number,
                    agent=self.user_id.name,
                    person=person,
                    ago=ago,
                )
            )

    def _check_open(self):
        """Refuse what is only done to open requests.

        :raises UserError: who closed it, and when
        """
        if self.date_closed:
            person, ago = self._get_last_change("stage_id")
            raise UserError(
                self.env._(
                    "%(number)s is closed already: %(person)s moved it to “%(stage)s” %(ago)s. "
                    "Nothing was changed.",
                    number=self.number,
                    person=person,
                    stage=self.stage_id.name,
                    ago=ago,
                )
            )

    def action_close(self):
        self.check_access("write")
        for request in self:
            request._check_open()
        return super().action_close()

    def action_refuse(self):
        self.check_access("write")
        for request in self:
            request._check_open()
        return super().action_refuse()


class GrcRequestAnswer(models.Model):
    _inherit = "grc.request.answer"

    sent_count = fields.Integer(
        compute="_compute_sent_count", help="Answers to this request that have left."
    )

    @api.depends("request_id.answer_ids.state")
    def _compute_sent_count(self):
        for answer in self:
            sent = answer.request_id.sudo().answer_ids.filtered(lambda one: one.state == "sent")
            answer.sent_count = len(sent)

    def action_send(self):
        """Send the answers, unless another left that their writer has not seen.

        :raises UserError: who sent it
        """
        seen = self.env.context.get("grc_seen_sent")
        if seen is not None and len(self) == 1 and self.state != "sent" and self.sent_count > seen:
            other = self.request_id.sudo().answer_ids.filtered("date_sent").sorted("date_sent")[-1]
            raise UserError(
                self.env._(
                    "%(person)s has just sent “%(answer)s” to this citizen. Nothing was sent: read "
                    "that answer, then open yours again if it must leave too.",
                    person=other.sent_by_id.name,
                    answer=other.subject,
                )
            )
        return super().action_send()
