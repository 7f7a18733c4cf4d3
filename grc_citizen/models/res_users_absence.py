from datetime import UTC, datetime, time, timedelta

from pytz import timezone

from odoo import fields, models
from odoo.fields import Domain

#: A day begins or ends this long before or after the day in UTC, at most.
WIDEST_OFFSET = timedelta(hours=14)


class ResUsers(models.Model):
    """Who is at work today, and who stands in for whom."""

    _inherit = "res.users"

    grc_managed_department_ids = fields.One2many(
        "grc.department",
        "manager_id",
        string="Manages",
        readonly=True,
        context={"active_test": False},
    )

    def _grc_filter_present(self):
        """Return those of these users who are not away today, each in their own time zone.

        Away are those who declared it (``grc.absence``) and those whose resource has time off
        (``resource.calendar.leaves``, which ``hr_holidays`` writes). The number of queries does not
        depend on the number of users.

        :rtype: res.users
        """
        declared = self._grc_search_away(Domain("user_id", "in", self.ids))
        return self - declared - self._grc_get_off()

    def _grc_get_represented(self):
        """Return the users who are away today and chose this one to stand in for them.

        :rtype: res.users
        """
        self.ensure_one()
        return self._grc_search_away(Domain("substitute_id", "=", self.id))

    def _grc_search_away(self, domain):
        """Return the users with an absence of a domain that is today for them."""
        now = fields.Datetime.now()
        absences = (
            self.env["grc.absence"]
            .sudo()
            .search(
                domain
                & Domain("date_from", "<=", (now + WIDEST_OFFSET).date())
                & Domain("date_to", ">=", (now - WIDEST_OFFSET).date())
            )
        )
        today = absences.filtered(
            lambda one: one.date_from <= one.user_id._grc_get_today() <= one.date_to
        )
        return today.user_id.with_env(self.env)

    def _grc_get_off(self):
        """Return those of these users whose resource has time off today."""
        now = fields.Datetime.now()
        day = timedelta(days=1)
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id.user_id", "in", self.ids),
                    ("time_type", "=", "leave"),
                    ("date_from", "<", now + day),
                    ("date_to", ">", now - day),
                ]
            )
        )
        off = leaves.filtered(lambda one: one.resource_id.user_id._grc_has_today(one))
        return off.resource_id.user_id.with_env(self.env)

    def _grc_get_zone(self):
        self.ensure_one()
        return timezone(self.tz or self.company_id.partner_id.tz or "UTC")

    def _grc_get_today(self):
        return datetime.now(UTC).astimezone(self._grc_get_zone()).date()

    def _grc_has_today(self, leave):
        """Tell whether some time off falls on this user's today."""
        zone = self._grc_get_zone()
        midnight = zone.localize(datetime.combine(self._grc_get_today(), time.min))
        start = midnight.astimezone(UTC).replace(tzinfo=None)
        return leave.date_from < start + timedelta(days=1) and leave.date_to > start
