from odoo import api, models
from odoo.tools import SQL

#: Requests of a feed.
FEED_LENGTH = 50
PUBLIC = SQL("request.active AND request.parent_id IS NULL AND request.duplicate_of_id IS NULL")


class GrcRequest(models.Model):
    """What anybody may know of the requests of public types: number, type, stage and days.

    Never the citizen's words, nor where: what they wrote may name somebody.
    """

    _inherit = "grc.request"

    _type_received_idx = models.Index("(type_id, date_received)")
    _type_closed_idx = models.Index("(type_id, date_closed) WHERE date_closed IS NOT NULL")

    @api.model
    def _get_public_events(self, types, since, until):
        """Return what was received and closed in a time, the latest first.

        :param types: public `grc.request.type`
        :param datetime since: excluded
        :param datetime until: included
        :return: `kind` (`received` or `closed`), `moment`, `request`, `type`
        :rtype: list[dict]
        """
        if not types:
            return []
        kinds = {"received": SQL("date_received"), "closed": SQL("date_closed")}
        query = SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT %(kind)s AS kind, request.%(date)s AS moment, request.id, request.type_id
                  FROM grc_request AS request
                 WHERE request.type_id IN %(types)s AND %(public)s
                   AND request.%(date)s > %(since)s AND request.%(date)s <= %(until)s
                """,
                kind=kind,
                date=date,
                types=tuple(types.ids),
                public=PUBLIC,
                since=since,
                until=until,
            )
            for kind, date in kinds.items()
        )
        self.env.flush_all()
        rows = self.env.execute_query(SQL("%s ORDER BY moment DESC, id DESC", query))
        requests = self.sudo().browse(row[2] for row in rows)
        return [
            {
                "kind": row[0],
                "moment": row[1],
                "request": request,
                "type": types.browse(row[3]),
            }
            for row, request in zip(rows, requests, strict=True)
        ]

    @api.model
    def _format_public_event(self, event):
        """Return an event of :meth:`_get_public_events` in words.

        :rtype: dict
        """
        request = event["request"].with_env(self.env)
        steps = self.env["grc.request.stage"]._get_public_steps()
        return {
            "kind": event["kind"],
            "number": request.number,
            "type": event["type"].with_env(self.env).name,
            "stage": steps[request.stage_id.id]["label"],
            "date": request._format_public_day(event["moment"])["date"],
        }

    @api.model
    def _get_latest_public(self, types, limit=FEED_LENGTH):
        """Return the requests received or closed last.

        Each type is read from its indexes, so that the time does not grow with the requests.

        :param types: public `grc.request.type`
        :return: with all rights, the latest first
        :rtype: grc.request
        """
        if not types:
            return self.sudo().browse()
        latest = SQL(" UNION ALL ").join(
            SQL(
                """
                (SELECT request.id, request.%(date)s AS moment
                   FROM grc_request AS request
                  WHERE request.type_id = kind.id AND request.%(date)s IS NOT NULL AND %(public)s
               ORDER BY request.%(date)s DESC
                  LIMIT %(limit)s)
                """,
                date=date,
                public=PUBLIC,
                limit=limit,
            )
            for date in (SQL("date_received"), SQL("date_closed"))
        )
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT latest.id
                  FROM unnest(%(types)s) AS kind(id)
            CROSS JOIN LATERAL (%(latest)s) AS latest
              GROUP BY latest.id
              ORDER BY max(latest.moment) DESC, latest.id DESC
                 LIMIT %(limit)s
                """,
                types=types.ids,
                latest=latest,
                limit=limit,
            )
        )
        return self.sudo().browse(row[0] for row in rows)
