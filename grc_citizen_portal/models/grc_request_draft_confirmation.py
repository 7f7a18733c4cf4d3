import secrets

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, email_normalize, hmac

CODE_DIGITS = 6
#: Wrong codes after which a new one must be asked for.
CODE_TRIES = 5


class GrcRequestDraft(models.Model):
    """Where its type asks for it, a request counts once its sender has confirmed their address.

    Until then it is no request: it is not in the inbox, nobody is told of it, and it expires.
    """

    _inherit = "grc.request.draft"

    secret_digest = fields.Char(
        readonly=True, index="btree_not_null", help="Of the link, or of the code."
    )
    date_confirmation_expiry = fields.Datetime(readonly=True)
    wrong_codes = fields.Integer(readonly=True)
    suspicion = fields.Char(readonly=True)

    def _needs_confirmation(self):
        """Whether the address must be confirmed first: not that of the account logged in.

        :rtype: bool
        """
        self.ensure_one()
        if self.type_id.confirmation == "none" or self._is_anonymous():
            return False
        email = email_normalize(self._get_contact()["email"])
        return email != self._get_account().email_normalized

    def _ask_confirmation(self, suspicion=False):
        """Mail the link or the code by which this draft is confirmed; an earlier one ends.

        :param suspicion: see ``_submit``
        """
        self.ensure_one()
        by_code = self.type_id.confirmation == "code"
        secret = self._generate_code() if by_code else secrets.token_urlsafe(24)
        hours = self.company_id.grc_confirmation_hours
        expiry = fields.Datetime.add(fields.Datetime.now(), hours=hours)
        self.write(
            {
                "state": "unconfirmed",
                "secret_digest": self._digest_code(secret) if by_code else self._digest(secret),
                "date_confirmation_expiry": expiry,
                "wrong_codes": 0,
                "suspicion": suspicion or self.suspicion,
            }
        )
        localized = self.with_context(lang=self.lang)
        localized.company_id._grc_mail_address(
            email_normalize(self._get_contact()["email"]),
            localized.env._("%(code)s is your code", code=secret)
            if by_code
            else localized.env._("Confirm your request: %(type)s", type=localized.type_id.name),
            "grc_citizen_portal.mail_confirmation",
            {
                "draft": localized,
                "code": by_code and secret,
                "url": f"{self.get_base_url()}/citizen/confirm/{secret}",
                "hours": hours,
            },
        )

    @api.model
    def _generate_code(self):
        return str(secrets.randbelow(10**CODE_DIGITS)).zfill(CODE_DIGITS)

    def _digest_code(self, code):
        return hmac(self.env(su=True), "grc.request.draft.code", f"{self.id}:{code}")

    def _check_code(self, typed):
        """Count a try at the code, in a transaction of its own: tries at once are all counted.

        :param str typed: by the sender
        :return: whether it is the right one, in time
        :rtype: bool
        """
        with self.env["grc.inbox.message"]._own_transaction() as inbox:
            draft = self.with_env(inbox.env)
            draft._lock()
            if not draft._may_try() or draft.type_id.confirmation != "code":
                return False
            if consteq(draft.secret_digest, draft._digest_code("".join(typed.split()))):
                return True
            draft.wrong_codes += 1
            return False

    def _may_try(self):
        """Whether the code that was mailed can still be typed.

        :rtype: bool
        """
        return (
            self.state == "unconfirmed"
            and self.wrong_codes < CODE_TRIES
            and self.date_confirmation_expiry > fields.Datetime.now()
        )

    @api.model
    def _find_by_link(self, secret):
        """Return the draft that a link confirms, empty when it confirms none any more.

        :param str secret: of the address in the mail
        :rtype: grc.request.draft
        """
        return self.search(
            [
                ("secret_digest", "=", self._digest(secret)),
                ("type_id.confirmation", "=", "link"),
                "|",
                ("state", "!=", "unconfirmed"),
                ("date_confirmation_expiry", ">", fields.Datetime.now()),
            ],
            limit=1,
        )

    def _correct(self):
        """Let the sender type again: the address was wrong. What was mailed ends."""
        self.write({"state": "typing", "secret_digest": False, "date_confirmation_expiry": False})

    @api.model
    def _get_expired_domain(self, company):
        unconfirmed = Domain("state", "=", "unconfirmed") & Domain("company_id", "=", company.id)
        return super()._get_expired_domain(company) | (
            unconfirmed & Domain("date_confirmation_expiry", "<", fields.Datetime.now())
        )
