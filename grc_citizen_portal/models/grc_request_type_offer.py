import re

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

#: What an address takes as it is, on every keyboard.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
#: What the catalogue shows, read at once.
CATALOGUE_FIELDS = [
    "name",
    "code",
    "keywords",
    "description",
    "parent_id",
    "sequence",
    "warning",
    "required_documents",
    "requires_location",
    "requires_photo",
    "allows_anonymous",
    "is_confidential",
    "deadline_value",
    "deadline_unit",
    "date_open",
    "date_close",
    "opening_calendar_id",
    "contact_required",
    "confirmation",
]


class GrcRequestType(models.Model):
    """What the public pages offer, to whom and when."""

    _inherit = "grc.request.type"

    date_open = fields.Date(
        string="Online From", help="First day on the public pages. Empty: at once."
    )
    date_close = fields.Date(
        string="Online Until", help="Last day on the public pages. Empty: for good."
    )
    opening_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Online Hours",
        help="When it can be asked for on the public pages. Empty: at any hour.",
    )
    group_ids = fields.Many2many(
        "res.groups",
        "grc_request_type_group_rel",
        "type_id",
        "group_id",
        string="Pilot Groups",
        help="Only people of these groups see it on the public pages. Empty: everybody does.",
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_close >= date_open)",
        "The last day online cannot come before the first one.",
    )

    @api.constrains("code")
    def _check_code(self):
        for request_type in self:
            if not CODE.fullmatch(request_type.code):
                raise ValidationError(
                    self.env._(
                        "“%(code)s” is part of an address: use letters without accents, digits, "
                        "hyphens and dots only.",
                        code=request_type.code,
                    )
                )

    @api.model
    def _get_offered(self):
        """Return what the visitor may ask for now on the public pages, in the catalogue's order.

        :return: with all rights
        :rtype: grc.request.type
        """
        return self._get_listed().filtered(lambda one: one._is_open())

    @api.model
    def _get_listed(self):
        """Return what the public pages show the visitor: what is offered, and what will be.

        :return: with all rights
        :rtype: grc.request.type
        """
        today = self._get_city_day()
        types = self.sudo().search_fetch(self._get_catalogue_domain(), CATALOGUE_FIELDS)
        types -= types.parent_id
        return types.filtered(lambda one: not one.date_close or one.date_close >= today)

    @api.model
    def _find_offered(self, code):
        """Return the type of that code when the visitor may ask for it now, else nothing.

        :param str code: of a type
        :return: with all rights
        :rtype: grc.request.type
        """
        found = self._find_listed(code)
        return found if found._is_offered() else found.browse()

    @api.model
    def _find_listed(self, code):
        """Return the type of that code when the visitor may know of it, over or to come included.

        :param str code: of a type
        :return: with all rights
        :rtype: grc.request.type
        """
        domain = self._get_catalogue_domain() & Domain(
            "code", "=", (code or "").replace("\x00", "")
        )
        return self.sudo().search(domain & Domain("child_ids", "=", False), limit=1)

    def _is_offered(self):
        """Return whether the visitor may ask for this type now on the public pages."""
        if not self:
            return False
        self.ensure_one()
        one = self.sudo()
        return (
            bool(one.filtered_domain(self._get_catalogue_domain()))
            and not one.child_ids
            and one._is_open()
        )

    @api.model
    def _get_catalogue_domain(self):
        """Return the domain of what the visitor may know of, whatever the day and the hour; hook.

        :rtype: Domain
        """
        portal = self.env["grc.channel"]._by_code("portal")
        return (
            Domain("active", "=", True)
            & Domain("company_id", "in", [False, self.env.company.id])
            & (Domain("channel_ids", "=", False) | Domain("channel_ids", "in", portal.ids))
            & (
                Domain("group_ids", "=", False)
                | Domain("group_ids", "in", self.env.user._get_group_ids())
            )
        )

    def _is_open(self):
        """Return whether this type can be asked for on this day and at this hour."""
        self.ensure_one()
        today = self._get_city_day()
        if (self.date_open and self.date_open > today) or (
            self.date_close and self.date_close < today
        ):
            return False
        calendar = self.opening_calendar_id
        return not calendar or bool(calendar._grc_get_opening().closes)

    def _get_opening_text(self):
        """Return what a visitor is told of when this type can be asked for; nothing when always.

        :rtype: str
        """
        self.ensure_one()
        today = self._get_city_day()
        if self.date_close and self.date_close < today:
            return self.env._("Ended on %(date)s.", date=self._format_day(self.date_close))
        if self.date_open and self.date_open > today:
            return self.env._("Opens on %(date)s.", date=self._format_day(self.date_open))
        calendar = self.opening_calendar_id
        opening = calendar and calendar._grc_get_opening()
        if opening and not opening.closes:
            if not opening.opens:
                return self.env._("Closed for now.")
            when = calendar._grc_format_opening(opening.opens)
            return self.env._("Closed for now. Opens %(when)s.", when=when)
        if self.date_close:
            return self.env._("Until %(date)s.", date=self._format_day(self.date_close))
        return ""

    @api.model
    def _get_city_day(self):
        """Return today's date at the town hall."""
        zone = self.env.company.sudo().partner_id.tz or "UTC"
        return fields.Datetime.now().astimezone(timezone(zone)).date()

    def _format_day(self, day):
        return format_date(self.env, day, date_format="long")
