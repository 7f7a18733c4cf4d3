import re
from html import unescape
from urllib.parse import unquote

from odoo.tests import tagged

from .account_common import AccountCase


@tagged("post_install", "-at_install")
class TestAccountList(AccountCase):
    def _titles(self, page):
        return re.findall(r'class="stretched-link"[^>]*>([^<]+)<', page.text)

    def test_own_requests_only(self):
        self._login()
        part = self._request(name="Part", partner_id=False)
        part.sudo().write({"parent_id": self.mine.id})
        page = self._get("/my/requests")
        self.assertEqual(self._titles(page), [self.mine.name])
        self.assertIn(self.mine.number, page.text)
        self.assertIn("no-store", page.headers["Cache-Control"])

    def test_confidential_is_shown_to_who_asked(self):
        self._request(name="Aid", partner_id=self.me.id, type_id=self.confidential_type.id)
        self._login()
        self.assertEqual(self._titles(self._get("/my/requests")), ["Aid", self.mine.name])

    def test_filters_and_sorts(self):
        waiting = self._request(name="Waits", partner_id=self.me.id)
        waiting.action_wait_for_citizen()
        third = self._request(name="Third", partner_id=self.me.id)
        third.action_wait_for_third_party()
        done = self._request(name="Done", partner_id=self.me.id)
        done.action_close()
        merged = self._request(name="Merged", partner_id=self.me.id)
        merged.action_mark_duplicate(self.theirs.id)
        self._login()

        def titles(query):
            return set(self._titles(self._get(f"/my/requests?{query}")))

        mine = self.mine.name
        self.assertEqual(titles("filter=all"), {"Waits", "Third", "Done", "Merged", mine})
        self.assertEqual(titles("filter=open"), {"Waits", "Third", "Merged", mine})
        self.assertEqual(titles("filter=waiting"), {"Waits"})
        self.assertEqual(titles("filter=closed"), {"Done"})
        self.assertEqual(titles("filter=hostile&sort=id;drop"), titles("filter=all"))
        (waiting | third | done | merged).sudo().message_ids.date = "2026-01-01 08:00:00"
        self.mine._post_citizen_words("Still there")
        self.env.flush_all()
        first = self._titles(self._get("/my/requests?sort=activity"))[0]
        self.assertEqual(first, mine)
        last = self._titles(self._get("/my/requests?sort=deadline"))
        self.assertEqual(set(last[-2:]), {"Done", "Merged"})

    def test_search(self):
        lamp = self._request(name="Lampadaire éteint", partner_id=self.me.id)
        self._login()
        for text in (lamp.number, lamp.number[-6:], lamp.tracking_code, "lampadaires", "eteint"):
            page = self._get("/my/requests", params={"search": text})
            self.assertEqual(self._titles(page), [lamp.name], text)
        page = self._get("/my/requests", params={"search": self.theirs.number})
        self.assertEqual(self._titles(page), [])
        self.assertIn("Nothing found", page.text)

    def test_pages(self):
        for number in range(11):
            self._request(name=f"Hole {number}", partner_id=self.me.id)
        self._login()
        self.assertEqual(len(self._titles(self._get("/my/requests"))), 10)
        second = self._get("/my/requests/page/2?sort=newest")
        self.assertEqual(self._titles(second), ["Hole 0", self.mine.name])
        self.assertEqual(len(self._titles(self._get("/my/requests/page/99"))), 2)

    def test_empty(self):
        (self.mine | self.theirs).sudo().partner_id = self.citizen
        self._login()
        self.assertIn("You have not asked anything yet", self._get("/my/requests").text)

    def test_anonymous_logs_in_and_comes_back(self):
        page = self._get("/my/requests?filter=open")
        self.assertIn("/web/login", page.url)
        self.assertIn("requests?filter=open", unescape(unquote(page.text)))

    def test_agents_see_what_they_asked_themselves(self):
        self.agent.password = "grc_agent"
        self.authenticate("grc_agent", "grc_agent")
        self.assertEqual(self._titles(self._get("/my/requests")), [])

    def test_counters(self):
        self.mine.action_wait_for_citizen()
        self._login()
        home = self._get("/my")
        self.assertIn("/my/requests?filter=waiting", home.text)
        counted = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["grc_request_count", "grc_request_waiting_count"]}
        )
        self.assertEqual(counted, {"grc_request_count": 1, "grc_request_waiting_count": 1})

    def test_queries_do_not_grow_with_the_list(self):
        self._login()
        self._get("/my/requests")

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._get("/my/requests")
            return self.cr.sql_log_count - before

        original = self._request(name="Original", partner_id=self.neighbour.partner_id.id)
        self._request(partner_id=self.me.id).action_mark_duplicate(original.id)
        self.mine._post_citizen_words("Here")
        few = count()
        for number in range(8):
            one = self._request(name=f"Hole {number}", partner_id=self.me.id)
            one._post_citizen_words("Here")
            if number % 2:
                one.action_mark_duplicate(original.id)
        many = count()
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 22)

    def test_a_million_requests_would_not_slow_it(self):
        """What the rules and the list ask is answered by indexes, without a join."""
        requests = self.env["grc.request"].with_user(self.portal_user)
        query = requests._search(requests._get_account_domain())
        self.assertEqual(query.from_clause.code, '"grc_request"')
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(query.select())
        self.env.cr.execute("EXPLAIN " + self.env.cr._obj.query.decode())
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("grc_request__partner_id_index", plan)
