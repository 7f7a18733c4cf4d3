from odoo import api, fields, models
from odoo.tools import html2plaintext
from odoo.tools.sql import column_exists, create_column

from ..tools.masking import mask_people, mask_phone, strip_letter


class GrcRequestType(models.Model):
    _inherit = "grc.request.type"

    shows_answers = fields.Boolean(
        string="Answers on the Tracking Page",
        compute="_compute_shows_answers",
        store=True,
        readonly=False,
        precompute=True,
        help="What new answers are set to: whoever has the tracking code may read them, names, "
        "addresses and numbers left out. The agent may decide otherwise for each answer.",
    )

    @api.depends("kind", "is_confidential")
    def _compute_shows_answers(self):
        for request_type in self:
            request_type.shows_answers = (
                request_type.kind == "report" and not request_type.is_confidential
            )


class GrcRequestAnswer(models.Model):
    """Answers that whoever has the tracking code may read, without whom they name."""

    _inherit = "grc.request.answer"

    is_public = fields.Boolean(
        string="On the Tracking Page",
        compute="_compute_is_public",
        store=True,
        readonly=False,
        precompute=True,
        help="Whoever has the tracking code may read this answer, names, addresses and numbers "
        "left out. Write nothing in it that only the citizen may know. Answers to confidential "
        "requests are never shown.",
    )

    public_text = fields.Text(
        string="What the Tracking Page Shows",
        compute="_compute_public_text",
        store=True,
        readonly=False,
        copy=False,
        help="The answer without whom it greets, names and is signed by. Take out what else should "
        "not be read by others.",
    )

    def _auto_init(self):
        # Answers that left before this choice existed were written for the citizen alone.
        for name, kind in (("is_public", "boolean"), ("public_text", "text")):
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    @api.depends("request_id")
    def _compute_is_public(self):
        for answer in self:
            answer.is_public = answer.request_id.sudo().type_id.shows_answers

    @api.depends("is_public", "state", "body")
    def _compute_public_text(self):
        for answer in self:
            shown = answer.is_public and answer.state == "sent"
            answer.public_text = shown and answer._get_public_text()

    def _get_public_text(self):
        """Return this answer as whoever has the tracking code may read it; hook.

        :rtype: str
        """
        self.ensure_one()
        text = strip_letter(html2plaintext(self.body or "", include_references=False))
        return self.request_id.sudo()._mask_people(text)


class GrcRequest(models.Model):
    _inherit = "grc.request"

    def _get_public_answers(self, answers=None):
        """Return the answers that whoever has the tracking code may read, the oldest first.

        :param answers: what :meth:`_get_sent_answers` returns, when it is known
        :return: `date`: day in words, `datetime`: the same in ISO 8601, `text`: plain
        :rtype: list[dict]
        """
        request = self._get_public_request()
        if request._is_hidden():
            return []
        answers = request._get_sent_answers() if answers is None else answers
        return [
            {**request._format_public_day(answer.date_sent), "text": answer.public_text}
            for answer in answers
            if answer.is_public and answer.public_text
        ]

    def _get_sent_answers(self):
        """Return the answers that left, the oldest first.

        :rtype: grc.request.answer
        """
        return self.env["grc.request.answer"].search_fetch(
            [("request_id", "=", self.id), ("state", "=", "sent")],
            ["date_sent", "is_public", "public_text"],
            order="date_sent, id",
        )

    def _mask_people(self, text):
        """Hide in a text the people whom this request or the town hall knows.

        :param str text: plain
        :rtype: str
        """
        people = self._get_involved_partners()
        company = self.company_id
        department = self.department_id
        kept = [
            company.email,
            company.phone,
            department.phone,
            department.email,
            department.alias_email,
        ]
        phones = [self.phone, *people.mapped("phone")]
        return mask_people(
            mask_phone(text, [phone for phone in phones if phone not in kept]),
            involved=[self.contact_name, *people.mapped("name")],
            others=self._get_staff_names(),
            streets=[*people.mapped("street"), *people.mapped("street2")],
            kept=kept,
        )

    def _get_involved_partners(self):
        """Return who takes part in this request: citizen, household, agents, third parties; hook.

        :rtype: res.partner
        """
        citizens = self.partner_id | self.partner_id.household_id | self.partner_id.parent_id
        answers = self.answer_ids
        agents = self.user_id | self.department_id.manager_id | self.create_uid
        agents |= answers.sent_by_id | answers.submitted_by_id | answers.create_uid
        agents -= self.env.ref("base.public_user") | self.env.ref("base.user_root")
        third_parties = self.third_party_link_ids.partner_id
        return (citizens | agents.partner_id | third_parties) - self.company_id.partner_id

    @api.model
    def _get_staff_names(self):
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return users.search_fetch([("share", "=", False)], ["name"]).mapped("name")
