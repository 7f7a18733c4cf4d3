from odoo import models

PLACE_LENGTH = 200


class GrcRequestDraft(models.Model):
    """The step *where*, in words. An addon that knows places replaces it."""

    _inherit = "grc.request.draft"

    def _needs_step_where(self):
        return self.type_id.requires_location or self.type_id.kind == "report"

    def _get_step_title_where(self):
        return self.env._("Where is it?")

    def _read_step_where(self, form):
        place = form.get("place")
        if place == self._get_values().get("place"):
            return {}
        # The point of a link is that of the place it named.
        return {"place": place, "latitude": False, "longitude": False}

    def _check_step_where(self):
        place = self._get_values().get("place", "")
        if not place and self.type_id.requires_location:
            return {
                "place": self.env._("Say where it is: a street and a number, or what is nearby.")
            }
        if len(place) > PLACE_LENGTH:
            return {
                "place": self.env._(
                    "Please shorten this: %(count)s characters at most.", count=PLACE_LENGTH
                )
            }
        return {}

    def _show_step_where(self):
        place = self._get_values().get("place")
        return [(self.env._("Place"), place)] if place else []

    def _prepare_step_where(self):
        return {"place": self._get_values().get("place") or False}
