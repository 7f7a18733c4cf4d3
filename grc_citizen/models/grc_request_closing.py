from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.photo import is_photo


class GrcRequestType(models.Model):
    _inherit = "grc.request.type"

    requires_answer = fields.Boolean(
        string="Answer Before Closing",
        help="A request of this type closes once an answer was sent to the citizen.",
    )
    requires_photo_after = fields.Boolean(
        string="Photo Before Closing",
        help="A request of this type closes once it has a photo of the work done.",
    )


class GrcRequest(models.Model):
    """What a request needs before it closes."""

    _inherit = "grc.request"

    photo_after_ids = fields.Many2many(
        "ir.attachment",
        "grc_request_photo_after_rel",
        "request_id",
        "attachment_id",
        string="Photos After",
        copy=False,
        help="What the place looks like once the work is done.",
    )
    date_reopened = fields.Datetime(string="Reopened", readonly=True, copy=False)
    missing_to_close = fields.Char(compute="_compute_missing_to_close")

    @api.depends("type_id", "state", "answer_ids.state", "photo_after_ids")
    def _compute_missing_to_close(self):
        for request in self:
            closed = request.date_closed or not request._origin
            missing = [] if closed else request._get_missing_to_close()
            request.missing_to_close = " ".join(missing)

    @api.constrains("photo_after_ids")
    def _check_photo_after_ids(self):
        for photo in self.sudo().photo_after_ids:
            if not is_photo(photo.raw):
                raise ValidationError(
                    self.env._(
                        "“%(file)s” is not a photo. Choose a JPEG, PNG, WebP or GIF picture.",
                        file=photo.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if "photo_after_ids" in vals:
            self._keep_photos()
        return result

    def _keep_photos(self):
        """Let whoever reads a request read its photos, and have them erased with it."""
        for request in self.sudo():
            request.photo_after_ids.filtered(lambda photo: not photo.res_id).write(
                {"res_model": self._name, "res_id": request.id}
            )

    def _fill_state_dates(self):
        result = super()._fill_state_dates()
        closed = self.filtered(lambda request: request.state == "done")
        if closed:
            closed._keep_photos()
            if not self.env.su and not self._is_history_import():
                closed._check_closable()
        return result

    @api.model
    def _is_history_import(self):
        """Tell whether the administrator imports records with their past, from Odoo's import.

        Closed requests of another tool come without the answers and photos that ours ask for.

        :rtype: bool
        """
        return bool(self.env.context.get("import_file")) and self.env.user.has_group(
            "grc_citizen.group_administrator"
        )

    def _check_closable(self):
        """Refuse to close requests that lack what their types ask for.

        Called on every road to a stage of the state ``done``, before the citizen is told.
        Duplicates are exempt: work goes on in the request that stays.

        :raises UserError: what is missing, and how to mend it
        """
        for request in self:
            missing = request._get_missing_to_close()
            if missing:
                raise UserError(
                    self.env._(
                        "%(number)s cannot be closed yet. %(missing)s",
                        number=request.number,
                        missing=" ".join(missing),
                    )
                )

    def _get_missing_to_close(self):
        """Return what this request lacks before it may close, as sentences; hook.

        :rtype: list[str]
        """
        if self.duplicate_of_id:
            return []
        missing = []
        if self._lacks_answer():
            missing.append(
                self.env._(
                    "An answer to the citizen is required: press “Reply”, then “Send and close”."
                )
            )
        if self._lacks_photo_after():
            missing.append(
                self.env._("A photo of the work done is required: add it under “Photos after”.")
            )
        return missing

    def _lacks_answer(self):
        """Tell whether an answer is still due; nobody to answer, or a part, needs none."""
        if not self.type_id.requires_answer or self.parent_id:
            return False
        if not (self.partner_id or self.email_from or self.phone):
            return False
        return not any(
            answer.state == "sent" and self._is_of_this_round(answer.date_sent)
            for answer in self.sudo().answer_ids
        )

    def _lacks_photo_after(self):
        if not self.type_id.requires_photo_after:
            return False
        photos = (self.sudo() | self.sudo().child_ids).photo_after_ids
        return not any(self._is_of_this_round(photo.create_date) for photo in photos)

    def _is_of_this_round(self, date):
        """Tell whether something was done since the request was opened, or opened again."""
        return not self.date_reopened or (bool(date) and date >= self.date_reopened)
