from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.urls import urljoin

from .tier_definition import ANSWER


class GrcRequestAnswer(models.Model):
    """The history of a validation, and who is told of what, once."""

    _inherit = "grc.request.answer"

    validation_summary = fields.Html(
        string="Validation",
        compute="_compute_validation_summary",
        compute_sudo=True,
        sanitize=False,
    )

    @api.depends("state")
    def _compute_validation_summary(self):
        Decision = self.env["grc.answer.decision"]
        decisions = Decision.search([("answer_id", "in", self.ids)]).grouped("answer_id")
        reviews = self._get_reviews().grouped("res_id")
        for answer in self:
            taken = decisions.get(answer, Decision)
            last = taken[-1:] if answer.state == "draft" else Decision
            answer.validation_summary = bool(taken) and self.env["ir.qweb"]._render(
                "grc_citizen.answer_validation_summary",
                {
                    "decisions": taken,
                    "returned": last.filtered(lambda one: one.kind == "returned"),
                    "reviews": reviews.get(answer.id, answer.review_ids.browse()).filtered(
                        lambda review: review.status != "approved"
                    ),
                },
            )

    def _record_decision(self, kind, review=None, represented=None, comment=False, change=False):
        """Write down a decision, for ever, and tell it in the history of answer and request.

        :rtype: grc.answer.decision
        """
        decision = (
            self.env["grc.answer.decision"]
            .sudo()
            .create(
                {
                    "answer_id": self.id,
                    "review_id": review.id if review else False,
                    "level": review.name if review else False,
                    "kind": kind,
                    "user_id": self.env.uid,
                    "represented_id": represented.id if represented else False,
                    "comment": comment,
                    "change": change,
                    "digest": self.sudo().digest,
                }
            )
        )
        line = self._describe_decision(decision)
        details = Markup("").join(
            Markup("<div>%s</div>") % text for text in (comment, change) if text
        )
        self.sudo()._message_log(body=Markup("<p>%s</p>%s") % (line, details))
        self.request_id.sudo()._message_log(
            body=self.env._("Answer “%(answer)s”: %(decision)s", answer=self.subject, decision=line)
        )
        return decision

    def _describe_decision(self, decision):
        kind = dict(decision._fields["kind"]._description_selection(self.env))[decision.kind]
        values = {"decision": kind, "who": decision._get_who(), "level": decision.level}
        if decision.level:
            return self.env._("%(decision)s by %(who)s (%(level)s)", **values)
        return self.env._("%(decision)s by %(who)s", **values)

    def _notify_review_available(self, tier_reviews):
        """Tell the validators of a level, or who stands in for them, that it is their turn."""
        for answer in self:
            reviews = tier_reviews.filtered(lambda review, one=answer: review.res_id == one.id)
            validators = reviews.sudo().reviewer_ids
            answer._tell(
                validators | validators._grc_get_substitutes(),
                lambda one: one.env._("To validate: %(answer)s", answer=one.subject),
                lambda one: one.env._(
                    "%(user)s asks you to validate the answer to request %(number)s.",
                    user=one.submitted_by_id.name,
                    number=one.request_id.number,
                ),
                where="parapheur",
            )

    def _tell_sent_back(self, comment):
        self._tell(
            self.sudo().submitted_by_id,
            lambda one: one.env._("Sent back: %(answer)s", answer=one.subject),
            lambda one: one.env._(
                "%(user)s asks for a change before validating: %(comment)s",
                user=one.env.user.name,
                comment=comment,
            ),
        )

    def _tell_ready(self):
        self._tell(
            self.sudo().submitted_by_id,
            lambda one: one.env._("Validated: %(answer)s", answer=one.subject),
            lambda one: one.env._(
                "The answer to request %(number)s is validated: send it.",
                number=one.request_id.number,
            ),
        )

    def _tell_change(self, change):
        """Tell the author and the levels that validated before what a validator changed."""
        earlier = self._get_decisions().user_id - self.env.user
        self._tell(
            earlier,
            lambda one: one.env._("Changed in validation: %(answer)s", answer=one.subject),
            lambda one: Markup("<p>%s</p><div>%s</div>")
            % (
                one.env._("%(user)s validated the answer with a change:", user=one.env.user.name),
                change,
            ),
        )

    def _tell(self, users, get_subject, get_body, where="answer"):
        """Notify users, each in their language, with a link to where they act.

        :param users: ``res.users``
        :param get_subject: function of the answer in their language
        :param get_body: function of the answer in their language
        :param str where: ``parapheur``, or ``answer`` for the answer that the notice is about
        """
        for lang, some in users.sudo().grouped("lang").items():
            answer = self.sudo().with_context(lang=lang)
            path, label = "/odoo/parapheur", answer.env._("Open the parapheur")
            if where == "answer":
                path = f"/mail/view?model={self._name}&res_id={self.id}"
                label = answer.env._("Open the answer")
            link = urljoin(self.get_base_url(), path)
            answer.message_notify(
                partner_ids=some.partner_id.ids,
                subject=get_subject(answer),
                body=Markup('<p>%s</p><p><a href="%s">%s</a></p>')
                % (get_body(answer), link, label),
            )

    def _announce(self, others=None):
        """Refresh the counters on the screens of those whose queue changed."""
        validators = self._get_reviews().reviewer_ids | (others or self.env["res.users"])
        for partner in validators.partner_id:
            partner._bus_send("base.tier.validation/updated", {})


class TierReview(models.Model):
    _inherit = "tier.review"

    def _notify_review_reminder(self, record):
        """A reminder goes to those whose turn it is."""
        if self.model != ANSWER:
            return super()._notify_review_reminder(record)
        return record._notify_review_available(self)
