from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .grc_subscription import MOST_FORGOTTEN

BATCH_SIZE = 500
#: After closing, in case it is opened again.
KEPT_CLOSED = timedelta(days=90)


class GrcRequest(models.Model):
    """A request that whoever has its tracking code follows: told at each public stage."""

    _name = "grc.request"
    _inherit = ["grc.request", "grc.subscribed.mixin"]

    def _can_be_followed(self):
        work = self._get_public_request()._get_tracked()
        return not work.date_closed and not self._is_tracking_over()

    def _get_followed_label(self):
        return self.env._("Request %(number)s", number=self.sudo().number)

    def _get_followed_code(self):
        return self.tracking_code_display

    def _get_feed_path(self):
        return f"/citizen/track/{self.tracking_code_display}/feed.atom"

    def _prepare_tracking_values(self):
        followed = self.sudo() if self._can_be_followed() else self.sudo().browse()
        return {**super()._prepare_tracking_values(), "followed": followed}

    @api.model
    def _find_followed(self, code):
        found = self._find_by_tracking_code(code)
        return found if found and found._can_be_followed() else found.browse()

    def _on_followed(self, subscription):
        subscription.told_stage_id = self._get_public_request()._get_tracked().stage_id

    @api.model
    def _notify_followers(self):
        """Tell those who follow a request that is in another stage than they know.

        Of a duplicate, the stage of the request that stays; of a part, the one of its request.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT subscription.id, asked.id, work.stage_id
                  FROM grc_subscription AS subscription
                  JOIN grc_request AS followed ON followed.id = subscription.res_id
                  JOIN grc_request AS asked
                    ON asked.id = coalesce(followed.parent_id, followed.id)
                  JOIN grc_request AS work ON work.id = coalesce(asked.duplicate_of_id, asked.id)
                 WHERE subscription.res_model = 'grc.request'
                   AND subscription.state = 'active'
                   AND subscription.told_stage_id IS DISTINCT FROM work.stage_id
              ORDER BY subscription.id
                 LIMIT %s
                """,
                BATCH_SIZE,
            )
        )
        subscriptions = self.env["grc.subscription"].browse(row[0] for row in rows)
        asked = self.browse(row[1] for row in rows)
        stages = self.env["grc.request.stage"].browse(row[2] for row in rows)
        changes = {
            row[0]: (request, stage)
            for row, request, stage in zip(rows, asked, stages, strict=True)
        }
        mails = []
        for localized in subscriptions._filter_reachable()._group_by_lang():
            for subscription in localized:
                mails += subscription._prepare_stage_notices(*changes[subscription.id])
        for stage, told in subscriptions.grouped(lambda one: changes[one.id][1]).items():
            told.told_stage_id = stage
        self._queue_mails(mails)
        return len(subscriptions)

    @api.autovacuum
    def _gc_followers(self):
        """Forget the addresses that follow requests that are gone, or were closed long ago."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT subscription.id
                  FROM grc_subscription AS subscription
             LEFT JOIN grc_request AS followed ON followed.id = subscription.res_id
                 WHERE subscription.res_model = 'grc.request'
                   AND (followed.id IS NULL OR followed.date_closed < %s)
                 LIMIT %s
                """,
                fields.Datetime.now() - KEPT_CLOSED,
                MOST_FORGOTTEN,
            )
        )
        self.env["grc.subscription"].browse(row[0] for row in rows).unlink()


class GrcSubscription(models.Model):
    _inherit = "grc.subscription"

    def _prepare_stage_notices(self, request, stage):
        """Return the mail of a new stage, none when citizens see no difference.

        :param request: `grc.request` that is followed
        :param stage: `grc.request.stage` in which the work is
        :rtype: list[dict]
        """
        steps = self.env["grc.request.stage"]._get_public_steps()
        label = steps[stage.id]["label"]
        known = steps.get(self.told_stage_id.id)
        if known and known["label"] == label:
            return []
        request = request.sudo().with_env(self.env(su=True))
        values = {
            "request": request,
            "label": label,
            "url": f"{self.get_base_url()}/citizen/track/{request.tracking_code_display}",
        }
        subject = self.env._("Request %(number)s: %(stage)s", number=request.number, stage=label)
        return [self._prepare_notice(subject, "grc_citizen_portal.subscription_mail_stage", values)]
