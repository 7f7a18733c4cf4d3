from odoo import models
from odoo.tools import is_html_empty


class GrcRequestType(models.Model):
    """What a citizen is told of a type before typing: how long it takes, what it needs."""

    _inherit = "grc.request.type"

    def _get_public_delay(self):
        """Return within which time the city answers, in words; nothing when it does not say.

        :return: ``5 working days``
        :rtype: str
        """
        self.ensure_one()
        count = self.deadline_value
        if not count:
            return ""
        if self.deadline_unit == "working_hours":
            one, many = self.env._("1 working hour"), self.env._("%s working hours", count)
        elif self.deadline_unit == "working_days":
            one, many = self.env._("1 working day"), self.env._("%s working days", count)
        elif self.deadline_unit == "calendar_days":
            one, many = self.env._("1 day"), self.env._("%s days", count)
        else:
            one, many = self.env._("1 month"), self.env._("%s months", count)
        return one if count == 1 else many

    def _get_public_needs(self):
        """Return what is to be at hand, each with the icon that goes with it; hook.

        :return: dicts of ``name``, ``icon`` (a class of Font Awesome) and ``text``
        :rtype: list[dict]
        """
        self.ensure_one()
        needs = []
        if self.requires_location:
            needs.append({"name": "place", "icon": "fa-map-marker", "text": self.env._("A place")})
        if self.requires_photo:
            needs.append({"name": "photo", "icon": "fa-camera", "text": self.env._("A photo")})
        if not is_html_empty(self.required_documents):
            needs.append(
                {"name": "documents", "icon": "fa-file-text-o", "text": self.env._("Documents")}
            )
        needs.append(self._get_public_need_of_contact())
        return needs

    def _get_public_need_of_contact(self):
        """Return what the city has to know of who asks, as in :meth:`_get_public_needs`; hook."""
        if self.allows_anonymous:
            return {"name": "anonymous", "icon": "fa-user-o", "text": self.env._("No name needed")}
        return {
            "name": "contact",
            "icon": "fa-user",
            "text": self.env._("An e-mail address or a telephone number"),
        }
