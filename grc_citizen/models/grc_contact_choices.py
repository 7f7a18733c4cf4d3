from datetime import timedelta

from odoo import api, fields, models

#: What was counted in these days tells what is usual.
USUAL_DAYS = 90
MOST_TYPES = 8
#: Nobody answers at once what comes by these.
NOT_ON_THE_SPOT = ("post", "fax", "portal", "mobile", "open311", "staff")


class GrcContact(models.Model):
    """What the button on every screen proposes: a click opens it, a click counts."""

    _inherit = "grc.contact"

    @api.model
    def get_choices(self):
        """Return what the user may count, the most usual first.

        :return: ``types`` (``id``, ``name``, ``theme``), ``channels`` (``id``, ``name``, ``icon``)
            and the ``channel_id`` of last time
        :rtype: dict
        """
        self.browse().check_access("create")
        channels = self.env["grc.channel"].search([("code", "not in", NOT_ON_THE_SPOT)])
        return {
            "types": [
                {"id": one.id, "name": one.name, "theme": one.parent_id.name or ""}
                for one in self._get_usual_types()
            ],
            "channels": channels.read(["name", "icon"]),
            "channel_id": self._get_usual_channel().id,
        }

    @api.model
    def _get_usual_types(self):
        """Return the types the user counts most, then those of their departments.

        :rtype: grc.request.type
        """
        recently = fields.Datetime.now() - timedelta(days=USUAL_DAYS)
        counted = self._read_group(
            [("user_id", "=", self.env.uid), ("date", ">=", recently)],
            ["type_id"],
            order="__count desc",
            limit=MOST_TYPES,
        )
        types = self.env["grc.request.type"].concat(*(one for (one,) in counted))
        types = types.filtered("active")
        if len(types) < MOST_TYPES:
            types |= types.search(
                [
                    ("child_ids", "=", False),
                    ("department_id", "in", self.env.user.grc_reader_department_ids.ids),
                ],
                limit=MOST_TYPES,
            )
        return types[:MOST_TYPES]
