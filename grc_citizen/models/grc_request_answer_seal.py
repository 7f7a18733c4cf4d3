import hashlib
import json
import re

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

APPROVALS = ("approved", "changed")
SHORT_DIGEST = 12
_INLINE_FILE = re.compile(r"/web/(?:image|content)/(\d+)")


class GrcRequestAnswer(models.Model):
    """What was validated is sealed: the text that leaves is the text that was validated."""

    _inherit = "grc.request.answer"

    digest = fields.Char(
        readonly=True, copy=False, help="SHA-256 of what leaves, since it was submitted."
    )
    decision_ids = fields.One2many("grc.answer.decision", "answer_id", groups=NO_ACCESS, copy=False)

    def _get_digest(self):
        """Return the SHA-256 of what leaves, as the database has it now.

        :rtype: str
        """
        self.ensure_one()
        self.flush_recordset()
        self.invalidate_recordset(["subject", "body", "delivery", "attachment_ids"])
        content = json.dumps(self._prepare_sealed_content(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def _prepare_sealed_content(self):
        """Return what a seal covers, as JSON has it; hook for what else leaves.

        :rtype: dict
        """
        answer = self.sudo()
        inline = [int(one) for one in _INLINE_FILE.findall(answer.body or "")]
        pictures = answer.env["ir.attachment"].browse(inline).exists().sorted("id")
        return {
            "request": answer.request_id.id,
            "subject": answer.subject or "",
            "body": str(answer.body or ""),
            "delivery": answer.delivery,
            "attachments": [_describe(one) for one in answer.attachment_ids.sorted("id")],
            "pictures": [_describe(one) for one in pictures],
        }

    def _check_validated(self):
        """Check that each answer passed its levels and is still the text that passed them.

        :raises UserError: otherwise; for everybody, the server included
        """
        levels = self._get_levels()
        reviews = self._get_reviews().grouped("res_id")
        for answer in self:
            answer._check_passed(levels[answer], reviews.get(answer.id, answer.review_ids.browse()))
            if answer.id in reviews:
                answer._check_seal()

    def _check_passed(self, levels, reviews):
        missing = levels - reviews.definition_id
        if missing:
            raise UserError(
                self.env._(
                    "“%(answer)s” must be validated first by: %(levels)s. Submit it for "
                    "validation; take it back to draft before if another level came since.",
                    answer=self.subject,
                    levels=", ".join(missing.mapped("name")),
                )
            )
        waiting = reviews.filtered(lambda review: review.status != "approved")
        if waiting:
            raise UserError(
                self.env._(
                    "“%(answer)s” waits for validation: %(levels)s.",
                    answer=self.subject,
                    levels=", ".join(waiting.mapped("name")),
                )
            )
        approved = self._get_decisions().filtered(lambda one: one.kind in APPROVALS).review_id
        if reviews - approved:
            raise UserError(
                self.env._("Nobody is known to have validated “%(answer)s”.", answer=self.subject)
            )

    def _check_seal(self, seen=None):
        """Check that what leaves is what was submitted, or changed by a validator, last.

        :param str seen: digest of what the validator had on the screen
        :raises UserError: when it is not
        """
        current = self._get_digest()
        sealed = {self.sudo().digest, self._get_decisions()[-1:].digest}
        if sealed != {current}:
            raise UserError(
                self.env._(
                    "“%(answer)s” is not the text that was submitted: it was changed outside of "
                    "the validation. Take it back to draft, read it again, submit it again.",
                    answer=self.subject,
                )
            )
        if seen and seen != current:
            raise UserError(
                self.env._(
                    "“%(answer)s” changed since you opened it. Read it again.", answer=self.subject
                )
            )

    def _get_decisions(self):
        """Return the decisions since the last submission, as they are stored.

        :rtype: grc.answer.decision
        """
        self.ensure_one()
        Decision = self.env["grc.answer.decision"].sudo()
        decisions = Decision.search([("answer_id", "=", self.id)])
        submissions = decisions.filtered(lambda one: one.kind == "submitted")
        return decisions.filtered(lambda one: one.id >= submissions[-1:].id)

    def _get_validation_marks(self):
        """Return the approvals of an answer that is ready or sent, for its letter.

        :rtype: grc.answer.decision
        """
        self.ensure_one()
        decisions = self._get_decisions()
        if self.state not in ("ready", "sent"):
            return decisions.browse()
        return decisions.filtered(lambda one: one.kind in APPROVALS)

    def _is_unvalidated(self):
        """Tell whether a letter printed now must say that it may not leave."""
        self.ensure_one()
        if self.state == "sent":
            return False
        try:
            self._check_validated()
        except UserError:
            return True
        return False

    def _get_short_digest(self):
        """Return the first characters of the digest, by four, as papers show it."""
        digest = (self.digest or "")[:SHORT_DIGEST]
        return "-".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def _describe(attachment):
    return [attachment.name, hashlib.sha256(attachment.raw or b"").hexdigest()]
