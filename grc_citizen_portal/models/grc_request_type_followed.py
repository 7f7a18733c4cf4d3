from datetime import timedelta
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.fields import Domain

BATCH_SIZE = 500
#: Lines of one mail; the rest is counted.
MOST_LINES = 30
DAY = timedelta(hours=23)
#: What is older is not told after the job stood still for long.
OLDEST = timedelta(days=7)


class GrcRequestType(models.Model):
    """A type or theme that anybody follows: what is new and what was closed, once a day."""

    _name = "grc.request.type"
    _inherit = ["grc.request.type", "grc.subscribed.mixin"]

    def _can_be_followed(self):
        return self._is_public() or bool(self.sudo().child_ids and self._get_public_types())

    def _get_followed_label(self):
        return self.sudo().name

    def _get_followed_code(self):
        return self.code

    def _get_feed_path(self):
        return f"/citizen/feed.atom?{urlencode({'type': self.code})}"

    @api.model
    def _find_followed(self, code):
        found = self.sudo().search([("code", "=", code or "")], limit=1)
        return found if found._can_be_followed() else found.browse()

    @api.model
    def _get_public_domain(self):
        """Return the domain of the types whose requests anybody may know of.

        :rtype: Domain
        """
        return (
            Domain("is_public", "=", True)
            & Domain("is_confidential", "=", False)
            & Domain("company_id", "in", [False, self.env.company.id])
        )

    def _is_public(self):
        """Tell whether anybody may know of the requests of this very type.

        :rtype: bool
        """
        return bool(self.sudo().filtered_domain(self._get_public_domain()))

    def _get_public_types(self):
        """Return the public types among these and those under them; without any, of the town.

        :return: with all rights
        :rtype: grc.request.type
        """
        domain = self._get_public_domain()
        if self:
            domain &= Domain("id", "child_of", self.ids)
        return self.sudo().search(domain)

    @api.model
    def _notify_followers(self):
        now = fields.Datetime.now()
        subscriptions = self.env["grc.subscription"].search(
            [
                ("res_model", "=", self._name),
                ("state", "=", "active"),
                ("date_told", "<=", now - DAY),
            ],
            order="date_told, id",
            limit=BATCH_SIZE,
        )
        reachable = subscriptions._filter_reachable()
        followed = self.browse(set(reachable.mapped("res_id"))).exists()
        since = max(min(reachable.mapped("date_told"), default=now), now - OLDEST)
        public = followed._get_public_types() if followed else followed
        events = self.env["grc.request"]._get_public_events(public, since, now)
        mails = []
        for localized in reachable._group_by_lang():
            mails += localized._prepare_digests(public, events)
        subscriptions.date_told = now
        self.env["grc.request"]._queue_mails(mails)
        return len(subscriptions)


class GrcSubscription(models.Model):
    _inherit = "grc.subscription"

    def _prepare_digests(self, public, events):
        """Return one mail for each of these subscriptions that has something to be told.

        :param public: `grc.request.type` whose requests may be told of
        :param list[dict] events: of `grc.request._get_public_events`, the latest first
        :rtype: list[dict]
        """
        mails, bodies = [], {}
        for subscription in self:
            followed = f"/{subscription.res_id}/"
            types = public.filtered(lambda one, path=followed: path in f"/{one.parent_path}")
            lines = [
                event
                for event in events
                if event["moment"] > subscription.date_told and event["type"] in types
            ]
            if not lines:
                continue
            key = (subscription.res_id, len(lines))
            if key not in bodies:
                bodies[key] = subscription._render_digest(lines)
            mails.append(
                subscription._wrap_notice(
                    self.env._("%(type)s: what is new", type=subscription.target_name),
                    bodies[key],
                )
            )
        return mails

    def _render_digest(self, events):
        localized = self.env["grc.request"].sudo()
        shown = [localized._format_public_event(event) for event in events[:MOST_LINES]]
        return self._render_notice(
            "grc_citizen_portal.subscription_mail_digest",
            {
                "name": self.target_name,
                "received": [event for event in shown if event["kind"] == "received"],
                "closed": [event for event in shown if event["kind"] == "closed"],
                "others": len(events) - len(shown),
            },
        )
