import hashlib
import hmac
import logging
import time
from collections import namedtuple

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: So many calls in so many seconds for each address, session or contact.
Limit = namedtuple("Limit", "count seconds")

#: Calls of one address at the same moment wait for each other: one of them counts at each try.
TRIES = 100
PARAMETER = "grc_citizen_portal.limit_%s_%s"
#: What may be done on public pages, by whom it is counted; a town may share one address. A system
#: parameter `grc_citizen_portal.limit_<scope>_<by>` with `count/seconds` says otherwise.
LIMITS = {
    "begin": {"address": Limit(600, 3600)},
    "send": {
        "address": Limit(120, 3600),
        "session": Limit(30, 3600),
        "contact": Limit(20, 3600),
    },
    "upload": {"address": Limit(600, 3600), "session": Limit(120, 3600)},
    "guess": {"address": Limit(20, 600), "session": Limit(10, 600)},
    "message": {"address": Limit(60, 3600), "session": Limit(20, 3600)},
    "mail": {"address": Limit(30, 3600), "contact": Limit(5, 3600)},
    "print": {"address": Limit(120, 3600), "session": Limit(20, 3600)},
    "export": {"contact": Limit(5, 86400)},
}


class GrcRateLimit(models.Model):
    """How often something was done on the public pages, counted in fixed windows of time.

    Counting is a transaction of its own on the primary server: it outlives a request that fails,
    works in routes that read from a replica, and is shared between workers and machines. Whom a
    counter is of cannot be read back: its key is a keyed digest.
    """

    _name = "grc.rate.limit"
    _description = "Calls of Public Pages"
    _log_access = False

    key = fields.Char(required=True, readonly=True)
    count = fields.Integer(required=True, readonly=True)
    expires = fields.Integer(
        required=True, readonly=True, index=True, help="Seconds since 1970, when it starts anew."
    )

    _key_unique = models.UniqueIndex("(key)")

    @api.model
    def _take(self, scope, sources):
        """Count one call.

        :param str scope: a key of :data:`LIMITS`
        :param dict sources: whom it is counted for: by `address`, `session` or `contact`
        :return: seconds to wait before calling again; 0 when the call is allowed
        :rtype: int
        """
        counters = sorted(self._get_counters(scope, sources).items())
        if not counters:
            return 0
        now = int(time.time())
        rows = SQL(", ").join(
            SQL("(%s, 1, %s)", key, now + limit.seconds) for key, limit in counters
        )
        query = SQL(
            """INSERT INTO grc_rate_limit AS known (key, count, expires) VALUES %s
               ON CONFLICT (key) DO UPDATE SET
                   count = CASE WHEN known.expires <= %s THEN 1 ELSE known.count + 1 END,
                   expires = CASE WHEN known.expires <= %s THEN EXCLUDED.expires
                                  ELSE known.expires END
               RETURNING key, count, expires""",
            rows,
            now,
            now,
        )
        return self._get_wait(dict(counters), self._count(query), now)

    def _count(self, query):
        """Run the query that counts, in a transaction of its own, until nobody counts the same."""
        for last in (*[False] * TRIES, True):
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute(query, log_exceptions=False)
                    return cr.fetchall()
            except SerializationFailure:
                if last:
                    raise

    @api.model
    def _peek(self, scope, sources):
        """Say whether another call would be allowed, without counting it; reads only.

        :return: seconds to wait, see :meth:`_take`
        :rtype: int
        """
        counters = self._get_counters(scope, sources)
        if not counters:
            return 0
        now = int(time.time())
        self.env.cr.execute(
            SQL(
                "SELECT key, count + 1, expires FROM grc_rate_limit"
                " WHERE key IN %s AND expires > %s",
                tuple(counters),
                now,
            )
        )
        return self._get_wait(counters, self.env.cr.fetchall(), now)

    @api.model
    def _get_counters(self, scope, sources):
        """Return the limits that apply, by the key of their counter."""
        parameters = self.env["ir.config_parameter"].sudo()
        secret = parameters.get_param("database.secret").encode()
        counters = {}
        for by, limit in LIMITS[scope].items():
            if sources.get(by):
                name = PARAMETER % (scope, by)
                limit = self._read_limit(name, parameters.get_param(name)) or limit
                text = f"{scope}:{by}:{sources[by]}".encode()
                counters[hmac.new(secret, text, hashlib.sha256).hexdigest()] = limit
        return counters

    @staticmethod
    def _read_limit(name, setting):
        """Return the limit that a system parameter sets, or None when it sets none."""
        try:
            return setting and Limit(*map(int, setting.split("/")))
        except (TypeError, ValueError):
            _logger.warning("%s is not written as count/seconds: %s", name, setting)
            return None

    @staticmethod
    def _get_wait(counters, rows, now):
        exceeded = [expires - now for key, count, expires in rows if count > counters[key].count]
        return max(exceeded, default=0)

    @api.autovacuum
    def _gc_expired(self):
        """Forget the counters whose time is over."""
        self.env.cr.execute("DELETE FROM grc_rate_limit WHERE expires <= %s", (int(time.time()),))
