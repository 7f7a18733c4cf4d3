from datetime import timedelta
from io import BytesIO

from PIL import Image

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import plaintext2html

#: What browsers show, told by the content of the file: its name proves nothing.
PHOTO_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
NOT_FIXED_DAYS = 30


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
    not_fixed_days = fields.Integer(
        string="“Not Fixed” Accepted For (days)",
        default=NOT_FIXED_DAYS,
        aggregator=None,
        help="For how many days after closing the citizen may reopen the request by saying that "
        "it is not fixed. Later they make a new one.",
    )

    _not_fixed_positive = models.Constraint(
        "CHECK(not_fixed_days >= 0)",
        "The number of days for saying “not fixed” cannot be negative.",
    )


class GrcRequest(models.Model):
    """What a request needs before it closes, and what happens when it was closed too soon."""

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
    not_fixed_count = fields.Integer(
        string="Times “Not Fixed”",
        readonly=True,
        copy=False,
        help="How often the citizen said that it was not fixed after it was closed.",
    )
    missing_to_close = fields.Char(compute="_compute_missing_to_close")
    is_written_after_closing = fields.Boolean(compute="_compute_is_written_after_closing")

    @api.depends("type_id", "state", "answer_ids.state", "photo_after_ids")
    def _compute_missing_to_close(self):
        for request in self:
            closed = request.date_closed or not request._origin
            missing = [] if closed else request._get_missing_to_close()
            request.missing_to_close = " ".join(missing)

    @api.depends("activity_ids.activity_type_id", "state")
    def _compute_is_written_after_closing(self):
        written = self.env.ref("grc_citizen.mail_activity_after_closing", raise_if_not_found=False)
        for request in self:
            request.is_written_after_closing = (
                request.state == "done" and written in request.sudo().activity_ids.activity_type_id
            )

    @api.constrains("photo_after_ids")
    def _check_photo_after_ids(self):
        for photo in self.sudo().photo_after_ids:
            if not _is_photo(photo.raw):
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
        return not self.date_reopened or date >= self.date_reopened

    def _report_not_fixed(self, text):
        """Reopen a closed request whose citizen says that it is not fixed.

        Their words join the conversation; the department's manager is alerted and the agent has
        something to do. A request that was reopened meanwhile only takes the words. The caller has
        checked that it is the citizen who speaks, by their account or by the tracking code.

        :param str text: the citizen's words, plain
        :raises UserError: without words, when it was refused, or closed too long ago
        """
        self.ensure_one()
        words = (text or "").strip()
        if not words:
            raise UserError(self.env._("Tell us in a few words what is still wrong."))
        request = self.sudo()._get_tracked()
        if request.date_closed:
            request._check_not_fixed_accepted()
        message = self.sudo().message_post(
            body=plaintext2html(words),
            author_id=self.sudo().partner_id.id,
            email_from=self.email_from or self.contact_name or self.env._("Citizen"),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        if request != self:
            self._note_on_tracked(message)
        if request.date_closed:
            request._reopen_not_fixed(words)
        else:
            request._resume_from_waiting()

    def _check_not_fixed_accepted(self):
        if self.state != "done":
            raise UserError(
                self.env._(
                    "This request was not accepted, so it cannot be reopened as not fixed. "
                    "Make a new request, or use the remedies that the decision names."
                )
            )
        days = self.type_id.not_fixed_days if self.type_id else NOT_FIXED_DAYS
        if self.date_closed < fields.Datetime.now() - timedelta(days=days):
            raise UserError(
                self.env._(
                    "This request was closed more than %(days)s days ago. Please make a new one "
                    "and give the number %(number)s in it.",
                    days=days,
                    number=self.number,
                )
            )

    def action_reopen_not_fixed(self):
        """Reopen requests whose citizens wrote after closing that they are not fixed."""
        self.check_access("write")
        for request in self.filtered(lambda one: one.state == "done"):
            request._reopen_not_fixed()
        return True

    def _reopen_not_fixed(self, words=""):
        """Work again on a request closed too soon, count it and alert its department.

        :param str words: of the citizen, shown with the alert
        """
        self.activity_ids.filtered(
            lambda activity: activity.activity_type_id
            == self.env.ref("grc_citizen.mail_activity_after_closing")
        ).sudo().action_feedback()
        self.sudo().not_fixed_count += 1
        self._enter("progress")
        for person in self._get_alerted_not_fixed():
            self.activity_schedule(
                "grc_citizen.mail_activity_not_fixed",
                summary=self.env._(
                    "Not fixed, says the citizen (%(count)s)", count=self.not_fixed_count
                ),
                note=plaintext2html(words) if words else False,
                user_id=person.id,
            )

    def _get_alerted_not_fixed(self):
        """Return who is alerted: the manager, and who has the work to do; not who reopens it.

        :rtype: res.users
        """
        department = self.department_id.sudo()
        manager = department.manager_id or department._get_director()
        return (manager | (self.user_id or department._get_notified_users()[:1])) - self.env.user

    def _alert_written_after_closing(self):
        """Bring up the closed ones of the requests to their agents: the citizen wrote."""
        for request in self.filtered("date_closed"):
            person = request.user_id or request.department_id._get_notified_users()[:1]
            if person and not request.is_written_after_closing:
                request.activity_schedule(
                    "grc_citizen.mail_activity_after_closing",
                    summary=self.env._("The citizen wrote after closing"),
                    user_id=person.id,
                )


def _is_photo(content):
    """Tell whether bytes are a picture that browsers show."""
    try:
        with Image.open(BytesIO(content or b"")) as image:
            image.verify()
            return image.format in PHOTO_FORMATS
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
