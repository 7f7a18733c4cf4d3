from odoo import models

from ..tools.upload import get_accept

MAX_PHOTOS = 8
KINDS = ("photo",)


class GrcRequestDraft(models.Model):
    """The step *photo*."""

    _inherit = "grc.request.draft"

    def _needs_step_photo(self):
        request_type = self.type_id
        return request_type.requires_photo or request_type.kind in ("report", "complaint", "idea")

    def _get_step_title_photo(self):
        return self.env._("Photos")

    def _get_photos(self):
        """Return the photos of the draft: what belongs to no asked document and is one.

        :rtype: ir.attachment
        """
        return self._get_files().filtered(lambda file: file.mimetype == "image/jpeg")

    def _prepare_photo_field(self):
        """Return what the field for photos needs; hook.

        :rtype: dict
        """
        return {"accept": get_accept(KINDS), "max": MAX_PHOTOS}

    def _keep_files_photo(self, form):
        files = [*form.files("photos"), *form.files("camera")]
        kept, problems = self._keep_uploads(files, KINDS, MAX_PHOTOS)
        values = {"photo_problems": problems}
        place = next(((upload.place, file) for upload, file in kept if upload.place), None)
        if place and not self._has_photo_place():
            (latitude, longitude), file = place
            values.update(
                photo_latitude=latitude, photo_longitude=longitude, photo_place_file=file.id
            )
        self._keep(values)

    def _has_photo_place(self):
        """Whether a photo that is still there says where it was taken.

        :rtype: bool
        """
        return (self.values or {}).get("photo_place_file") in self.attachment_ids.ids

    def _read_step_photo(self, form):
        return {"use_photo_place": bool(form.get("use_photo_place"))}

    def _check_step_photo(self):
        problems = (self.values or {}).get("photo_problems")
        if problems:
            return {"photos": " ".join(problems)}
        if self.type_id.requires_photo and not self._get_photos():
            return {"photos": self.env._("Add a photo: this request needs one.")}
        return {}

    def _show_step_photo(self):
        count = len(self._get_photos())
        lines = [(self.env._("Photos"), str(count))] if count else []
        if self._uses_photo_place():
            lines.append((self.env._("Place"), self.env._("Where the photo was taken")))
        return lines

    def _uses_photo_place(self):
        return bool(self._has_photo_place() and self.values.get("use_photo_place"))

    def _prepare_step_photo(self):
        """Return the place in words with the position of the photo, when the citizen wants it to
        be used. An addon that knows positions keeps it as one."""
        if not self._uses_photo_place():
            return {}
        position = self.env._(
            "position of the photo: %(latitude)s, %(longitude)s",
            latitude=f"{self.values['photo_latitude']:.6f}",
            longitude=f"{self.values['photo_longitude']:.6f}",
        )
        place = self.values.get("place")
        return {"place": f"{place} ({position})" if place else position}
