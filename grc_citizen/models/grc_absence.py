from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


class GrcAbsence(models.Model):
    """Days when somebody is away, and who stands in for them.

    No new work is given to those who are away: see ``res.users._grc_filter_present``.
    """

    _name = "grc.absence"
    _description = "Absence"
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    date_from = fields.Date(
        string="First Day", required=True, default=lambda self: fields.Date.context_today(self)
    )
    date_to = fields.Date(
        string="Last Day", required=True, default=lambda self: fields.Date.context_today(self)
    )
    substitute_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="Decides in the place of the person on these days.",
    )
    is_substitute_away = fields.Boolean(compute="_compute_is_substitute_away", compute_sudo=True)

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= date_from)", "The last day of an absence cannot be before the first."
    )

    @api.depends("user_id", "date_from", "date_to")
    def _compute_display_name(self):
        for absence in self:
            absence.display_name = (
                self.env._(
                    "%(person)s, %(first)s to %(last)s",
                    person=absence.user_id.name,
                    first=format_date(self.env, absence.date_from),
                    last=format_date(self.env, absence.date_to),
                )
                if absence.user_id
                else ""
            )

    @api.depends("substitute_id", "date_from", "date_to")
    def _compute_is_substitute_away(self):
        theirs = self._search_same_days(self.substitute_id)
        for absence in self:
            absence.is_substitute_away = any(
                other.user_id == absence.substitute_id and absence._overlaps(other)
                for other in theirs
            )

    @api.constrains("user_id", "date_from", "date_to")
    def _check_overlap(self):
        existing = self._search_same_days(self.user_id)
        for absence in self:
            for other in existing - absence:
                if other.user_id == absence.user_id and absence._overlaps(other):
                    # Constraints run as the superuser: this must tell nothing of other departments.
                    other.sudo(False).check_access("read")
                    raise ValidationError(
                        self.env._(
                            "%(absence)s: this absence is already declared. Change its days "
                            "instead of adding another.",
                            absence=other.display_name,
                        )
                    )

    @api.constrains("user_id", "substitute_id")
    def _check_substitute_id(self):
        for absence in self:
            if absence.substitute_id == absence.user_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s cannot stand in for themselves: choose somebody else.",
                        person=absence.user_id.name,
                    )
                )
            if absence.substitute_id.share or absence.user_id.share:
                raise ValidationError(
                    self.env._("Only the staff of the town hall can be away or stand in.")
                )

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            self.check_access("write")
        return result

    def _search_same_days(self, users):
        """Return the absences of users that may fall on the same days as these."""
        dated = self.filtered(lambda one: one.date_from and one.date_to)
        if not dated or not users:
            return self.browse()
        return self.sudo().search(
            Domain("user_id", "in", users.ids)
            & Domain("date_from", "<=", max(dated.mapped("date_to")))
            & Domain("date_to", ">=", min(dated.mapped("date_from")))
        )

    def _overlaps(self, other):
        if not (self.date_from and self.date_to):
            return False
        return self.date_from <= other.date_to and other.date_from <= self.date_to
