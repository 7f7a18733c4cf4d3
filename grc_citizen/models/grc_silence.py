from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.phone import _grc_phone_e164

#: Known citizens of a domain above which silencing the whole of it asks for a second thought.
MANY_CITIZENS = 5


class GrcSilence(models.Model):
    """A person, an address or a number whose messages are kept aside for a time.

    Nothing is lost: what they send waits in the inbox until a manager releases or dismisses it.
    A silence holds for the whole town hall: which company a message is for is not known yet when
    its sender is looked at.
    """

    _name = "grc.silence"
    _description = "Silenced Sender"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Citizen",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        help="All that comes from the e-mail address of this citizen is kept aside.",
    )
    email = fields.Char(
        string="E-mail or Domain",
        tracking=True,
        help="One address, or a whole domain written @domain.",
    )
    email_normalized = fields.Char(compute="_compute_email_normalized", store=True)
    phone = fields.Char(string="Telephone", tracking=True)
    phone_sanitized = fields.Char(compute="_compute_phone_sanitized", store=True)
    reason = fields.Text(
        required=True, tracking=True, help="Facts and dates: the citizen may ask to read it."
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._get_today(), tracking=True
    )
    date_to = fields.Date(
        string="Until", required=True, tracking=True, help="The last day, included."
    )
    date_ended = fields.Date(string="Ended on", readonly=True, copy=False, tracking=True)
    state = fields.Selection(
        [("planned", "Planned"), ("active", "In force"), ("expired", "Over")],
        compute="_compute_state",
        search="_search_state",
    )
    _email_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
    _phone_idx = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "A silence ends on the day it begins or later."
    )

    @api.depends("email")
    def _compute_email_normalized(self):
        for silence in self:
            email = (silence.email or "").strip().lower()
            is_domain = email.startswith("@") and "." in email and " " not in email
            silence.email_normalized = email if is_domain else email_normalize(email)

    @api.depends("phone")
    def _compute_phone_sanitized(self):
        country = self.env.company.country_id
        for silence in self:
            silence.phone_sanitized = _grc_phone_e164(silence.phone, country)

    @api.depends("date_from", "date_to", "date_ended")
    def _compute_state(self):
        today = self._get_today()
        for silence in self:
            if silence.date_ended or (silence.date_to and silence.date_to < today):
                silence.state = "expired"
            elif silence.date_from and silence.date_from > today:
                silence.state = "planned"
            else:
                silence.state = "active"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self._get_today()
        over = Domain("date_ended", "!=", False) | Domain("date_to", "<", today)
        domains = {
            "expired": over,
            "planned": ~over & Domain("date_from", ">", today),
            "active": ~over & Domain("date_from", "<=", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("partner_id", "email", "phone")
    def _compute_display_name(self):
        for silence in self:
            who = (silence.partner_id.display_name, silence.email, silence.phone)
            silence.display_name = " · ".join(filter(None, who))

    @api.constrains("partner_id", "email", "phone")
    def _check_who(self):
        for silence in self:
            if silence.email and not silence.email_normalized:
                raise ValidationError(
                    self.env._(
                        "“%(email)s” is neither an e-mail address nor a domain. Write one address "
                        "(name@domain.fr), or @domain.fr for all those of a domain.",
                        email=silence.email,
                    )
                )
            if silence.phone and not silence.phone_sanitized:
                raise ValidationError(
                    self.env._("“%(phone)s” is not a telephone number.", phone=silence.phone)
                )
            if not (silence.partner_id or silence.email or silence.phone):
                raise ValidationError(
                    self.env._(
                        "Say who is silenced: a citizen, an e-mail address or a telephone number."
                    )
                )
            silence._check_not_ours()

    def _check_not_ours(self):
        """Refuse to silence the city's own people and domains: their mails would wait too."""
        email = self.email_normalized or ""
        domain = email.rpartition("@")[2]
        is_own = domain and self.env["mail.alias.domain"].sudo().search_count(
            [("name", "=", domain)], limit=1
        )
        users = self.partner_id.sudo().user_ids
        if email:
            users |= self.env["res.users"].sudo().search([("email_normalized", "=", email)])
        if is_own or any(not user.share for user in users):
            raise ValidationError(
                self.env._(
                    "%(who)s belongs to the town hall and cannot be silenced.",
                    who=self.display_name,
                )
            )

    @api.onchange("email")
    def _onchange_email(self):
        if not (self.email_normalized or "").startswith("@"):
            return None
        count = self.env["res.partner"].search_count(
            [("email_normalized", "=like", f"%{self.email_normalized}")], limit=1000
        )
        if count < MANY_CITIZENS:
            return None
        return {
            "warning": {
                "title": self.env._("Many people use this domain"),
                "message": self.env._(
                    "%(count)s known citizens write from %(domain)s. All that they send would be "
                    "kept aside. Silence one address rather than the whole domain.",
                    count=count,
                    domain=self.email_normalized,
                ),
            }
        }

    @api.model
    def _get_today(self):
        """Return the day it is at the town hall."""
        timezone = pytz.timezone(self.env.company.partner_id.tz or "Europe/Paris")
        return datetime.now(timezone).date()

    @api.model
    def _find_for(self, email=None, phone=None, partner=None):
        """Return the silence in force for a sender, in one query.

        For every channel that brings messages in: e-mail, SMS, forms.

        :param str email: address, as it came
        :param str phone: number in E.164
        :param partner: `res.partner`
        :rtype: grc.silence
        """
        who = Domain.FALSE
        address = email_normalize(email, strict=False) if email else False
        if address:
            domain = f"@{address.rpartition('@')[2]}"
            who |= Domain("email_normalized", "in", [address, domain])
            who |= Domain("partner_id.email_normalized", "=", address)
            who |= Domain("partner_id.grc_alias_ids.value", "=", address)
        if phone:
            who |= Domain("phone_sanitized", "=", phone)
            who |= Domain("partner_id.phone_sanitized", "=", phone)
            who |= Domain("partner_id.grc_alias_ids.value", "=", phone)
        if partner:
            who |= Domain("partner_id", "in", partner.ids)
        if who.is_false():
            return self.browse()
        return self.sudo().search(Domain("state", "=", "active") & who, limit=1)
