import hashlib
import secrets

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL, consteq, hmac

#: Cookie of a browser that types requests. Not Odoo's session: losing that loses nothing typed.
COOKIE = "grc_draft"
GC_BATCH = 500


class GrcRequestDraft(models.Model):
    """A request while it is typed on the citizen's pages, and what became of it.

    Found by a secret that only the citizen's browser has, together with the key in the address of
    the page; what a logged-in person types is theirs alone. Nobody else reads it: no group has any
    access. Once sent, it forgets what was typed and remains as the proof that this browser sent it.
    """

    _name = "grc.request.draft"
    _description = "Request Being Typed"

    browser = fields.Char(required=True, readonly=True, help="Digest of the browser's secret.")
    key = fields.Char(required=True, readonly=True)
    type_id = fields.Many2one(
        "grc.request.type", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    lang = fields.Char(readonly=True)
    values = fields.Json(readonly=True)
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        domain=[("res_model", "=", "grc.request.draft"), ("res_field", "=", False)],
        readonly=True,
    )
    state = fields.Selection(
        [
            ("typing", "Being typed"),
            ("unconfirmed", "To be confirmed"),
            ("received", "In the inbox"),
            ("sent", "Sent"),
        ],
        required=True,
        readonly=True,
        default="typing",
    )
    entry_id = fields.Many2one(
        "grc.inbox.message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    request_id = fields.Many2one(
        "grc.request", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    _key_unique = models.UniqueIndex("(browser, key)")
    _write_date_idx = models.Index("(write_date)")

    @api.model
    def _get_secret(self):
        """Return the secret of the browser that asks, empty when it has none yet.

        :rtype: str
        """
        return request.httprequest.cookies.get(COOKIE, "") if request else ""

    @api.model
    def _generate_secret(self):
        """Return a new secret for a browser: 192 random bits."""
        return secrets.token_urlsafe(24)

    @api.model
    def _generate_key(self):
        """Return a new key, which stands in the address of the pages of a draft."""
        return secrets.token_urlsafe(9)

    @api.model
    def _digest(self, secret):
        return hashlib.sha256(secret.encode()).hexdigest()

    @api.model
    def _find(self, request_type, key):
        """Return the draft of the browser that asks, empty when there is none.

        :param request_type: ``grc.request.type``
        :param str key: from the address of the page
        :rtype: grc.request.draft
        """
        secret = self._get_secret()
        if not secret or not key or "\x00" in key:
            return self.browse()
        return self.search(
            [
                ("browser", "=", self._digest(secret)),
                ("key", "=", key),
                ("type_id", "=", request_type.id),
            ]
        )

    @api.model
    def _find_sent(self, code):
        """Return the draft by which the browser that asks sent a request; never another's.

        :param str code: tracking code, normalised
        :rtype: grc.request.draft
        """
        secret = self._get_secret()
        if not secret or not code:
            return self.browse()
        draft = self.search(
            [("browser", "=", self._digest(secret)), ("request_id.tracking_code", "=", code)],
            limit=1,
        )
        return draft.filtered(lambda one: one._is_readable())

    def _is_readable(self):
        """Whether the user who asks may see what was typed: what one typed logged in stays theirs.

        :rtype: bool
        """
        self.ensure_one()
        return not self.user_id or self.user_id == self.env.user

    def _get_token(self):
        """Return the token that the forms of this draft carry: it outlives Odoo's session."""
        self.ensure_one()
        return hmac(self.env(su=True), "grc.request.draft", f"{self.browser}:{self.key}")

    def _check_token(self, token):
        """Whether a form that was sent is one that this browser was given.

        :rtype: bool
        """
        return bool(self) and consteq(self._get_token().encode(), (token or "").encode())

    @api.model
    def _prepare_draft_values(self, request_type, key):
        """Return the values of a draft that begins; hook.

        :param request_type: ``grc.request.type``
        :param str key: of the draft
        """
        user = self.env.user
        return {
            "key": key,
            "type_id": request_type.id,
            "user_id": False if user._is_public() else user.id,
            "lang": self.env.lang,
        }

    def _get_values(self):
        """Return what was typed, by name; empty at first and once it is sent.

        :rtype: dict
        """
        return self.values or {}

    def _keep(self, values):
        """Keep what was typed, whatever it is worth; it is checked when it is shown or sent.

        :param dict values: merged into those already there
        """
        self.ensure_one()
        user = self.env.user
        changes = {"values": {**self._get_values(), **values}, "lang": self.env.lang}
        if not self.user_id and not user._is_public():
            changes["user_id"] = user.id
        self.write(changes)

    def _lock(self):
        """Wait until nobody else handles this draft.

        :raises psycopg2.errors.SerializationFailure: somebody did; who calls starts over
        """
        self.env.cr.execute(
            SQL("SELECT 1 FROM grc_request_draft WHERE id = %s FOR UPDATE", self.id),
            log_exceptions=False,
        )

    @api.autovacuum
    def _gc_drafts(self):
        """Forget what was typed and not sent, with its files, and the proofs of what was sent.

        What waits in the inbox is kept until somebody decided what becomes of it.
        """
        expired = self.browse()
        for company in self.env["res.company"].sudo().search([("grc_draft_days", ">", 0)]):
            domain = self._get_expired_domain(company)
            expired |= self.search(domain, limit=GC_BATCH - len(expired))
        expired.unlink()
        return len(expired), len(expired) >= GC_BATCH

    @api.model
    def _get_expired_domain(self, company):
        """Return the domain of what a company forgets now; hook.

        :rtype: Domain
        """
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=company.grc_draft_days)
        waiting = Domain("entry_id.state", "in", ("received", "failed", "aside"))
        return (
            Domain("company_id", "=", company.id)
            & Domain("write_date", "<", limit)
            & ~(Domain("state", "=", "received") & waiting)
        )
