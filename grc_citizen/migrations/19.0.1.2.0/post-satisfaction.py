from odoo.api import SUPERUSER_ID, Environment
from odoo.tools import SQL

#: Reasons after which citizens are asked what they think; an abusive request is not.
ASKED_REASONS = ("not_ours", "incomplete", "not_found", "unfounded")


def migrate(cr, _version):
    """Rate departments, not agents, and add the new figures to what was counted already."""
    env = Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        "UPDATE rating_rating SET rated_partner_id = NULL"
        " WHERE res_model = 'grc.request' AND rated_partner_id IS NOT NULL"
    )
    # Ratings created with their value were not found by the request.
    cr.execute(
        """
        UPDATE grc_request AS request
           SET rating_last_value = latest.rating
          FROM (
                SELECT DISTINCT ON (res_id) res_id, rating
                  FROM rating_rating
                 WHERE res_model = 'grc.request' AND consumed
              ORDER BY res_id, write_date DESC, id DESC
          ) AS latest
         WHERE latest.res_id = request.id
           AND request.rating_last_value IS DISTINCT FROM latest.rating
        """
    )
    reasons = env["grc.refusal.reason"]
    for name in ASKED_REASONS:
        reasons |= env.ref(f"grc_citizen.grc_refusal_reason_{name}", raise_if_not_found=False) or (
            reasons.browse()
        )
    reasons.asks_satisfaction = True
    # Counts only add up: see docs/adr/0006-statistics.md.
    keys = SQL(", ").join(map(SQL.identifier, env["grc.request"]._get_statistic_dimensions()))
    cr.execute(
        SQL(
            """
            INSERT INTO grc_request_count
                   (date_received, %(keys)s, received_count, contact_count, asked_count,
                    satisfied_count)
            SELECT statistic_month, %(keys)s, 0, 0, count(*),
                   count(*) FILTER (WHERE rating_last_value >= 4)
              FROM grc_request
             WHERE statistic_month IS NOT NULL AND rating_last_value > 0
          GROUP BY statistic_month, %(keys)s
            """,
            keys=keys,
        )
    )
