from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PROOF_FIELDS = {
    "state",
    "date_sent",
    "sent_by_id",
    "digest",
    "submitted_by_id",
    "date_submitted",
    "review_ids",
    "validation_status",
    "decision_ids",
}
SEALED_FIELDS = {"request_id", "template_id", "subject", "body", "delivery", "attachment_ids"}


class GrcRequestAnswer(models.Model):
    """The answer that leaves the town hall, by mail or as a letter."""

    _name = "grc.request.answer"
    _description = "Answer"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "subject"

    request_id = fields.Many2one("grc.request", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id")
    partner_id = fields.Many2one(related="request_id.partner_id")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("validation", "In validation"),
            ("ready", "Ready"),
            ("sent", "Sent"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    delivery = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("post", "Letter")],
        required=True,
        compute="_compute_delivery",
        store=True,
        readonly=False,
        precompute=True,
    )
    template_id = fields.Many2one("mail.template", domain="[('id', 'in', available_template_ids)]")
    available_template_ids = fields.Many2many(
        "mail.template", compute="_compute_available_template_ids"
    )
    subject = fields.Char(
        required=True, compute="_compute_subject", store=True, readonly=False, precompute=True
    )
    body = fields.Html(
        compute="_compute_body",
        store=True,
        readonly=False,
        precompute=True,
        sanitize="email_outgoing",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")
    date_sent = fields.Datetime(readonly=True, copy=False)
    sent_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    @api.depends("request_id")
    def _compute_delivery(self):
        for answer in self:
            if not answer.delivery and answer.request_id:
                answer.delivery = answer.request_id._get_answer_delivery()

    @api.depends("request_id")
    def _compute_available_template_ids(self):
        for answer in self:
            request = answer.request_id
            answer.available_template_ids = self.env["mail.template"].search(
                [
                    ("model", "=", "grc.request"),
                    ("grc_is_answer", "=", True),
                    ("grc_request_state", "in", (False, request.state)),
                    "|",
                    ("grc_request_type_ids", "=", False),
                    ("grc_request_type_ids", "parent_of", request.type_id.ids),
                ]
            )

    @api.depends("template_id", "request_id")
    def _compute_subject(self):
        for answer in self:
            if answer.template_id or not answer.subject:
                answer.subject = answer._render("subject") or self.env._(
                    "Your request %(number)s: %(subject)s",
                    number=answer.request_id.number or "",
                    subject=answer.request_id.name or "",
                )

    @api.depends("template_id", "request_id")
    def _compute_body(self):
        for answer in self:
            if answer.template_id:
                answer.body = answer._render("body_html")

    def _render(self, field_name):
        """Return a field of the template for this request, in the citizen's language."""
        request = self.request_id
        if not self.template_id or not request:
            return False
        lang = next(iter(request._group_by_lang()))
        request._check_template(self.template_id)
        template = self.template_id.sudo().with_context(lang=lang)
        return template._render_field(field_name, request.ids)[request.id]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_unforged(vals)
        answers = super().create(vals_list)
        answers.request_id.check_access("write")
        return answers

    def write(self, vals):
        self._check_unforged(vals)
        if SEALED_FIELDS & vals.keys() and "sent" in self.mapped("state"):
            raise UserError(
                self.env._("An answer that was sent stays as it was. Write another one.")
            )
        return super().write(vals)

    def _check_unforged(self, vals):
        if not self.env.su and PROOF_FIELDS & vals.keys():
            raise AccessError(self.env._("Only sending an answer tells that it was sent."))

    def _anonymize(self):
        """Empty the answers and forget their history: see ``grc.request._anonymize``."""
        self.message_ids.unlink()
        return super().write(
            {"subject": self.env._("Anonymous answer"), "body": False, "attachment_ids": False}
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(answer.state == "sent" for answer in self):
            raise UserError(self.env._("An answer that was sent cannot be deleted."))

    def action_send(self):
        """Send the answers to the citizens.

        :raises UserError: when one is empty, not ready, or cannot be delivered that way
        """
        self.request_id.check_access("write")
        self._check_validated()
        for answer in self:
            answer._check_sendable()
            getattr(answer, f"_send_by_{answer.delivery}")()
        now = fields.Datetime.now()
        super().write({"state": "sent", "date_sent": now, "sent_by_id": self.env.uid})
        for request in self.request_id.sudo():
            if not request.date_first_answer:
                request.date_first_answer = now
        return True

    def action_send_and_close(self):
        """Send the answers and close their requests."""
        self.action_send()
        return self.request_id.action_close()

    def _check_sendable(self):
        if self.state not in self._get_sendable_states():
            raise UserError(
                self.env._(
                    "“%(answer)s” was sent already or waits for validation.", answer=self.subject
                )
            )
        self._check_deliverable()

    def _check_deliverable(self):
        if not self.body or not self.body.striptags().strip():
            raise UserError(self.env._("The answer is empty: write it first."))
        available = dict(self._fields["delivery"]._description_selection(self.env))
        if not hasattr(self, f"_send_by_{self.delivery}"):
            raise UserError(
                self.env._(
                    "This city does not send answers by %(delivery)s.",
                    delivery=available[self.delivery],
                )
            )

    def _get_sendable_states(self):
        """Return the states an answer may be sent from; hook for validation circuits."""
        return ("draft", "ready")

    def _send_by_email(self):
        request = self.request_id
        if not request.email_normalized:
            raise UserError(
                self.env._("The citizen gave no e-mail address: choose a letter instead.")
            )
        if request.sudo().is_blacklisted:
            raise UserError(
                self.env._(
                    "%(address)s asked not to be written to: choose a letter instead.",
                    address=request.email_normalized,
                )
            )
        lang = next(iter(request._group_by_lang()))
        localized = request.with_context(lang=lang)
        vals = localized._prepare_citizen_mail(self.subject, self.body, {})
        vals.update(
            message_type="comment",
            author_id=self.env.user.partner_id.id,
            attachment_ids=[fields.Command.set(self.attachment_ids.ids)],
        )
        request._queue_mails([vals])

    def _send_by_post(self):
        self.request_id.message_post(
            body=self.body,
            subject=self.subject,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[self._print_letter()],
            partner_ids=[],
        )

    def _print_letter(self):
        """Return the letter as ``(file name, PDF bytes)``."""
        content, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf("grc_citizen.report_answer_letter", self.ids)
        )
        return f"{self.request_id.number}-{self.id}.pdf", content
