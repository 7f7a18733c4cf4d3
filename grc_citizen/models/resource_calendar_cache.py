from odoo import api, models, tools


class ResourceCalendar(models.Model):
    """Working hours, remembered until a calendar or a day off changes."""

    _inherit = "resource.calendar"

    @tools.ormcache("self.id", "start", "end")
    def _grc_get_work_intervals(self, start, end):
        """Return when work is done in this calendar, days off of everybody left out.

        :param datetime start: aware
        :param datetime end: aware
        :return: pairs of aware datetimes, in order
        :rtype: tuple[tuple[datetime, datetime]]
        """
        found = self.sudo()._work_intervals_batch(start, end)[False]
        return tuple((opens, closes) for opens, closes, _meta in found)

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "grc.remembered.mixin"]


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._forget_work_intervals()
        return leaves

    def write(self, vals):
        self._forget_work_intervals()
        result = super().write(vals)
        self._forget_work_intervals()
        return result

    def unlink(self):
        self._forget_work_intervals()
        return super().unlink()

    def _forget_work_intervals(self):
        """Holidays of a person move no deadline."""
        if not all(leave.resource_id for leave in self):
            self.env.registry.clear_cache()
