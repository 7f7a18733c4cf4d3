from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize, hash_sign, verify_hash_signed

CONFIRM_SCOPE = "grc_citizen_portal.subscription.confirm"
LEAVE_SCOPE = "grc_citizen_portal.subscription.leave"
CONFIRM_HOURS = 48
#: An address that has not confirmed is not written to again about the same thing before that.
ASK_AGAIN = timedelta(minutes=15)
KEPT_PENDING = timedelta(days=3)
KEPT_LEFT = timedelta(days=30)
#: At each round of the job that forgets.
MOST_FORGOTTEN = 10_000
#: A row for each record, not one more line in a history that nobody reads.
SILENT = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
}


class GrcSubscription(models.Model):
    """An address that is told of a request or of a type, confirmed by whoever reads its mail.

    What can be followed are the models of :attr:`res_model`, which inherit
    ``grc.subscribed.mixin``; an addon adds its own. Links are signed: nothing that opens one is
    stored.
    """

    _name = "grc.subscription"
    _description = "Subscription to Notices"
    _inherit = ["mail.thread.blacklist"]
    _order = "id desc"
    _rec_name = "email"

    email = fields.Char(required=True, readonly=True)
    res_model = fields.Selection(
        [("grc.request", "A request"), ("grc.request.type", "A type or theme")],
        string="Kind",
        required=True,
        readonly=True,
    )
    res_id = fields.Many2oneReference(
        string="Followed", model_field="res_model", required=True, readonly=True
    )
    target_name = fields.Char(string="About", compute="_compute_target_name")
    lang = fields.Char(string="Language", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("pending", "To be confirmed"), ("active", "Active"), ("left", "Left")],
        default="pending",
        required=True,
        readonly=True,
    )
    date_asked = fields.Datetime(string="Confirmation Asked", readonly=True)
    date_confirmed = fields.Datetime(string="Confirmed", readonly=True)
    date_left = fields.Datetime(string="Left on", readonly=True)
    date_told = fields.Datetime(
        string="Told Until", readonly=True, help="What happened before was told, or is not to be."
    )
    told_stage_id = fields.Many2one("grc.request.stage", readonly=True, ondelete="set null")

    _email_idx = models.Index("(email_normalized)")
    _target_idx = models.Index("(res_model, res_id)")
    _due_idx = models.Index("(res_model, date_told) WHERE state = 'active'")
    _one_each = models.UniqueIndex(
        "(email_normalized, res_model, res_id) WHERE state <> 'left'",
        "This address already follows it.",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("lang")
    def _compute_target_name(self):
        for model, subscriptions in self.grouped("res_model").items():
            targets = self.env[model].sudo().browse(subscriptions.mapped("res_id")).exists()
            by_id = {target.id: target for target in targets}
            for subscription in subscriptions:
                target = by_id.get(subscription.res_id)
                subscription.target_name = target and target._get_followed_label()

    def _get_target(self):
        """Return what is followed, empty when it is gone.

        :return: one record of :attr:`res_model`, with the rights of the system
        """
        self.ensure_one()
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    @api.model
    def _subscribe(self, email, target):
        """Ask whoever reads an address to confirm that they want to be told of something.

        Whether the address is known, and as what, nobody learns: the same is done and said.

        :param str email: as typed
        :param target: a record of a model of :attr:`res_model`
        :raises ValidationError: when it is no address
        """
        address = email_normalize(email)
        if not address:
            raise ValidationError(
                self.env._("Check the e-mail address: for example, name@example.org.")
            )
        subscriptions = self.sudo().with_context(**SILENT)
        known = subscriptions.search(
            [
                ("email_normalized", "=", address),
                ("res_model", "=", target._name),
                ("res_id", "=", target.id),
                ("state", "!=", "left"),
            ],
            limit=1,
        )
        if known.date_asked and known.date_asked > fields.Datetime.now() - ASK_AGAIN:
            return
        subscription = known or subscriptions.create(
            {
                "email": address,
                "res_model": target._name,
                "res_id": target.id,
                "lang": self.env.lang,
                "company_id": self.env.company.id,
            }
        )
        subscription.date_asked = fields.Datetime.now()
        if subscription._filter_reachable() and not self.env["grc.silence"]._find_for(address):
            subscription._ask_confirmation()

    def _ask_confirmation(self):
        """Mail the link that confirms; to whoever already confirmed, the one that leaves."""
        localized = self.with_context(lang=self.lang)
        if self.state == "active":
            subject = localized.env._("You are already told")
            template = "grc_citizen_portal.subscription_mail_known"
        else:
            subject = localized.env._("Confirm that you want to be told")
            template = "grc_citizen_portal.subscription_mail_confirm"
        values = {"subscription": localized, "url": self._get_confirm_url()}
        mail = localized._prepare_notice(subject, template, values)
        self.env["grc.request"]._queue_mails([mail])

    def _confirm(self):
        """Begin to tell, from now on; what happened before is not told."""
        self.filtered(lambda one: one.state == "pending").write(
            {
                "state": "active",
                "date_confirmed": fields.Datetime.now(),
                "date_told": fields.Datetime.now(),
            }
        )
        for subscription in self:
            subscription._get_target()._on_followed(subscription)

    def _leave(self):
        """Stop telling, for good."""
        self.filtered(lambda one: one.state != "left").write(
            {"state": "left", "date_left": fields.Datetime.now()}
        )

    def _get_confirm_url(self):
        token = self._sign(CONFIRM_SCOPE, expiration_hours=CONFIRM_HOURS)
        return f"{self.get_base_url()}/citizen/subscribe/confirm/{token}"

    def _get_leave_url(self):
        """Return the link by which this address is told no more; it never expires."""
        return f"{self.get_base_url()}/citizen/subscribe/leave/{self._sign(LEAVE_SCOPE)}"

    def _sign(self, scope, **until):
        self.ensure_one()
        return hash_sign(self.env(su=True), scope, [self.id], **until)

    @api.model
    def _find_by_token(self, scope, token):
        """Return the subscription of a link.

        :param str scope: :data:`CONFIRM_SCOPE` or :data:`LEAVE_SCOPE`
        :return: one subscription or none, with the rights of the system
        """
        subscriptions = self.sudo()
        try:
            values = verify_hash_signed(self.env(su=True), scope, token)
        except ValueError:
            values = None
        return subscriptions.browse(values).exists() if values else subscriptions.browse()

    @api.model
    def _forget(self, addresses):
        """Forget addresses and what they follow, for instance of a citizen who is erased.

        :param list[str] addresses: normalized
        """
        self.sudo().search([("email_normalized", "in", addresses)]).unlink()

    @api.autovacuum
    def _gc_subscriptions(self):
        """Forget the addresses that never confirmed, and those that left some time ago."""
        now = fields.Datetime.now()
        limits = {"pending": ("date_asked", KEPT_PENDING), "left": ("date_left", KEPT_LEFT)}
        for state, (name, kept) in limits.items():
            domain = [("state", "=", state), (name, "<", now - kept)]
            self.search(domain, limit=MOST_FORGOTTEN).unlink()
