from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

from .grc_request_workflow import CLOSED_STATES

#: What citizens read of a duplicate is what happens in the request that stays.
TRACKED_TEXTS = ("public_department", "public_deadline", "public_state")


class GrcRequest(models.Model):
    """Several requests about one matter: one stays, the others are closed and follow it.

    Each citizen keeps their own number, code, language and channel, and hears what happens in the
    request that stays as if it were theirs. None of them learns who the others are: what one
    writes stays in their own request, and is noted in the one that stays for its agents only.
    """

    _inherit = "grc.request"

    def action_mark_duplicate(self, original_id=None):
        """Close the requests as duplicates of another, which their citizens then follow.

        Whoever may change the duplicates and read the original may do it. Confidential requests
        only join those of the same department that are confidential too.

        :param int original_id: the ``grc.request`` that stays; a dialog asks when absent
        :raises UserError: when they cannot be merged, and why
        """
        if not original_id:
            return self.env["grc.request.duplicate"].create({"request_ids": self.ids})._open()
        self.check_access("write")
        original = self.browse(original_id)
        original.check_access("read")
        self._check_mergeable(original)
        merged = self.sudo()
        told = merged.filtered(lambda request: not request.duplicate_of_id)
        (merged | merged.duplicate_ids).write({"duplicate_of_id": original.id})
        original.sudo()._follow_for(merged | merged.duplicate_ids)
        self.filtered(lambda request: not request.date_closed)._enter("done")
        original.sudo()._message_log(
            body=self.env._(
                "Merged into this request: %(numbers)s.",
                numbers=", ".join(self.sorted("id").mapped("number")),
            )
        )
        told._tell_merged(original.sudo())
        return True

    def _check_mergeable(self, original):
        if original in self or original.duplicate_of_id:
            raise UserError(
                self.env._("Choose the request that stays: not one of these, nor a duplicate.")
            )
        everyone = (self | original).sudo()
        if everyone.parent_id or self.sudo().child_ids.filtered(lambda part: not part.date_closed):
            raise UserError(
                self.env._(
                    "Parts of a request cannot be merged, nor a request whose parts are still "
                    "open: let it be the one that stays."
                )
            )
        if len(everyone.company_id) > 1:
            raise UserError(self.env._("Requests of different companies cannot be merged."))
        secret = everyone.filtered("is_confidential")
        if secret and (secret != everyone or len(everyone.department_id) > 1):
            raise UserError(
                self.env._(
                    "A confidential request only joins another confidential one of the same "
                    "department."
                )
            )

    def _follow_for(self, duplicates):
        """Have the citizens of duplicates follow this request, without its conversation.

        They hear of each step by :meth:`_tell`; what is said to one citizen is not for the others.
        """
        silent = self.env.ref("grc_citizen.mail_message_subtype_progress")
        newcomers = duplicates.partner_id - self.message_partner_ids
        self._message_subscribe(newcomers.ids, silent.ids)

    def _tell_merged(self, original):
        """Tell the citizens of new duplicates that their request joined another, each once."""
        template = self.env.ref("grc_citizen.mail_template_duplicate", raise_if_not_found=False)
        if original.date_closed:
            template = original.stage_id.mail_template_id
        if template and not self.env.context.get("grc_no_notify"):
            self._keep_one_a_person(original)._tell(template)

    def _keep_one_a_person(self, told):
        """Return ``told`` and those of self whose citizens are nobody's yet, one a person.

        :param told: requests whose citizens hear anyway
        """
        known = set().union(*(request._get_person_keys() for request in told))
        kept = self.browse()
        for request in self.sorted("id"):
            keys = request._get_person_keys()
            if not keys & known:
                kept |= request
                known |= keys
        return kept

    def _get_person_keys(self):
        """Return what tells that two requests are of the same person."""
        return {("id", self.partner_id.id), ("email", self.email_normalized)} - {
            ("id", False),
            ("email", False),
        }

    def _get_told(self):
        """Return the requests through which citizens hear of what happens in these: each person
        once, through their own request.

        :rtype: grc.request
        """
        told = self
        for request in self:
            duplicates = request.duplicate_ids
            if duplicates:
                duplicates.invalidate_recordset(
                    [*TRACKED_TEXTS, "public_refusal", "public_planned"]
                )
                told |= duplicates._keep_one_a_person(request)
        return told

    def _tell(self, template):
        return super(GrcRequest, self.sudo()._get_told())._tell(template)

    def _notify_stage(self, stage, state):
        return super(GrcRequest, self.filtered(lambda one: not one.duplicate_of_id))._notify_stage(
            stage, state
        )

    def _get_tracked(self):
        request = self
        while request.sudo().duplicate_of_id:
            request = request.sudo().duplicate_of_id.with_env(self.env)
        return request

    def _find_by_reference(self, text):
        request = super()._find_by_reference(text)
        return request and request._get_tracked()

    def _compute_public_texts(self):
        result = super()._compute_public_texts()
        for request in self.filtered("duplicate_of_id"):
            tracked = request.sudo()._get_tracked()
            for name in TRACKED_TEXTS:
                request[name] = tracked[name]
        return result

    def _compute_public_planned(self):
        result = super()._compute_public_planned()
        for request in self.filtered("duplicate_of_id"):
            request.public_planned = request.sudo()._get_tracked().public_planned
        return result

    def _compute_public_refusal(self):
        result = super()._compute_public_refusal()
        for request in self.filtered("duplicate_of_id"):
            request.public_refusal = request.sudo()._get_tracked().public_refusal
        return result

    def _on_citizen_message(self, message=None):
        duplicates = self.filtered("duplicate_of_id")
        for request in duplicates:
            request._note_on_tracked(message)
            request.sudo()._get_tracked()._on_citizen_message()
        return super(GrcRequest, self - duplicates)._on_citizen_message(message)

    def _note_on_tracked(self, message=None):
        """Show to the agents of the request that stays what the citizen of this one wrote.

        :param message: ``mail.message``, None when there is nothing to quote
        """
        self.sudo()._get_tracked()._message_log(
            body=Markup("<p>%s</p><blockquote>%s</blockquote>")
            % (
                self.env._("The citizen of the duplicate %(number)s wrote:", number=self.number),
                (message and message.sudo().body) or "",
            )
        )

    def _move(self, stage, state, vals):
        if state in CLOSED_STATES and stage.state not in CLOSED_STATES:
            for request in self.filtered("duplicate_of_id"):
                raise UserError(
                    self.env._(
                        "%(number)s is a duplicate of %(original)s, where work goes on. Press “Not "
                        "a duplicate” to work on it by itself.",
                        number=request.number,
                        original=request.sudo().duplicate_of_id.number,
                    )
                )
        return super()._move(stage, state, vals)

    def action_not_duplicate(self):
        """Take requests out of the one that they were merged into, and work on them again."""
        self.check_access("write")
        for request in self.filtered("duplicate_of_id"):
            original = request.sudo().duplicate_of_id
            request.sudo().duplicate_of_id = False
            others = (original | original.duplicate_ids).partner_id
            original.message_unsubscribe((request.sudo().partner_id - others).ids)
            original._message_log(
                body=self.env._("Not a duplicate after all: %(number)s.", number=request.number)
            )
            request._enter("progress")
        return True
