from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

REVIEW_DAYS = 30
CRON_BATCH = 200
SERVER_FIELDS = {"date_ended", "reviewed_by_id", "reviewed_on", "review_asked"}


class GrcSilence(models.Model):
    """The reviews of a silence, its end, and what was kept aside under it."""

    _inherit = "grc.silence"

    manager_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Is reminded of the reviews and of the end.",
    )
    date_review = fields.Date(
        string="Next Review",
        required=True,
        compute="_compute_date_review",
        store=True,
        readonly=False,
        precompute=True,
    )
    reviewed_by_id = fields.Many2one(
        "res.users", string="Last Reviewed by", readonly=True, copy=False
    )
    reviewed_on = fields.Datetime(string="Last Review", readonly=True, copy=False)
    review_asked = fields.Boolean(readonly=True, copy=False)
    kept_ids = fields.One2many(
        "grc.inbox.message", "silence_id", string="Kept Messages", readonly=True
    )
    kept_count = fields.Integer(string="Kept Aside", compute="_compute_kept_count")

    @api.depends("date_from", "date_to")
    def _compute_date_review(self):
        for silence in self:
            if silence.date_to and not silence.date_review:
                start = silence.date_from or silence._get_today()
                review = fields.Date.add(start, days=REVIEW_DAYS)
                silence.date_review = min(review, silence.date_to)

    @api.depends("kept_ids.state")
    def _compute_kept_count(self):
        groups = self.env["grc.inbox.message"]._read_group(
            [("silence_id", "in", self.ids), ("state", "=", "aside")],
            ["silence_id"],
            ["__count"],
        )
        counts = dict(groups)
        for silence in self:
            silence.kept_count = counts.get(silence._origin, 0)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_unforged(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_unforged(vals)
        if "date_to" in vals or "date_review" in vals:
            vals = {**vals, "review_asked": False}
        return super().write(vals)

    def _check_unforged(self, vals):
        if not self.env.su and SERVER_FIELDS & vals.keys():
            raise AccessError(self.env._("Ends and reviews are noted by the server alone."))

    def action_end(self):
        """End the silence today. What was kept aside stays so until somebody releases it."""
        self.check_access("write")
        running = self.sudo().filtered(lambda silence: silence.state != "expired")
        running.date_ended = self._get_today()

    def action_review(self):
        """Note that the user looked at the silence and keeps it, and plan the next review.

        :raises UserError: when it is over
        """
        self.check_access("write")
        if any(silence.state == "expired" for silence in self):
            raise UserError(self.env._("This silence is over: there is nothing left to review."))
        next_review = fields.Date.add(self._get_today(), days=REVIEW_DAYS)
        for silence in self.sudo():
            silence.write(
                {
                    "reviewed_by_id": self.env.uid,
                    "reviewed_on": fields.Datetime.now(),
                    "date_review": min(next_review, silence.date_to),
                    "review_asked": False,
                }
            )
        self.activity_feedback(["mail.mail_activity_data_todo"])

    def action_view_kept(self):
        """Open what was kept aside from this sender."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "grc_citizen.grc_inbox_message_action_aside"
        )
        return {**action, "domain": [("silence_id", "=", self.id)]}

    @api.model
    def _cron_ask_review(self):
        """Ask the managers to look at the silences that are due for it or over."""
        today = self._get_today()
        due = self.search(
            [
                ("review_asked", "=", False),
                "|",
                "&",
                ("date_ended", "=", False),
                ("date_review", "<=", today),
                ("date_to", "<", today),
            ],
            limit=CRON_BATCH,
        )
        for silence in due:
            silence._ask_review()
        self.env["ir.cron"]._commit_progress(len(due), remaining=int(len(due) == CRON_BATCH))

    def _ask_review(self):
        """Give the manager the activity to review this silence."""
        self.ensure_one()
        silence = self.with_context(lang=self.manager_id.lang or self.env.lang)
        if silence.state == "expired":
            summary = silence.env._(
                "The silence is over: release or dismiss what was kept aside (%(count)s)",
                count=silence.kept_count,
            )
        else:
            summary = silence.env._("Review this silence: is it still needed?")
        silence.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            user_id=silence.manager_id.id,
            date_deadline=self._get_today(),
        )
        self.review_asked = True
