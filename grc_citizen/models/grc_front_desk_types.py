from odoo import api, models
from odoo.fields import Domain

SHOWN_TYPES = 8


class GrcFrontDesk(models.AbstractModel):
    """What can be asked, found by words or among what is asked these days."""

    _inherit = "grc.front.desk"

    @api.model
    @api.readonly
    def find_types(self, text="", limit=SHOWN_TYPES):
        """Find types by the words of their name, theme, code and description; faults are forgiven.

        :param str text: words, in whole or from their beginning; the types asked for these days
            when empty
        :param int limit: types returned at most
        :return: ``types``, the best first
        :rtype: dict
        """
        self._check_front_desk()
        types = self._get_types()
        types = types._find_by_words(text) if text.strip() else types._sort_by_use()
        return {"types": self._read_types(types[:limit])}

    @api.model
    def _get_types(self):
        """Return what can be asked at the desk: the leaves of the catalogue; hook."""
        types = self.env["grc.request.type"].search_fetch(
            Domain("company_id", "in", [False, self.env.company.id]),
            ["name", "code", "keywords", "description", "parent_id", "company_id"],
        )
        return types - types.parent_id

    @api.model
    def _read_types(self, types):
        """Return what the lines of types show; hook.

        :rtype: list[dict]
        """
        units = dict(types._fields["deadline_unit"]._description_selection(self.env))
        return [
            {
                "id": one.id,
                "name": one.name,
                "theme": one.parent_id.complete_name or "",
                "delay": f"{one.deadline_value} {units[one.deadline_unit].lower()}"
                if one.deadline_value
                else "",
                "is_confidential": one.is_confidential,
                "allows_anonymous": one.allows_anonymous,
            }
            for one in types
        ]
