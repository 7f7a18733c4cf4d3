from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.text_diff import mark_changes, plain_text
from .grc_request_answer import SEALED_FIELDS

OPEN_REVIEWS = ("waiting", "pending")
CHANGEABLE_FIELDS = ("subject", "body")
#: A request that is closed stays so while an answer to it is validated.
SUBMITTED_FROM = ("new", "progress", "waiting")


class GrcRequestAnswer(models.Model):
    """*Draft → validation → ready → sent*: a level after the other, each by whose turn it is."""

    _inherit = "grc.request.answer"

    def write(self, vals):
        locked = {"validation", "ready"} & set(self.mapped("state"))
        if locked and (SEALED_FIELDS | {"risk"}) & vals.keys():
            raise UserError(
                self.env._(
                    "An answer that was submitted for validation stays as it is. Take it back to "
                    "draft to change it; its validation then starts again."
                )
            )
        return super().write(vals)

    # What Odoo's exceptions and context keys would let through is locked above.
    def _tier_validation_check_write_allowed(self, vals):
        return None

    def _tier_validation_check_state_on_write(self, vals):
        if vals.get("state") in self._state_to:
            self._check_validated()

    def _tier_validation_check_write_remove_reviews(self, vals):
        return None

    def unlink(self):
        self._check_out_of_circuit()
        return super().unlink()

    def _check_out_of_circuit(self):
        """Refuse before the reviews do, with words that help."""
        if any(answer.state in ("validation", "ready") for answer in self):
            raise UserError(
                self.env._("Take the answer back to draft before deleting it: it is validated.")
            )

    def request_validation(self):
        """Submit drafts to the levels that their type, department and risk require.

        :raises UserError: when one is no draft, is empty, needs no validation, or nobody can
            validate it
        """
        self.check_access("write")
        self.request_id.check_access("write")
        levels = self._get_levels()
        for answer in self:
            answer._check_submittable(levels[answer])
            answer._submit(levels[answer])
        self._announce()
        return True

    def _check_submittable(self, levels):
        if self.state != "draft":
            raise UserError(self.env._("“%(answer)s” was submitted already.", answer=self.subject))
        if not levels:
            raise UserError(
                self.env._("“%(answer)s” needs no validation: send it.", answer=self.subject)
            )
        self._check_deliverable()

    def _submit(self, levels):
        answer = self.sudo()
        answer.attachment_ids.filtered(lambda one: not one.res_id).write(
            {"res_model": self._name, "res_id": self.id}
        )
        answer._write_through(
            {
                "state": "validation",
                "digest": self._get_digest(),
                "submitted_by_id": self.env.uid,
                "date_submitted": fields.Datetime.now(),
            }
        )
        Review = self.env["tier.review"].sudo()
        reviews = Review.create(
            [
                self._prepare_tier_review_vals(level, number)
                for number, level in enumerate(levels, start=1)
            ]
        )
        self._check_levels_have_validators(reviews)
        self._record_decision("submitted")
        reviews._update_review_status()
        entering = self.request_id.filtered(lambda request: request.state in SUBMITTED_FROM)
        if entering:
            entering._enter("validation")

    def action_approve(self, seen=None):
        """Validate the answers at the level whose turn it is.

        :param str seen: digest of the text that the validator read
        :raises AccessError: when it is not the user's turn, nor that of somebody they stand in for
        :raises UserError: when the text is not the one that was submitted or read
        """
        for answer in self:
            review, represented = answer._get_my_review()
            answer._check_seal(seen)
            answer._pass(review, represented, "approved")
        self._announce()
        return True

    def action_approve_with_change(self, values, seen=None):
        """Validate an answer after changing its text; what changed shows to all who follow.

        The levels that validated before keep their approval and are told what changed.

        :param dict values: the new ``subject`` and ``body``
        :param str seen: digest of the text that the validator read
        :raises AccessError: when it is not the user's turn, nor that of somebody they stand in for
        :raises UserError: when nothing changed, or the text is not the one that was read
        """
        self.ensure_one()
        review, represented = self._get_my_review()
        self._check_seal(seen)
        before = {name: self.sudo()[name] for name in CHANGEABLE_FIELDS}
        self.sudo()._write_through({n: values[n] for n in CHANGEABLE_FIELDS if n in values})
        self._check_deliverable()
        change = self._describe_change(before)
        if not change:
            raise UserError(self.env._("Nothing changed: approve the answer as it is."))
        self.sudo()._write_through({"digest": self._get_digest()})
        self._pass(review, represented, "changed", change=change)
        self._tell_change(change)
        self._announce()
        return True

    def action_send_back(self, comment):
        """Give an answer back to who submitted it, as a draft, with what must be changed.

        :param str comment: why
        :raises AccessError: when it is not the user's turn, nor that of somebody they stand in for
        :raises UserError: when the comment is missing
        """
        self.ensure_one()
        review, represented = self._get_my_review()
        comment = comment.strip() if isinstance(comment, str) else ""
        if not comment:
            raise UserError(self.env._("Say what must be changed before sending it back."))
        validators = self._get_reviews().reviewer_ids
        self._record_decision("returned", review, represented, comment=comment)
        self._reset()
        self._tell_sent_back(comment)
        self._announce(validators)
        return True

    def validate_tier(self):
        return self.action_approve()

    def reject_tier(self):
        """What goes back goes back with a comment: the parapheur asks for it."""
        return self.env["ir.actions.actions"]._for_xml_id("grc_citizen.grc_parapheur_action")

    def restart_validation(self):
        """Take answers that were submitted back to draft, to change them."""
        self.check_access("write")
        self.request_id.check_access("write")
        for answer in self:
            if answer.state not in ("validation", "ready"):
                raise UserError(
                    self.env._("“%(answer)s” does not wait for anybody.", answer=answer.subject)
                )
            validators = answer._get_reviews().reviewer_ids
            answer._record_decision("withdrawn")
            answer._reset()
            answer._announce(validators)
        return True

    def _get_my_review(self):
        """Return the review whose turn it is when it is the user's, and whom they stand in for.

        :raises UserError: when nothing waits
        :raises AccessError: when somebody else's turn it is
        :rtype: tuple[tier.review, res.users]
        """
        self.ensure_one()
        review = self._get_reviews().filtered(lambda one: one.status in OPEN_REVIEWS)[:1]
        user = self.env.user
        if not review or self.sudo().state != "validation":
            raise UserError(self.env._("This answer does not wait for validation any more."))
        if review.definition_id.exclude_requester and user in self._get_authors():
            raise AccessError(self.env._("Who writes an answer does not validate it."))
        if user in review.reviewer_ids:
            return review, user.browse()
        represented = user._grc_get_represented() & review.reviewer_ids
        if not represented:
            self.check_access("read")
            raise AccessError(
                self.env._(
                    "“%(answer)s” waits for %(names)s, not for you.",
                    answer=self.sudo().subject,
                    names=", ".join(review.reviewer_ids.mapped("name")),
                )
            )
        return review, represented[:1]

    def _pass(self, review, represented, kind, change=False):
        """Close a review, give the next level its turn, or make the answer ready."""
        self._record_decision(kind, review, represented, change=change)
        review.write(
            {
                "status": "approved",
                "done_by": self.env.uid,
                "reviewed_date": fields.Datetime.now(),
            }
        )
        following = self._get_reviews().filtered(lambda one: one.status in OPEN_REVIEWS)
        following._update_review_status()
        upcoming = following[:1]
        if not upcoming:
            self._become_ready()
        elif upcoming.approve_sequence_bypass and self.env.user in upcoming.reviewer_ids:
            self._pass(upcoming, represented.browse(), "approved")

    def _become_ready(self):
        self.sudo()._write_through({"state": "ready"})
        self._release_request()
        if any(self._get_reviews().definition_id.mapped("grc_sends")):
            self._send_validated()
        else:
            self._tell_ready()

    def _send_validated(self):
        """Send in the name of who submitted; what prevents it is told, and is sent by hand."""
        author = self.sudo().submitted_by_id
        try:
            with self.env.cr.savepoint():
                self.with_user(author).action_send()
        except UserError as error:
            reason = str(error)
            self._tell(
                author,
                lambda answer: answer.env._("Validated, but not sent"),
                lambda answer: answer.env._(
                    "The answer was validated but could not be sent: %(reason)s", reason=reason
                ),
            )

    def _reset(self):
        self._get_reviews().unlink()
        self.sudo()._write_through({"state": "draft", "digest": False})
        self._release_request()

    def _release_request(self):
        """Take the request out of validation, unless another of its answers is in it."""
        request = self.request_id.sudo()
        others = request.answer_ids.filtered(lambda answer: answer.state == "validation")
        if request.state == "validation" and not others:
            request.with_context(grc_no_notify=True)._enter("progress")

    def _describe_change(self, before):
        """Return what changed in the text as HTML with ``ins`` and ``del``; empty when nothing."""
        inserted, deleted = self.env._("added"), self.env._("removed")
        answer = self.sudo()
        lines = []
        if before["subject"] != answer.subject:
            lines.append(mark_changes(before["subject"], answer.subject, inserted, deleted))
        if before["body"] != answer.body:
            old, new = plain_text(before["body"]), plain_text(answer.body)
            marked = mark_changes(old, new, inserted, deleted)
            lines.append(marked if old != new else self.env._("Only the layout changed."))
        return Markup("").join(Markup("<p>%s</p>") % line for line in lines)

    def _write_through(self, vals):
        """Write what the circuit itself changes in an answer that is locked for everybody."""
        return super().write(vals)

    def _anonymize(self):
        self.sudo().decision_ids._anonymize()
        return super()._anonymize()
