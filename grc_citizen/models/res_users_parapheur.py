from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .tier_definition import ANSWER


class ResUsers(models.Model):
    """Whose answers wait for a user: their own, and those of whom they stand in for."""

    _inherit = "res.users"

    # What counters read at each refresh: what waits, not all that was ever validated.
    review_ids = fields.Many2many(domain=[("status", "in", ("waiting", "pending"))])

    def _grc_get_substitutes(self):
        """Return who stands in today for those of these users who are away.

        :rtype: res.users
        """
        today = fields.Date.today()
        absences = (
            self.env["grc.absence"]
            .sudo()
            .search(
                [
                    ("user_id", "in", self.ids),
                    ("substitute_id", "!=", False),
                    ("date_from", "<=", today + timedelta(days=1)),
                    ("date_to", ">=", today - timedelta(days=1)),
                ]
            )
        )
        now = absences.filtered(
            lambda absence: absence.user_id in absence.substitute_id._grc_get_represented()
        )
        return now.substitute_id.with_env(self.env)

    def _grc_get_awaiting(self):
        """Return the answers that wait for this user, with the ids of whose turn it is.

        The answers that the user wrote wait for others where four eyes must see them.

        :rtype: dict[int, set[int]]
        """
        self.ensure_one()
        people = self | self._grc_get_represented()
        for name in (ANSWER, "tier.review", "tier.definition"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT review.res_id, array_agg(person.res_users_id)
                  FROM tier_review review
                  JOIN res_users_tier_review_rel person ON person.tier_review_id = review.id
                  JOIN grc_request_answer answer ON answer.id = review.res_id
                  JOIN tier_definition level ON level.id = review.definition_id
                 WHERE review.model = %s AND review.status = 'pending'
                   AND person.res_users_id IN %s
                   AND answer.state = 'validation'
                   AND NOT (level.exclude_requester
                            AND %s IN (answer.create_uid, answer.submitted_by_id))
              GROUP BY review.res_id
                """,
                ANSWER,
                tuple(people.ids),
                self.id,
            )
        )
        return {answer_id: set(user_ids) for answer_id, user_ids in rows}

    @api.model
    def review_user_count(self):
        """Count the answers of the parapheur as the parapheur shows them."""
        others = [group for group in super().review_user_count() if group["model"] != ANSWER]
        count = len(self.env.user._grc_get_awaiting())
        if not count:
            return others
        return [
            {
                "id": False,
                "name": self.env._("Answers to validate"),
                "model": ANSWER,
                "active_field": False,
                "icon": "/grc_citizen/static/description/icon.png",
                "type": "tier_review",
                "pending_count": count,
            },
            *others,
        ]
