from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

BATCH_SIZE = 200
#: Nobody is told of the day before that hour of the city.
RECALL_HOUR = 7


class GrcRequest(models.Model):
    """The day planned for the work: announced to the citizen, recalled when it comes."""

    _inherit = "grc.request"

    date_planned = fields.Date(
        string="Planned On",
        tracking=True,
        copy=False,
        help="Day of the work or of the visit. The citizen is told when it is set, changed or "
        "taken away, and again on the day.",
    )
    date_recalled = fields.Date(readonly=True, copy=False, help="The planned day last recalled.")
    public_planned = fields.Char(compute="_compute_public_planned")

    _planned_idx = models.Index(
        "(date_planned) WHERE date_planned IS NOT NULL AND date_closed IS NULL"
    )

    @api.depends_context("lang")
    @api.depends("date_planned")
    def _compute_public_planned(self):
        for request in self:
            request.public_planned = request.date_planned and format_date(
                self.env, request.date_planned, date_format="full"
            )

    @api.constrains("date_planned")
    def _check_date_planned(self):
        for request in self:
            if request.date_planned and request.date_planned < request._get_city_date():
                raise ValidationError(
                    self.env._(
                        "%(date)s is over: work on “%(request)s” cannot be planned on that day.",
                        date=format_date(self.env, request.date_planned),
                        request=request.display_name,
                    )
                )

    def write(self, vals):
        if "date_planned" not in vals:
            return super().write(vals)
        date = fields.Date.to_date(vals["date_planned"])
        changed = self.filtered(lambda request: (request.date_planned or None) != date)
        result = super().write(vals)
        changed.filtered(lambda request: not request.date_closed)._announce_plan()
        return result

    def _announce_plan(self):
        """Tell citizens of the day planned, or that it does not hold any more."""
        if self.env.context.get("grc_no_notify"):
            return
        name = "planned" if self[:1].date_planned else "unplanned"
        self.filtered(lambda request: not request.parent_id)._tell(
            self.env.ref(f"grc_citizen.mail_template_{name}")
        )

    def _get_city_date(self):
        """Return today's date in the city of this request."""
        return fields.Date.context_today(self._in_city_zone())

    @api.model
    def _cron_recall_plan(self):
        """On the planned day, recall it to the citizen and to the agent."""
        planned = [("date_planned", "!=", False), ("date_closed", "=", False)]
        for (company,) in self._read_group(planned, ["company_id"]):
            city = self.new({"company_id": company.id})._in_city_zone()
            now = fields.Datetime.context_timestamp(city, fields.Datetime.now())
            if now.hour >= RECALL_HOUR:
                self._recall_plan(company, now.date())

    @api.model
    def _recall_plan(self, company, today):
        domain = [
            ("company_id", "=", company.id),
            ("date_planned", "=", today),
            ("date_closed", "=", False),
            "|",
            ("date_recalled", "=", False),
            ("date_recalled", "!=", today),
        ]
        template = self.env.ref("grc_citizen.mail_template_planned_today")
        while requests := self.search(domain, limit=BATCH_SIZE, order="id"):
            requests = requests.try_lock_for_update()
            if not requests:
                break
            requests.date_recalled = today
            requests.filtered(lambda request: not request.parent_id)._tell(template)
            requests._ask_agent(self.env._("Planned today"))
            self.env["ir.cron"]._commit_progress(len(requests))
