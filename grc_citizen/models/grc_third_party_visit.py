from datetime import timedelta
from mimetypes import guess_extension

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import html2plaintext, plaintext2html

from ..tools.photo import HeicPhoto, HugePhoto, NotAPhoto, clean_photo

POSTS_AN_HOUR = 20
PHOTOS_A_POST = 5
PHOTO_MEGABYTES = 10
NOTE_LENGTH = 5000
CONVERSATION = ("note", "photo", "done", "reply")
IMAGES = ("image/jpeg", "image/png", "image/webp", "image/gif")


class RefusedPost(ValidationError):
    """What was sent cannot be taken as it is.

    :param str message: what is wrong and how to mend it
    :param str field: of the page's form: ``note``, ``photos`` or ``done``
    """

    def __init__(self, message, field):
        super().__init__(message)
        self.field = field


class GrcThirdPartyLink(models.Model):
    """What a third party sees and does by their link. Called with the rights of the system."""

    _inherit = "grc.third.party.link"

    def _log_visit(self, kind, ip):
        """Note that the page was opened, or refused, once an hour at most."""
        since = fields.Datetime.now() - timedelta(hours=1)
        if not self.env["grc.third.party.event"].search_count(
            [("link_id", "=", self.id), ("kind", "=", kind), ("date", ">", since)], limit=1
        ):
            self._log(kind, ip=ip)

    def _is_open(self):
        """Tell whether the third party may still write."""
        return self.state == "active" and not self.request_id.date_closed

    def _prepare_page_values(self):
        """Return what the page shows, and nothing of the request beside it; hook.

        :rtype: dict
        """
        request = self.request_id
        return {
            "number": request.number,
            "type_name": request.type_id.name,
            "subject": self.subject,
            "instructions": self.instructions,
            "description": self.shows_description
            and html2plaintext(request.description or "", include_references=False),
            "place": self.shows_place and request._get_third_party_place(),
            "deadline": request.date_deadline and request.public_deadline,
            "citizen": request._get_third_party_citizen(),
            "files": self.attachment_ids.sorted("id"),
            "events": self.event_ids.filtered(lambda event: event.kind in CONVERSATION).sorted(
                "id"
            ),
            "is_open": self._is_open(),
            "is_done": self.state == "done",
            "can_finish": self.can_finish,
            "requires_photo": request.type_id.requires_photo_after,
        }

    def _read_file(self, attachment_id):
        """Return a file that this link shows, without what it says of who made it.

        Photos leave without their EXIF, which has the place and sometimes the name, and no file
        keeps the name that the citizen gave it.

        :param int attachment_id: chosen by the agent, or sent by the third party
        :return: name, type and content, or None when the link does not show it
        :rtype: tuple[str, str, bytes] | None
        """
        received = self.event_ids.attachment_ids
        files = self.attachment_ids | received
        file = files.filtered(lambda one: one.id == attachment_id)
        if not file:
            return None
        name = f"{self.request_id.number}-{file.id}"
        if file.mimetype not in IMAGES:
            extension = guess_extension(file.mimetype or "") or ""
            return f"{name}{extension}", file.mimetype, file.raw
        try:
            content = file.raw if file in received else clean_photo(file.raw)
        except NotAPhoto:
            return None
        return f"{name}.jpg", "image/jpeg", content

    def _post(self, text="", photos=(), done=False, ip=None):
        """Take what the third party sends: a note, photos, and that the work is done.

        It joins the history of the request under their name, and its agent is told.

        :param str text: plain
        :param list[tuple[str, bytes]] photos: name and content of files
        :param bool done: the work is finished
        :param str ip: address it comes from
        :raises UserError: when it cannot be taken, with what to do
        """
        text = (text or "").strip()
        self._check_postable(text, photos, done)
        contents = [self._clean(name, content) for name, content in photos]
        attachments = self._keep_photos(contents)
        if done:
            self.date_done = fields.Datetime.now()
        kind = "done" if done else "note" if text else "photo"
        self._log(kind, text, attachments=attachments, ip=ip)
        self._tell_agent(text, attachments, done)

    def _check_postable(self, text, photos, done):
        if not self._is_open():
            raise UserError(self.env._("This is over: nothing more can be sent."))
        if self._count_recent_posts() >= POSTS_AN_HOUR:
            raise UserError(self.env._("You sent a lot in a short time. Try again in an hour."))
        if done and not self.can_finish:
            raise UserError(self.env._("The town hall itself says when this is done."))
        if not (text or photos or done):
            raise RefusedPost(self.env._("Write a note or choose a photo first."), "note")
        if len(text) > NOTE_LENGTH:
            raise RefusedPost(
                self.env._("Your note is too long: %(max)s characters at most.", max=NOTE_LENGTH),
                "note",
            )
        if len(photos) > PHOTOS_A_POST:
            raise RefusedPost(
                self.env._("Send %(max)s photos at a time at most.", max=PHOTOS_A_POST), "photos"
            )
        if done and self.request_id.type_id.requires_photo_after and not photos:
            if not self.event_ids.attachment_ids:
                raise RefusedPost(self.env._("Add a photo of the finished work."), "photos")

    def _count_recent_posts(self):
        since = fields.Datetime.now() - timedelta(hours=1)
        return self.env["grc.third.party.event"].search_count(
            [
                ("link_id", "=", self.id),
                ("kind", "in", ("note", "photo", "done")),
                ("date", ">", since),
            ]
        )

    def _clean(self, name, content):
        """Return the content of a photo to be kept.

        :raises RefusedPost: with what is wrong with this file
        """
        problem = None
        if len(content) > PHOTO_MEGABYTES * 1024 * 1024:
            problem = self.env._(
                "“%(file)s” is too large: %(max)s MB at most.", file=name, max=PHOTO_MEGABYTES
            )
        else:
            try:
                return clean_photo(content)
            except HeicPhoto:
                problem = self.env._(
                    "“%(file)s” is in the HEIC format, which cannot be shown here. On an iPhone "
                    "choose Settings, Camera, Formats, “Most Compatible”, or send a JPEG.",
                    file=name,
                )
            except HugePhoto:
                problem = self.env._(
                    "“%(file)s” has too many pixels: send a smaller one.", file=name
                )
            except NotAPhoto:
                problem = self.env._(
                    "“%(file)s” is not a photo. Choose a JPEG, PNG, WebP or GIF picture.",
                    file=name,
                )
        raise RefusedPost(problem, "photos")

    def _keep_photos(self, contents):
        request = self.request_id
        count = len(self.event_ids.attachment_ids)
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{request.number}-{self.id}-{number}.jpg",
                    "raw": content,
                    "mimetype": "image/jpeg",
                    "res_model": request._name,
                    "res_id": request.id,
                }
                for number, content in enumerate(contents, count + 1)
            ]
        )
        if attachments:
            request.write(
                {"photo_after_ids": [fields.Command.link(photo.id) for photo in attachments]}
            )
        return attachments

    def _tell_agent(self, text, attachments, done):
        """Write in the request's history what the third party sent, and have its agent look."""
        request = self.request_id.with_context(mail_post_autofollow_author_skip=True)
        name = self.partner_id.name
        said = self.env._("%(third_party)s says that it is done.", third_party=name)
        request.message_post(
            body=plaintext2html("\n".join(filter(None, (said if done else "", text)))),
            author_id=self.partner_id.id,
            email_from=self.email,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            attachment_ids=attachments.ids,
        )
        if done and request.state == "waiting" and request.waiting_for == "third_party":
            request.with_context(grc_no_notify=True)._enter("progress")
        summary = (
            self.env._("%(third_party)s says done: check and close", third_party=name)
            if done
            else self.env._("%(third_party)s wrote", third_party=name)
        )
        if summary not in request.activity_ids.mapped("summary"):
            request._ask_agent(summary)
