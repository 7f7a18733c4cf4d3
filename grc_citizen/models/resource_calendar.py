from collections import defaultdict
from datetime import date, datetime, time

import holidays
from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

YEARS_AHEAD = 3
MAX_YEARS = 10
# Subdivisions of France whose public holidays differ from the mainland's (library "holidays",
# ISO 3166-2:FR; Good Friday and the 26th of December in Alsace and Moselle, abolition of slavery
# overseas…).
FRENCH_SUBDIVISIONS = [
    ("6AE", "Alsace"),
    ("57", "Moselle"),
    ("971", "Guadeloupe"),
    ("972", "Martinique"),
    ("973", "French Guiana"),
    ("974", "Réunion"),
    ("976", "Mayotte"),
    ("BL", "Saint-Barthélemy"),
    ("MF", "Saint-Martin"),
    ("PM", "Saint-Pierre-et-Miquelon"),
    ("NC", "New Caledonia"),
    ("PF", "French Polynesia"),
    ("WF", "Wallis and Futuna"),
]


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    grc_public_holiday = fields.Boolean(
        string="Loaded Public Holiday",
        readonly=True,
        help="Loaded for the calendar's country, and taken away when the country changes.",
    )


class ResourceCalendar(models.Model):
    """Public holidays of the country, so that deadlines leave them out."""

    _inherit = "resource.calendar"

    grc_holiday_country_id = fields.Many2one(
        "res.country",
        string="Holidays of",
        compute="_compute_grc_holiday_country_id",
        store=True,
        readonly=False,
        help="Country whose public holidays are days off in this calendar.",
    )
    grc_holiday_country_code = fields.Char(related="grc_holiday_country_id.code")
    grc_holiday_subdivision = fields.Selection(
        FRENCH_SUBDIVISIONS,
        string="Territory",
        help="Territory of France with public holidays of its own. Empty: the mainland's.",
    )
    grc_holiday_years = fields.Integer(
        string="Number of Years",
        default=YEARS_AHEAD,
        required=True,
        help="How many years to load, this year being the first. Once loaded, the years to come "
        "follow by themselves.",
    )
    grc_holiday_until = fields.Integer(string="Loaded up to the Year", readonly=True, copy=False)

    _grc_holiday_years_range = models.Constraint(
        f"CHECK(grc_holiday_years BETWEEN 1 AND {MAX_YEARS})",
        f"Load the public holidays of 1 to {MAX_YEARS} years.",
    )

    @api.depends("company_id.country_id")
    def _compute_grc_holiday_country_id(self):
        for calendar in self:
            company = calendar.company_id or self.env.company
            calendar.grc_holiday_country_id = calendar.grc_holiday_country_id or company.country_id

    @api.onchange("grc_holiday_country_id")
    def _onchange_grc_holiday_country_id(self):
        if self.grc_holiday_country_code != "FR":
            self.grc_holiday_subdivision = False

    @api.constrains("grc_holiday_country_id", "grc_holiday_subdivision")
    def _check_grc_holiday_subdivision(self):
        for calendar in self:
            if calendar.grc_holiday_subdivision and calendar.grc_holiday_country_code != "FR":
                raise ValidationError(
                    self.env._("Territories are parts of France: choose France, or no territory.")
                )

    def action_grc_load_public_holidays(self):
        """Load this year's public holidays and those of the years that follow.

        Days that are off already are not doubled. Days loaded before for another country or
        territory are taken away.

        :raises UserError: no country, or one whose holidays are not known
        :raises AccessError: to users who may not change the calendar
        """
        self.check_access("write")
        for calendar in self:
            calendar._grc_check_holiday_country()
        count = self._grc_load_public_holidays()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s public holidays added.", count=count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cron_grc_load_public_holidays(self):
        """Load the years to come of the calendars whose holidays were loaded once."""
        this_year = fields.Date.today().year
        calendars = self.search([("grc_holiday_until", "!=", 0)])
        calendars.filtered(
            lambda calendar: calendar._grc_knows_holidays()
            and calendar.grc_holiday_until < this_year + calendar.grc_holiday_years - 1
        )._grc_load_public_holidays(only_new=True)

    def _grc_load_public_holidays(self, only_new=False):
        """Load the public holidays of these calendars.

        :param bool only_new: leave the years loaded before alone, so that a day that somebody
            took away, worked in this city, stays so
        :return: number of days added
        """
        wanted = {
            calendar: calendar._grc_public_holidays(calendar._grc_holiday_span(only_new))
            for calendar in self
        }
        # Global days off are the administrator's: who may write the calendar may set them
        Leaves = self.env["resource.calendar.leaves"].sudo()
        existing = defaultdict(Leaves.browse)
        for leave in Leaves.search([("calendar_id", "in", self.ids), ("resource_id", "=", False)]):
            existing[leave.calendar_id.id] += leave
        vals_list, obsolete = [], Leaves.browse()
        for calendar, names in wanted.items():
            leaves = existing[calendar.id]
            stale = calendar._grc_stale_holidays(leaves, names, only_new)
            obsolete += stale
            vals_list += calendar._grc_prepare_holidays(names, leaves - stale)
        obsolete.unlink()
        Leaves.create(vals_list)
        for calendar in self:
            calendar.sudo().grc_holiday_until = max(calendar._grc_holiday_span(False))
        return len(vals_list)

    def _grc_holiday_span(self, only_new):
        """Years to load."""
        this_year = fields.Date.today().year
        years = range(this_year, this_year + self.grc_holiday_years)
        return [year for year in years if not only_new or year > self.grc_holiday_until]

    def _grc_knows_holidays(self):
        return self.grc_holiday_country_id.code in holidays.list_supported_countries()

    def _grc_check_holiday_country(self):
        if not self.grc_holiday_country_id:
            raise UserError(
                self.env._("Choose the country whose public holidays are to be loaded first.")
            )
        if not self._grc_knows_holidays():
            raise UserError(
                self.env._(
                    "The public holidays of %(country)s are not known here. Enter them in the "
                    "time off of this calendar.",
                    country=self.grc_holiday_country_id.name,
                )
            )

    def _grc_public_holidays(self, years):
        """Return the public holidays of the calendar's country and territory.

        :param years: years as integers
        :return: dict from ``date`` to name, in the language of the company
        """
        country_code = self.grc_holiday_country_id.code
        company = self.company_id or self.env.company
        lang = company.partner_id.lang or self.env.lang or ""
        known = holidays.list_localized_countries().get(country_code, [])
        language = next((code for code in (lang, lang[:2]) if code in known), None)
        return dict(
            holidays.country_holidays(
                country_code,
                subdiv=self.grc_holiday_subdivision or None,
                years=years,
                expand=False,
                language=language,
            )
        )

    def _grc_stale_holidays(self, leaves, names, only_new):
        """Days loaded before, from this year on, that are no holidays of the country any more."""
        if only_new:
            return leaves.browse()
        new_year = date(fields.Date.today().year, 1, 1)
        return leaves.filtered(
            lambda leave: leave.grc_public_holiday
            and self._grc_local_date(leave.date_from) >= new_year
            and self._grc_local_date(leave.date_from) not in names
        )

    def _grc_prepare_holidays(self, names, leaves):
        """Values of the days off to create: whole days in the calendar's time zone.

        A day that one of the global days off given covers already is left out.
        """
        zone = timezone(self.tz or "UTC")
        vals_list = []
        for day, name in sorted(names.items()):
            start, stop = (
                zone.localize(datetime.combine(day, moment))
                .astimezone(utc)
                .replace(tzinfo=None, microsecond=0)
                for moment in (time.min, time.max)
            )
            if any(leave.date_from <= start and leave.date_to >= stop for leave in leaves):
                continue
            vals_list.append(
                {
                    "name": name,
                    "calendar_id": self.id,
                    "company_id": self.company_id.id,
                    "resource_id": False,
                    "date_from": start,
                    "date_to": stop,
                    "time_type": "leave",
                    "grc_public_holiday": True,
                }
            )
        return vals_list

    def _grc_local_date(self, moment):
        return utc.localize(moment).astimezone(timezone(self.tz or "UTC")).date()
