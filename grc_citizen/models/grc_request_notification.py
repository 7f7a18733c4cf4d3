from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize, format_date, formataddr

AUTO_REPLIED = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
AUTO_GENERATED = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class GrcRequest(models.Model):
    _inherit = "grc.request"

    public_greeting = fields.Char(compute="_compute_public_texts")
    public_department = fields.Html(compute="_compute_public_texts", sanitize=False)
    public_date_received = fields.Char(compute="_compute_public_texts")
    public_deadline = fields.Char(compute="_compute_public_texts")
    public_state = fields.Char(compute="_compute_public_texts")
    public_legal_notice = fields.Html(compute="_compute_public_legal_notice", sanitize=False)
    public_refusal = fields.Html(compute="_compute_public_refusal", sanitize=False)
    date_silence = fields.Date(
        string="Implicit Decision On",
        compute="_compute_date_silence",
        help="CRPA L231-1 and L231-4: what silence becomes on that day is set by the type.",
    )

    @api.depends("date_received", "type_id.silence_means", "type_id.silence_months")
    def _compute_date_silence(self):
        for request in self:
            rule = request.type_id
            request.date_silence = rule.silence_means not in (
                False,
                "none",
            ) and fields.Datetime.context_timestamp(
                request._in_city_zone(), request.date_received
            ).date() + relativedelta(months=rule.silence_months)

    @api.depends_context("lang")
    @api.depends("contact_name", "department_id", "date_received", "date_deadline", "stage_id")
    def _compute_public_texts(self):
        for request in self:
            zoned = request._in_city_zone()
            request.public_greeting = (
                self.env._("Dear %(name)s,", name=request.contact_name)
                if request.contact_name and "@" not in request.contact_name
                else self.env._("Dear Sir or Madam,")
            )
            request.public_date_received = format_date(
                self.env,
                fields.Datetime.context_timestamp(zoned, request.date_received),
                date_format="long",
            )
            request.public_deadline = (
                format_date(
                    self.env,
                    fields.Datetime.context_timestamp(zoned, request.date_deadline),
                    date_format="long",
                )
                if request.date_deadline
                else self.env._("as soon as possible")
            )
            request.public_state = request.stage_id.public_name or request.stage_id.name
            request.public_department = request._get_department_notice()

    @api.depends_context("lang")
    @api.depends("refusal_reason_id")
    def _compute_public_refusal(self):
        for request in self:
            request.public_refusal = request.refusal_reason_id.message

    def _in_city_zone(self):
        return self.with_context(tz=self.company_id.partner_id.tz or self.env.user.tz or "UTC")

    def _get_department_notice(self):
        """Return the department in charge and how to reach it: CRPA R112-11-1, 2°.

        :rtype: Markup
        """
        contact = self._get_department_contact()
        lines = [contact[name] for name in ("name", "email", "phone", "address")]
        return Markup("<br/>").join(line for line in lines if line)

    def _get_department_contact(self, with_email=True):
        """Return the department in charge and how to reach it, the town hall where it says nothing.

        :param bool with_email: whether its e-mail address is asked for
        :return: `name`, `email`, `phone` and `address`, in one line
        :rtype: dict
        """
        department = self.department_id.sudo()
        company = self.company_id.sudo()
        place = (department.address_id or company.partner_id)._display_address(without_company=True)
        contact = {
            "name": department.name or company.name,
            "phone": department.phone or company.phone,
            "address": ", ".join(filter(None, map(str.strip, place.splitlines()))),
        }
        if with_email:
            email = department._get_public_email() if department else company.email
            contact["email"] = email
        return contact

    @api.depends_context("lang")
    @api.depends("type_id", "date_silence")
    def _compute_public_legal_notice(self):
        for request in self:
            request.public_legal_notice = request._get_legal_notice()

    def _get_legal_notice(self):
        """Return the mentions that the acknowledgement of a *demande* must carry.

        CRPA R112-11-1, 3° to 5°: what silence means, when, and either the right to an attestation
        (L232-3) or the remedies.

        :rtype: Markup | bool
        """
        rule = self.type_id
        if not self.date_silence:
            return False
        date = format_date(self.env, self.date_silence, date_format="long")
        if rule.silence_means == "acceptance":
            notice = self.env._(
                "If you have received no answer by %(date)s, and provided that your file is "
                "complete, your request will be deemed accepted. You may then ask for an "
                "attestation of this implicit decision (article L232-3 of the Code des relations "
                "entre le public et l'administration).",
                date=date,
            )
        else:
            notice = self.env._(
                "If you have received no answer by %(date)s, your request will be deemed rejected.",
                date=date,
            )
        text = Markup("<p>%s</p>") % notice
        if rule.silence_means == "refusal" and rule.appeal_text:
            text += rule.appeal_text
        return text

    def _acknowledge(self):
        """Acknowledge receipt to those citizens who were not yet: CRPA L112-11, R112-11-1, R112-5.

        By mail, or as a letter to be printed when they prefer post or gave no address. Nothing
        goes to an automatic sender nor to a blocked address, and nothing twice.
        """
        for delivery, requests in self._group_by_delivery().items():
            pending = requests.filtered(lambda one: not one.date_acknowledged)
            if pending:
                getattr(pending, f"_acknowledge_by_{delivery}")()

    def _group_by_delivery(self):
        groups = {}
        for request in self:
            delivery = request._get_delivery()
            if delivery:
                groups[delivery] = groups.get(delivery, self.browse()) | request
        return groups

    def _get_delivery(self):
        """Return how this citizen is reached: ``email``, ``post``, or False when they cannot be.

        Hook: an addon that brings a channel answers its name when the citizen prefers it, and
        brings ``_acknowledge_by_<name>``, ``_tell_by_<name>`` and ``_ask_satisfaction_by_<name>``.

        :rtype: str | bool
        """
        preferred = self.partner_id.sudo().preferred_channel
        can_mail = bool(self.email_normalized) and not self.sudo().is_blacklisted
        has_address = bool(self.partner_id.sudo().city)
        if preferred == "post" and has_address:
            return "post"
        if can_mail:
            return "email"
        return "post" if has_address and self.channel_id.code in ("post", "fax") else False

    def _acknowledge_by_email(self):
        default = self._browse_xmlid("grc_citizen.mail_template_acknowledgement")
        for request_type, requests in self.grouped("type_id").items():
            template = request_type.sudo().acknowledgement_template_id or default
            requests._mail_citizens(template, AUTO_REPLIED)
        self.sudo().date_acknowledged = fields.Datetime.now()

    def _acknowledge_by_post(self):
        self.env.ref("grc_citizen.ir_cron_acknowledge_by_post")._trigger()

    def _tell(self, template):
        """Tell citizens something, each by the way they can be reached.

        :param template: ``mail.template`` of requests
        """
        for delivery, requests in self._group_by_delivery().items():
            getattr(requests, f"_tell_by_{delivery}")(template)

    def _tell_by_email(self, template):
        self._mail_citizens(template, AUTO_GENERATED)

    def _tell_by_post(self, template):
        """Send nothing: a letter for each step would cost more than it tells."""

    def _notify_stage(self, stage, state):
        """Tell the citizens of requests that entered a stage; a part has no citizen to tell.

        :param stage: ``grc.request.stage``
        :param str state: in which the requests were before
        """
        template = self._get_stage_template(stage, state)
        if template and not self.env.context.get("grc_no_notify"):
            self.filtered(lambda request: not request.parent_id)._tell(template)

    def _get_stage_template(self, stage, state):
        """Return the message of a move to a stage, empty when nothing is to be told; hook.

        That work begins is told once: not again after a reply or a validation. When the request was
        closed, the words are those of an opening again.

        :rtype: mail.template
        """
        if stage.state == "progress" and state in ("waiting", "validation"):
            return self.env["mail.template"]
        if stage.state == "progress" and state in ("done", "refused"):
            return self.env.ref("grc_citizen.mail_template_reopened", raise_if_not_found=False)
        return stage.sudo().mail_template_id

    @api.model
    def _check_template(self, template):
        """Refuse a template of another model: it would tell of the record with the same id.

        :param template: ``mail.template``
        :raises AccessError: when it is not one of requests
        """
        if template.sudo().model != self._name:
            raise AccessError(self.env._("This template is not one of requests."))

    def _mail_citizens(self, template, headers):
        """Queue one mail a request from a template, in each citizen's language.

        :param template: ``mail.template`` of requests
        :param dict headers: of the mails
        """
        self._check_template(template)
        mails = []
        for lang, requests in self._group_by_lang().items():
            localized = requests.with_context(lang=lang)
            template = template.sudo().with_context(lang=lang)
            subjects = template._render_field("subject", requests.ids)
            bodies = template._render_field("body_html", requests.ids)
            mails += [
                request._prepare_citizen_mail(subjects[request.id], bodies[request.id], headers)
                for request in localized
            ]
        self._queue_mails(mails)

    def _group_by_lang(self):
        default = self.env.company.partner_id.lang or self.env.lang
        groups = {}
        for request in self:
            lang = request.partner_id.sudo().lang or default
            groups[lang] = groups.get(lang, self.browse()) | request
        return groups

    def _prepare_citizen_mail(self, subject, body, headers):
        """Return the values of a ``mail.mail`` to the citizen of this request."""
        company = self.company_id.sudo()
        sender, reply_to = self._get_sender()
        return {
            "model": self._name,
            "res_id": self.id,
            "message_type": "auto_comment",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
            "subject": subject,
            "body": body,
            "body_html": self._wrap_mail(body),
            "email_from": sender,
            "reply_to": reply_to,
            "author_id": company.partner_id.id,
            "email_to": self.email_from,
            "headers": repr(headers),
            "auto_delete": False,
        }

    def _get_sender(self):
        """Return the sender of mails to the citizen and the address that takes their replies.

        :rtype: tuple[str, str]
        """
        company = self.company_id.sudo()
        address = self.department_id.sudo().alias_email or email_normalize(company.email)
        if not address:
            return self.env.user.email_formatted, self.env.user.email_formatted
        return formataddr((company.name, address)), address

    def _wrap_mail(self, body):
        return (
            self.env["ir.qweb"]
            .sudo()
            ._render(
                "grc_citizen.mail_layout",
                self._prepare_mail_layout(body),
                minimal_qcontext=True,
                raise_if_not_found=True,
            )
        )

    def _prepare_mail_layout(self, body):
        """Return the values of the layout of mails to citizens; hook."""
        return {"body": body, "company": self.company_id.sudo(), "lang": self.env.lang}

    def _notify_department(self):
        """Tell the department in charge of its new requests, by the way it chose."""
        for department, requests in self.sudo().grouped("department_id").items():
            if department:
                getattr(requests, f"_notify_department_by_{department._get_notification()}")()

    def _notify_department_by_email(self):
        mails = []
        for request in self:
            users = request.user_id or request.department_id._get_notified_users()
            partners = users.partner_id.filtered("email")
            if partners:
                mails.append(request._prepare_department_mail(partners))
        self._queue_mails(mails)

    def _prepare_department_mail(self, partners):
        view = {"model": self._name, "res_id": self.id}
        lang = partners[:1].lang or self.env.lang
        body = self.env["ir.qweb"]._render(
            "grc_citizen.mail_new_request",
            {
                "request": self.with_context(lang=lang),
                "url": f"{self.get_base_url()}/mail/view?{urlencode(view)}",
            },
            lang=lang,
            minimal_qcontext=True,
        )
        company = self.company_id
        return {
            "model": self._name,
            "res_id": self.id,
            "message_type": "user_notification",
            "is_internal": True,
            "subject": f"[{self.number}] {self.name}",
            "body": body,
            "body_html": body,
            "email_from": company.email_formatted,
            "reply_to": company.email_formatted,
            "author_id": company.partner_id.id,
            "recipient_ids": [fields.Command.link(partner.id) for partner in partners],
            "headers": repr(AUTO_GENERATED),
            "auto_delete": True,
        }

    def _notify_department_by_activity(self):
        for request in self:
            user = request.user_id or request.department_id._get_notified_users()[:1]
            if user:
                request.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("New request"),
                    note=self.env.context.get("grc_transfer_reason"),
                    user_id=user.id,
                )

    def _get_answer_delivery(self):
        """Return how an answer should leave by default: ``email`` or ``post``."""
        return self._get_delivery() or ("email" if self.email_normalized else "post")

    def _ask_citizen(self, question):
        """Put a question to the citizen: by mail when they can be reached, in the history anyway.

        :param str question: HTML
        """
        self.ensure_one()
        if self._get_delivery() != "email":
            self.message_post(
                body=question, message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            return
        lang = next(iter(self._group_by_lang()))
        subject = self.with_context(lang=lang).env._(
            "Your request %(number)s: a question", number=self.number
        )
        vals = self.with_context(lang=lang)._prepare_citizen_mail(subject, question, {})
        vals.update(message_type="comment", author_id=self.env.user.partner_id.id)
        self._queue_mails([vals])
