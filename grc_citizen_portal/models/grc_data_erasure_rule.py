from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

#: Requests made anonymous together.
BATCH = 100


class GrcDataErasure(models.Model):
    """What is erased at once, what is kept and until when, by the retention of each type.

    Nobody else's is touched: neither the requests of the household nor those of a company. The
    proof of consents stays (article 7, 1), with nobody's name.
    """

    _inherit = "grc.data.erasure"

    @api.model
    def _find_requests(self, partner):
        """Return the requests that are this citizen's own."""
        requests = self.env["grc.request"].with_context(active_test=False)
        return requests.search_fetch(
            [("partner_id", "=", partner.id), ("date_anonymized", "=", False)],
            ["type_id", "date_closed"],
        )

    @api.model
    def _get_plan(self, partner):
        """Return what becomes of the requests of a citizen.

        :return: ``due``, to be erased now; ``open``, which are worked on; ``forever``, of types
            that are kept without limit; ``later``, by the day on which they are erased
        :rtype: dict
        """
        plan = {"due": [], "open": [], "forever": [], "later": {}}
        today = fields.Datetime.now()
        for request in self._find_requests(partner):
            months = request.type_id.retention_months
            if not request.date_closed:
                plan["open"].append(request.id)
            elif not request.type_id:
                plan["due"].append(request.id)
            elif not months:
                plan["forever"].append(request.id)
            elif (until := request.date_closed + relativedelta(months=months)) <= today:
                plan["due"].append(request.id)
            else:
                plan["later"].setdefault(until.date(), []).append(request.id)
        requests = self.env["grc.request"]
        for kind in ("due", "open", "forever"):
            plan[kind] = requests.browse(plan[kind])
        plan["later"] = {day: requests.browse(ids) for day, ids in sorted(plan["later"].items())}
        return plan

    @api.model
    def _summarize(self, plan):
        """Return what is kept, and until when, by type.

        :return: dicts of ``type``, ``count``, ``months`` and ``until``, the last day; that of what
            is open or kept for ever is empty
        :rtype: list[dict]
        """
        lines = {}
        for day, requests in plan["later"].items():
            for request in requests:
                rule = request.type_id
                line = lines.setdefault(
                    rule.id, {"type": rule.name, "count": 0, "months": rule.retention_months}
                )
                line["count"] += 1
                line["until"] = day
        return sorted(lines.values(), key=lambda line: line["type"])

    @api.model
    def _get_obstacles(self, partner):
        """Return why a profile cannot be erased though no request is kept, in words; hook.

        :rtype: list[str]
        """
        return []

    def _carry_out(self):
        """Erase what may be now. What was done is written in the history, without any name."""
        self.ensure_one()
        partner = self.partner_id
        if not partner:
            self._finish()
            return
        first = not self.date_begun
        if first:
            self.date_begun = fields.Datetime.now()
            self._erase_around(partner)
        erased = self._erase_due(partner)
        plan = self._get_plan(partner)
        kept = len(plan["open"]) + len(plan["forever"]) + sum(map(len, plan["later"].values()))
        obstacles = self._get_obstacles(partner)
        self.kept_count = kept
        self.date_next = next(iter(plan["later"]), False)
        if not kept and not obstacles:
            self._mail_citizen("mail_erasure_done")
            partner._erase_profile()
            self._log(self.env._("Profile made anonymous, account closed."))
            self._finish()
        elif first or erased:
            self._mail_citizen(
                "mail_erasure_partial",
                {"plan": plan, "lines": self._summarize(plan), "obstacles": obstacles},
            )

    def _erase_due(self, partner):
        """Make anonymous the requests whose time has come.

        :return: how many
        """
        due = self._get_plan(partner)["due"]
        for start in range(0, len(due), BATCH):
            due[start : start + BATCH]._anonymize()
        if due:
            self.erased_count += len(due)
            self._log(self.env._("%(count)s requests made anonymous.", count=len(due)))
        return len(due)

    def _erase_around(self, partner):
        """Erase what no request needs: copies, drafts, notes; withdraw what was agreed; hook."""
        granted = [row for row in partner._get_own_consents() if row["state"]["state"] == "granted"]
        proof = self.env._("Asked to be erased: %(number)s.", number=self.name)
        for row in granted:
            partner._say_consent(row["purpose"], False, proof)
        contacts = self.env["grc.contact"].search([("partner_id", "=", partner.id)])
        contacts.write({"note": False, "partner_id": False})
        self.env["grc.data.export"].search([("partner_id", "=", partner.id)])._delete_content()
        self.env["grc.email.change"]._find(partner).unlink()
        partner._find_subscriptions().unlink()
        users = partner.with_context(active_test=False).user_ids
        self.env["grc.request.draft"].search([("user_id", "in", users.ids)]).unlink()
        self._log(
            self.env._(
                "%(consents)s consents withdrawn, %(contacts)s notes of answers on the spot "
                "erased.",
                consents=len(granted),
                contacts=len(contacts),
            )
        )

    def _finish(self):
        self.write({"state": "done", "date_done": fields.Datetime.now(), "date_next": False})
        self._log(self.env._("Nothing is left to erase."))

    def _log(self, body):
        self._message_log(body=body, author_id=self.env.company.partner_id.id)
