import hashlib
import hmac
import secrets
from datetime import UTC, datetime, time, timedelta

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

TOKEN_BYTES = 32
#: What who asked may still change; all else is set by the server.
EDITABLE_FIELDS = {
    "subject",
    "instructions",
    "shows_description",
    "shows_place",
    "attachment_ids",
    "can_finish",
    "date_expiry",
    "reply",
}


class GrcThirdPartyLink(models.Model):
    """What somebody outside the town hall is asked to do for a request, and the link to do it by.

    The link alone gives access, so it is drawn from a cryptographic source, mailed once, and kept
    only as a hash. It shows what was chosen for it and nothing else.
    """

    _name = "grc.third.party.link"
    _description = "Third Party's Link"
    _order = "id desc"
    _rec_name = "subject"

    request_id = fields.Many2one("grc.request", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id")
    partner_id = fields.Many2one("res.partner", string="Third Party", required=True, index=True)
    email = fields.Char(required=True)
    subject = fields.Char(required=True)
    instructions = fields.Text(string="What to Do", required=True)
    shows_description = fields.Boolean(string="Show the Citizen's Words")
    shows_place = fields.Boolean(string="Show the Place", default=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files Shown")
    can_finish = fields.Boolean(string="May Say Done", default=True)
    date_expiry = fields.Datetime(string="Works Until", required=True)
    token_hash = fields.Char(groups=fields.NO_ACCESS, copy=False)
    date_revoked = fields.Datetime(string="Revoked", readonly=True, copy=False)
    revoked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_done = fields.Datetime(string="Said Done", readonly=True, copy=False)
    reply = fields.Text(help="Shown on their page and sent to them by mail.")
    event_ids = fields.One2many("grc.third.party.event", "link_id", string="Log", readonly=True)
    use_count = fields.Integer(string="Visits", compute="_compute_use")
    date_last_used = fields.Datetime(string="Last Used", compute="_compute_use")
    state = fields.Selection(
        [
            ("active", "Active"),
            ("done", "Finished"),
            ("expired", "Expired"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
        search="_search_state",
        help="Reckoned when it is read: it is never out of date.",
    )

    _token_unique = models.UniqueIndex("(token_hash)", "This link is already used.")

    @api.depends("date_revoked", "date_expiry", "date_done")
    def _compute_state(self):
        now = fields.Datetime.now()
        for link in self:
            if link.date_revoked:
                link.state = "revoked"
            elif link.date_expiry and link.date_expiry <= now:
                link.state = "expired"
            else:
                link.state = "done" if link.date_done else "active"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        revoked = Domain("date_revoked", "!=", False)
        expired = ~revoked & Domain("date_expiry", "<=", fields.Datetime.now())
        working = ~revoked & ~expired
        domains = {
            "revoked": revoked,
            "expired": expired,
            "done": working & Domain("date_done", "!=", False),
            "active": working & Domain("date_done", "=", False),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("event_ids")
    def _compute_use(self):
        groups = self.env["grc.third.party.event"]._read_group(
            [("link_id", "in", self.ids), ("kind", "in", ("seen", "note", "photo", "done"))],
            ["link_id", "kind"],
            ["__count", "date:max"],
        )
        self.use_count = self.date_last_used = False
        for link, kind, count, last in groups:
            if kind == "seen":
                link.use_count = count
            link.date_last_used = max(link.date_last_used or last, last)

    @api.constrains("attachment_ids", "request_id")
    def _check_attachments(self):
        for link in self.sudo():
            if any(
                (file.res_model, file.res_id) != ("grc.request", link.request_id.id)
                for file in link.attachment_ids
            ):
                raise ValidationError(
                    self.env._("Only files of this very request may be shown to a third party.")
                )

    @api.constrains("date_expiry")
    def _check_date_expiry(self):
        for link in self:
            days = link.company_id.grc_third_party_max_days
            if link.date_expiry > fields.Datetime.now() + timedelta(days=days, hours=24):
                raise ValidationError(
                    self.env._("A link works for %(days)s days at most.", days=days)
                )

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - EDITABLE_FIELDS:
                raise AccessError(self.env._("Only the server changes this of a link."))
            self.request_id.check_access("write")
        return super().write(vals)

    def action_resend(self):
        """Mail a new link; the one mailed before stops working."""
        self.request_id.check_access("write")
        for link in self.sudo():
            if link.state in ("revoked", "done"):
                raise UserError(
                    self.env._("This link is over. Ask the third party again with a new one.")
                )
            if link.state == "expired":
                company = link.company_id
                link.date_expiry = link._get_expiry(company, link._get_last_day(company))
            link._send()
        return True

    def action_revoke(self):
        """Make the links useless, at once."""
        self.request_id.check_access("write")
        links = self.sudo().filtered(lambda link: not link.date_revoked)
        links.write({"date_revoked": fields.Datetime.now(), "revoked_by_id": self.env.uid})
        for link in links:
            link._log("revoked", author=self.env.user.partner_id)
            link.request_id._message_log(
                body=self.env._(
                    "Link of %(third_party)s revoked.", third_party=link.partner_id.name
                )
            )
        return True

    def action_reply(self):
        """Put what the agent wrote on the third party's page, and tell them by mail."""
        self.ensure_one()
        self.request_id.check_access("write")
        text = (self.reply or "").strip()
        if not text:
            raise UserError(self.env._("Write something first."))
        if self.state not in ("active", "done"):
            raise UserError(self.env._("This link no longer works: send a new one."))
        link = self.sudo()
        link._log("reply", text, author=self.env.user.partner_id)
        link.reply = False
        link._mail("grc_citizen.third_party_mail_reply", text=text)
        link.request_id._message_log(
            body=self.env._(
                "To %(third_party)s: %(text)s", third_party=link.partner_id.name, text=text
            )
        )
        return True

    @api.model
    def _get_last_day(self, company):
        """Return the last day that a link made today works, unless another is chosen."""
        return fields.Date.context_today(self) + timedelta(days=company.grc_third_party_days)

    @api.model
    def _get_expiry(self, company, day):
        """Return the end of a day in the city, naive UTC.

        :param date day: the last on which a link works
        """
        zone = timezone(company.partner_id.tz or "UTC")
        end = zone.localize(datetime.combine(day, time.max.replace(microsecond=0)))
        return end.astimezone(UTC).replace(tzinfo=None)

    @api.model
    def _hash(self, token):
        return hashlib.sha256((token or "").encode()).hexdigest()

    @api.model
    def _find(self, token):
        """Return the link that a token opens, whatever its state; empty for any other token.

        :param str token: as in the address
        """
        digest = self._hash(token)
        link = self.sudo().search([("token_hash", "=", digest)], limit=1)
        if link and hmac.compare_digest(link.token_hash, digest):
            return link
        return self.sudo().browse()

    def _send(self, reminder=False):
        """Draw a new token and mail the link, which replaces any mailed before.

        :param bool reminder: say in the mail that the third party was asked before
        """
        for link in self:
            token = secrets.token_urlsafe(TOKEN_BYTES)
            link.token_hash = self._hash(token)
            url = f"{link.get_base_url()}/citizen/third-party/{token}"
            link._mail("grc_citizen.third_party_mail", url=url, reminder=reminder)
            link._log("sent", author=self.env.user.partner_id)
            link.request_id._message_log(body=link._get_sent_notice())

    def _get_sent_notice(self):
        date = fields.Date.to_string(self._to_city_time(self.date_expiry))
        return self.env._(
            "Link sent to %(third_party)s (%(email)s), until %(date)s: %(subject)s",
            third_party=self.partner_id.name,
            email=self.email,
            date=date,
            subject=self.subject,
        )

    def _to_city_time(self, moment):
        return fields.Datetime.context_timestamp(self.request_id._in_city_zone(), moment)

    def _get_lang(self):
        """Return the code of the language of the third party."""
        return self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _mail(self, template, **values):
        """Queue a mail to the third party that Odoo forgets once it has left.

        It hangs on no record: whoever reads the request must not read the link in its history.

        :param str template: XML id of its text
        """
        lang = self._get_lang()
        link = self.with_context(lang=lang)
        request = link.request_id
        # Not to an address of ours that files mails: a reply quotes the link.
        agent = request.user_id or self.env.user
        company = self.company_id
        body = self.env["ir.qweb"]._render(
            template, {"link": link, **values}, lang=lang, minimal_qcontext=True
        )
        vals = {
            "message_type": "user_notification",
            "subject": f"[{request.number}] {self.subject}",
            "body": body,
            "body_html": request._wrap_mail(body),
            "email_from": request._get_sender()[0],
            "reply_to": agent.email_formatted if agent.email else company.email_formatted,
            "author_id": company.partner_id.id,
            "email_to": self.email,
            "headers": repr({"Auto-Submitted": "auto-generated"}),
            "auto_delete": True,
        }
        request._queue_mails([vals])

    def _log(self, kind, text=False, author=None, attachments=None, ip=None):
        """Add an event to the log of the links.

        :param str kind: see ``EVENT_KINDS``
        :param str ip: address it came from, kept shortened
        """
        Event = self.env["grc.third.party.event"].sudo()
        return Event.create(
            [
                {
                    "link_id": link.id,
                    "kind": kind,
                    "text": text,
                    "author_id": (author or link.partner_id).id,
                    "attachment_ids": [fields.Command.set(attachments.ids)] if attachments else [],
                    "ip": Event._shorten_ip(ip),
                }
                for link in self
            ]
        )
