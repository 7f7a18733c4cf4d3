import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize, single_email_re

TOKEN_BYTES = 32
HOURS = 48
MAX_LENGTH = 254


class GrcEmailChange(models.Model):
    """An e-mail address that a citizen wants to be written to, until they show that it is theirs.

    The link mailed there works once, and only for the account that asked. It is kept as a hash.
    """

    _name = "grc.email.change"
    _description = "E-mail Address to Confirm"
    _rec_name = "email"

    partner_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade")
    email = fields.Char(required=True, readonly=True)
    token_hash = fields.Char(required=True, groups=fields.NO_ACCESS)
    date_expiry = fields.Datetime(required=True, readonly=True)

    _partner_unique = models.UniqueIndex("(partner_id)")
    _token_unique = models.UniqueIndex("(token_hash)")

    @api.model
    def _check_email(self, partner, typed):
        """Return what is wrong with a new address, or nothing.

        :param partner: ``res.partner`` whose it would be
        :param str typed: in the form
        :rtype: str | bool
        """
        email = email_normalize(typed)
        if not email or not single_email_re.match(email) or len(typed) > MAX_LENGTH:
            return self.env._(
                "“%(email)s” is not an e-mail address. Type it like name@example.com.",
                email=typed[:MAX_LENGTH],
            )
        if email == partner.email_normalized:
            return self.env._("This is the address that we have already.")
        return False

    @api.model
    def _ask(self, partner, typed):
        """Mail a link to the new address, and tell the present one.

        :param partner: ``res.partner`` in superuser mode
        :param str typed: an address that :meth:`_check_email` let pass
        """
        partner = partner._in_own_lang()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._find(partner).unlink()
        change = self.create(
            {
                "partner_id": partner.id,
                "email": email_normalize(typed),
                "token_hash": self._hash(token),
                "date_expiry": fields.Datetime.now() + timedelta(hours=HOURS),
            }
        )
        partner._mail_own_data(
            partner.env._("Confirm your e-mail address"),
            "grc_citizen_portal.mail_email_confirm",
            {"url": f"{partner.get_base_url()}/my/data/email/{token}", "hours": HOURS},
            email=change.email,
        )
        change._tell_old_address()

    def _tell_old_address(self):
        partner = self.partner_id._in_own_lang()
        if partner.email_normalized:
            partner._mail_own_data(
                partner.env._("Your e-mail address is about to change"),
                "grc_citizen_portal.mail_email_old",
                {"email": self._mask(self.email)},
            )

    @api.model
    def _mask(self, email):
        """Return an address that its owner recognises and nobody else learns."""
        name, _at, domain = email.partition("@")
        return f"{name[:1]}…@{domain}"

    @api.model
    def _find(self, partner, token=None):
        """Return the change that a citizen asked for, by its link when one is given.

        :param partner: ``res.partner``
        :param str token: of the link
        """
        changes = self.search(
            [("partner_id", "=", partner.id), ("date_expiry", ">", fields.Datetime.now())]
        )
        if token is None:
            return changes
        digest = self._hash(token)
        return changes.filtered(lambda change: secrets.compare_digest(change.token_hash, digest))

    @api.model
    def _hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    def _confirm(self):
        """Make the new address count: for mails, open requests, and logging in where it did.

        Whoever logged in with the old one logs in with the new one, unless another account does.
        """
        self.ensure_one()
        partner = self.partner_id._in_own_lang()
        old = partner.email_normalized
        users = self.env["res.users"].with_context(active_test=False)
        own = partner.user_ids.filtered(lambda user: email_normalize(user.login) == old)
        if own and old and not users.search_count([("login", "=", self.email)], limit=1):
            own.login = self.email
        partner._mail_own_data(
            partner.env._("Your e-mail address has changed"),
            "grc_citizen_portal.mail_email_changed",
            {"email": self._mask(self.email)},
        )
        partner.write({"email": self.email, "grc_email_confirmed": self.email})
        open_requests = self.env["grc.request"].search(
            [("partner_id", "=", partner.id), ("date_closed", "=", False)]
        )
        open_requests.filtered(lambda one: one.email_normalized == old).email_from = self.email
        self.unlink()

    @api.autovacuum
    def _gc_expired(self):
        self.search([("date_expiry", "<", fields.Datetime.now())]).unlink()
