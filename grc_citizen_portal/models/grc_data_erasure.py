import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

#: System parameter and default: days in which the administrator may refuse, and the citizen take
#: back what they asked for. Then it is carried out by itself, well within the month of the law.
REVIEW_PARAMETER = "grc_citizen_portal.erasure_review_days"
REVIEW_DAYS = 14
LIVE = ("waiting", "partial")


class GrcDataErasure(models.Model):
    """A citizen asks to be forgotten (GDPR, article 17): the register of what became of it.

    What no rule keeps is erased; the rest when its time comes; see ``grc_data_erasure_rule.py``.
    """

    _name = "grc.data.erasure"
    _description = "Request for Erasure"
    _inherit = ["grc.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    partner_id = fields.Many2one(
        "res.partner",
        string="Citizen",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [
            ("waiting", "Asked"),
            ("partial", "Going on"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("cancelled", "Taken back"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    date_asked = fields.Datetime(
        string="Asked", required=True, readonly=True, default=fields.Datetime.now
    )
    date_review = fields.Date(
        string="By Itself On",
        readonly=True,
        help="Carried out on that day unless it was refused or taken back before.",
    )
    date_due = fields.Date(
        string="To Be Answered By", readonly=True, help="One month: GDPR, article 12, 3."
    )
    date_decided = fields.Datetime(string="Decided", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    date_begun = fields.Datetime(string="Begun", readonly=True)
    date_done = fields.Datetime(string="All Erased", readonly=True)
    date_next = fields.Date(
        string="Next Time", readonly=True, help="When the next request may be erased."
    )
    refusal_reason = fields.Text(
        string="Why It Is Refused", help="The citizen receives it, in these words."
    )
    erased_count = fields.Integer(string="Requests Erased", readonly=True)
    kept_count = fields.Integer(string="Requests Kept", readonly=True)

    _one_at_a_time = models.UniqueIndex("(partner_id) WHERE state IN ('waiting', 'partial')")

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "name",
            "partner_id",
            "company_id",
            "state",
            "date_asked",
            "date_review",
            "date_due",
            "date_decided",
            "decided_by_id",
            "date_begun",
            "date_done",
            "date_next",
            "erased_count",
            "kept_count",
        }

    @api.model
    def _find_live(self, partner):
        """Return what this citizen asked for and is not over."""
        return self.search([("partner_id", "=", partner.id), ("state", "in", LIVE)], limit=1)

    @api.model
    def _ask(self, partner):
        """Record that a citizen asks to be forgotten, and tell them and the administrators.

        :param partner: ``res.partner``, whose identity was checked
        :rtype: grc.data.erasure
        """
        partner.lock_for_update()
        live = self._find_live(partner)
        if live:
            return live
        today = fields.Date.context_today(self)
        days = int(self.env["ir.config_parameter"].get_param(REVIEW_PARAMETER, REVIEW_DAYS))
        erasure = self.create(
            {
                "name": self.env["ir.sequence"].next_by_code(self._name),
                "partner_id": partner.id,
                "date_review": today + timedelta(days=days),
                "date_due": today + relativedelta(months=1),
            }
        )
        erasure._notify_administrators()
        erasure._mail_citizen("mail_erasure_asked", {"plan": self._get_plan(partner)})
        return erasure

    def _notify_administrators(self):
        group = self.env.ref("grc_citizen.group_administrator")
        for user in group.all_user_ids.filtered(lambda one: one.active and not one.share):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.date_due,
                summary=self.env._("A citizen asks to be erased"),
                user_id=user.id,
            )

    def _mail_citizen(self, template, values=None):
        partner = self.partner_id._in_own_lang()
        if partner:
            partner._mail_own_data(
                partner.env._("Erasing your data: %(number)s", number=self.name),
                f"grc_citizen_portal.{template}",
                {"erasure": self, **(values or {})},
            )

    def action_carry_out(self):
        """Erase now what may be, without waiting for the day on which it happens by itself."""
        self._check_decidable()
        for erasure in self.sudo():
            erasure._decide("partial")
            erasure._carry_out()
        return True

    def action_refuse(self):
        """Refuse, for a reason that the citizen receives with their remedies (article 12, 4).

        :raises UserError: when the reason is missing
        """
        self._check_decidable()
        for erasure in self.sudo():
            if not (erasure.refusal_reason or "").strip():
                raise UserError(self.env._("Write first why: the citizen receives it."))
            erasure._decide("refused")
            erasure._mail_citizen("mail_erasure_refused")
            erasure._message_log(body=self.env._("Refused, with the reason, by mail."))
        return True

    def _check_decidable(self):
        self.check_access("write")
        if any(erasure.state != "waiting" for erasure in self):
            raise UserError(self.env._("This was decided already, or taken back."))

    def _decide(self, state):
        self.write(
            {
                "state": state,
                "date_decided": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
            }
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _take_back(self):
        """Forget that it was asked for, as long as nothing was erased."""
        waiting = self.filtered(lambda erasure: erasure.state == "waiting")
        waiting._decide("cancelled")
        waiting._message_log_batch(
            {erasure.id: self.env._("Taken back by the citizen.") for erasure in waiting}
        )

    @api.model
    def _cron_carry_out(self):
        """Carry out what nobody refused, and go on with what had to be kept until now."""
        today = fields.Date.context_today(self)
        due = [("state", "=", "waiting"), ("date_review", "<=", today)]
        for erasure in self.search(due, order="id"):
            erasure._decide("partial")
        for erasure in self.search([("state", "=", "partial")], order="id"):
            erasure._try_carry_out()
            self.env["ir.cron"]._commit_progress(1)

    def _try_carry_out(self):
        """Carry out one; what fails is in the log and keeps nobody else waiting."""
        try:
            with self.env.cr.savepoint():
                self._carry_out()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:
            _logger.exception("Erasure %s", self.name)
