import uuid

from odoo import api, models


class GrcRequest(models.Model):
    """Atom feeds: of the requests of public types, and of one request for who has its code."""

    _inherit = "grc.request"

    @api.model
    def _get_public_feed(self, request_type):
        """Return the feed of what was received and closed last.

        :param request_type: public type or theme, empty for all those of the town
        :return: see `tools.atom.render_feed`
        :rtype: dict
        """
        company = self.env.company.sudo()
        types = request_type._get_public_types()
        requests = self._get_latest_public(types)
        return {
            "id": self._get_feed_id("feed", company.id, request_type.id),
            "title": f"{company.name} – {request_type.name or self.env._('Requests')}",
            "path": request_type._get_feed_path() if request_type else "/citizen/feed.atom",
            "page": "/citizen",
            "updated": max(
                (request._get_public_update() for request in requests), default=company.create_date
            ),
            "modified": max(
                [company.write_date, *requests.mapped("write_date"), *types.mapped("write_date")]
            ),
            "author": company.name,
            "entries": [request._prepare_feed_entry() for request in requests],
        }

    def _prepare_feed_entry(self):
        stage = self.env["grc.request.stage"]._get_public_steps()[self.stage_id.id]["label"]
        received = self._format_public_day(self.date_received)["date"]
        text = self.env._("Received on %(date)s.", date=received)
        if self.date_closed:
            closed = self._format_public_day(self.date_closed)["date"]
            text += " " + self.env._("Closed on %(date)s.", date=closed)
        return {
            "id": self._get_feed_id("request", self.id),
            "title": f"{self.type_id.name} – {stage}",
            "published": self.date_received,
            "updated": self._get_public_update(),
            "text": f"{self.env._('Request %(number)s', number=self.number)}. {text}",
        }

    def _get_public_update(self):
        """Return when what anybody may know of this request changed last.

        :rtype: datetime
        """
        return max(filter(None, (self.date_received, self.date_closed, self.date_reopened)))

    def _get_tracking_feed(self):
        """Return the feed of the progress of this request, as its tracking page shows it.

        :return: see `tools.atom.render_feed`
        :rtype: dict
        """
        request = self._get_public_request()
        work = request._get_tracked()
        latest = max(work.write_date, request.write_date)
        page = f"/citizen/track/{self.tracking_code_display}"
        company = request.company_id.sudo()
        entries = [
            {
                "id": self._get_feed_id("progress", self.id, place, event["kind"]),
                "title": event["label"],
                "updated": event["datetime"] if not event["is_future"] else latest,
                "text": ". ".join(filter(None, (event["date"], event["text"]))) or event["label"],
            }
            for place, event in enumerate(self._get_public_progress())
        ]
        for entry in entries:
            entry["updated"] = entry["updated"] or latest
        return {
            "id": self._get_feed_id("progress", self.id),
            "title": f"{company.name} – {self._get_followed_label()}",
            "path": self._get_feed_path(),
            "page": page,
            "updated": latest,
            "modified": latest,
            "author": company.name,
            "entries": entries[::-1],
        }

    @api.model
    def _get_feed_id(self, *parts):
        """Return an identity that never changes, whatever the address of the server (RFC 4287,
        4.2.6), and that tells nothing."""
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return uuid.uuid5(uuid.UUID(database), "/".join(map(str, parts))).urn
