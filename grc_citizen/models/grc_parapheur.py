from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from .grc_request_answer_seal import APPROVALS
from .tier_definition import ANSWER

#: The most that is shown at once; the rest comes up as these are dealt with.
QUEUE_LENGTH = 200
HISTORY_LENGTH = 20


class GrcParapheur(models.AbstractModel):
    """What the screen of validators asks for: their queue, and one answer beside its request.

    What waits for a user is all that these methods show them, whatever else they may read.
    """

    _name = "grc.parapheur"
    _description = "Parapheur"

    @api.model
    def get_queue(self):
        """Return what waits for the user, the most urgent first.

        :return: ``total`` and ``entries``
        :rtype: dict
        """
        awaiting = self.env.user._grc_get_awaiting()
        answers = self.env[ANSWER].sudo().browse(awaiting)
        answers.request_id.fetch(["date_deadline", "number", "name", "partner_id", "type_id"])
        answers = answers.sorted(_urgency)[:QUEUE_LENGTH]
        marks = self._get_changed(answers)
        levels = self._get_pending_levels(answers)
        entries = [
            {
                **self._prepare_entry(answer, awaiting[answer.id]),
                "changed": answer.id in marks,
                "level": levels.get(answer.id, ""),
            }
            for answer in answers
        ]
        return {"total": len(awaiting), "entries": entries}

    @api.model
    def get_answer(self, answer_id):
        """Return one answer that waits for the user, and its request.

        :param int answer_id: of ``grc.request.answer``
        :raises UserError: when it does not wait for them (any more)
        :rtype: dict
        """
        answer = self._get_awaiting(answer_id)
        return {
            **self._prepare_entry(answer, self.env.user._grc_get_awaiting()[answer_id]),
            "request": self._prepare_request(answer.request_id),
            "files": _list_files(self._get_files(answer) - answer.attachment_ids),
            "letter": self._prepare_letter(answer),
            "decisions": self._prepare_decisions(answer),
            **self._prepare_levels(answer),
        }

    @api.model
    def approve(self, items):
        """Approve several answers, each on its own.

        :param list[dict] items: ``id`` and the ``digest`` of what was on the screen
        :return: the ids that are ``approved``, and those ``refused`` with their ``reason``
        :rtype: dict
        """
        result = {"approved": [], "refused": []}
        for item in items:
            answer = self.env[ANSWER].browse(item["id"])
            try:
                with self.env.cr.savepoint():
                    answer.action_approve(item["digest"])
                result["approved"].append(item["id"])
            except UserError as error:
                result["refused"].append({"id": item["id"], "reason": error.args[0]})
        return result

    @api.model
    def _get_awaiting(self, answer_id):
        """Return an answer that waits for the user, to be read in full.

        :raises UserError: when it does not wait for them (any more)
        :rtype: grc.request.answer
        """
        if answer_id not in self.env.user._grc_get_awaiting():
            raise UserError(self.env._("This answer does not wait for you any more."))
        return self.env[ANSWER].sudo().browse(answer_id)

    @api.model
    def _get_files(self, answer):
        """Return the files of an answer and of its request.

        :rtype: ir.attachment
        """
        Attachment = self.env["ir.attachment"].sudo()
        request = answer.request_id
        domain = [("res_model", "=", request._name), ("res_id", "=", request.id)]
        return Attachment.search(domain) | answer.attachment_ids

    def _get_changed(self, answers):
        """Return the ids of those that a validator changed since they were submitted."""
        rows = (
            self.env["grc.answer.decision"]
            .sudo()
            .search([("answer_id", "in", answers.ids), ("kind", "in", ("submitted", "changed"))])
        )
        last = {row.answer_id.id: row.kind for row in rows}
        return {answer_id for answer_id, kind in last.items() if kind == "changed"}

    def _get_pending_levels(self, answers):
        reviews = (
            self.env["tier.review"]
            .sudo()
            .search(
                [("model", "=", ANSWER), ("res_id", "in", answers.ids), ("status", "=", "pending")]
            )
        )
        return {review.res_id: review.name for review in reviews}

    def _prepare_entry(self, answer, user_ids):
        """Return what the queue shows of an answer; hook for more.

        :param answer: ``grc.request.answer``
        :param set user_ids: of the users whose turn it is, among the user and the represented
        :rtype: dict
        """
        request = answer.request_id
        users = self.env["res.users"].sudo().browse(user_ids)
        own = self.env.user in users
        return {
            "id": answer.id,
            "digest": answer.digest,
            "subject": answer.subject,
            "number": request.number,
            "name": request.name,
            "citizen": request.partner_id.name or request.contact_name or "",
            "type": request.type_id.name or "",
            "department": request.department_id.name or "",
            "deadline": request.date_deadline and format_date(self.env, request.date_deadline),
            "deadline_state": request.deadline_state,
            "submitted": format_datetime(self.env, answer.date_submitted, dt_format="short"),
            "author": answer.submitted_by_id.name,
            "represented": "" if own else ", ".join(users.mapped("name")),
        }

    def _prepare_request(self, request):
        """Return what a validator reads of a request; hook for more."""
        messages = request.message_ids.filtered(
            lambda message: message.message_type in ("email", "comment")
            and not message.is_internal
            and message.body
        )[:HISTORY_LENGTH]
        return {
            "description": str(request.description or ""),
            "channel": request.channel_id.name or "",
            "received": format_datetime(self.env, request.date_received, dt_format="short"),
            "history": [
                {
                    "id": message.id,
                    "author": message.author_id.name or message.email_from or "",
                    "date": format_datetime(self.env, message.date, dt_format="short"),
                    "body": str(message.body),
                }
                for message in messages
            ],
        }

    def _prepare_letter(self, answer):
        """Return the letter as it would leave; hook for more."""
        request = answer.request_id
        delivery = dict(answer._fields["delivery"]._description_selection(self.env))
        address = request.partner_id._display_address(without_company=True)
        lines = [line for line in (address or "").splitlines() if line.strip()]
        return {
            "sender": request.department_id.name or request.company_id.name,
            "recipient": [request.partner_id.name or request.contact_name or "", *lines]
            if answer.delivery == "post"
            else [request.email_normalized or request.contact_name or ""],
            "delivery": delivery.get(answer.delivery, ""),
            "subject": answer.subject,
            "body": str(answer.body or ""),
            "attachments": _list_files(answer.attachment_ids),
        }

    def _prepare_levels(self, answer):
        """Return the level whose turn it is, those after it, and whether approving sends."""
        reviews = answer._get_reviews()
        following = reviews.filtered(lambda review: review.status == "waiting")
        return {
            "level": reviews.filtered(lambda review: review.status == "pending").name or "",
            "following": following.mapped("name"),
            "leaves": not following and any(reviews.definition_id.mapped("grc_sends")),
        }

    def _prepare_decisions(self, answer):
        kinds = dict(
            self.env["grc.answer.decision"]._fields["kind"]._description_selection(self.env)
        )
        return [
            {
                "id": decision.id,
                "kind": kinds[decision.kind],
                "approval": decision.kind in APPROVALS,
                "level": decision.level or "",
                "who": decision._get_who(),
                "date": format_datetime(self.env, decision.date, dt_format="short"),
                "comment": decision.comment or "",
                "change": str(decision.change or ""),
            }
            for decision in self.env["grc.answer.decision"]
            .sudo()
            .search([("answer_id", "=", answer.id)])
        ]


def _urgency(answer):
    deadline = answer.request_id.date_deadline
    return (not deadline, deadline or answer.date_submitted, answer.id)


def _list_files(attachments):
    return [
        {
            "id": attachment.id,
            "name": attachment.name,
            "picture": (attachment.mimetype or "").startswith("image/"),
        }
        for attachment in attachments
    ]
