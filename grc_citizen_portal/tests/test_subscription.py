import re
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.grc_citizen.tests.common import GrcCase

CRON = "grc_citizen_portal.ir_cron_notify"
ADDRESS = "follower@example.org"


@tagged("post_install", "-at_install")
class TestSubscription(GrcCase, HttpCase):
    """Anybody follows a request or a type by e-mail, once they confirmed, until they leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A miss is counted in a transaction of its own, which a read-only test cursor forbids.
        cls.set_registry_readonly_mode(False)
        cls.type.is_public = True
        cls.request = cls._request()
        cls.Subscription = cls.env["grc.subscription"]

    def _run_cron(self, xmlid):
        self.env.ref(xmlid).method_direct_trigger()

    def _subscribe(self, target=None, email=ADDRESS):
        """Subscribe by the page, as a visitor does."""
        target = target or self.request
        code = target._get_followed_code()
        page = self.url_open(f"/citizen/subscribe?about={target._name}&code={code}")
        token = re.search(r'name="csrf_token" value="(\w+)"', page.text)
        form = {"about": target._name, "code": code, "email": email}
        form["csrf_token"] = token and token[1]
        return self.url_open("/citizen/subscribe", data=form, allow_redirects=False)

    def _sent(self, email=ADDRESS):
        return self.env["mail.mail"].search([("email_to", "=", email)])

    def _link(self, mail, kind):
        found = re.search(rf'href="[^"]*(/citizen/subscribe/{kind}/[^"]+)"', mail.body_html)
        return found[1]

    def _followed(self, target=None, email=ADDRESS):
        """Return a subscription that was confirmed by the link in its mail."""
        self.assertEqual(self._subscribe(target, email).status_code, 303)
        mail = self._sent(email)[:1]
        page = self.url_open(self._link(mail, "confirm"), data={"x": "1"})
        self.assertIn("It is done", page.text)
        self._sent(email).unlink()
        return self.Subscription.search([("email_normalized", "=", email)], limit=1)

    def _pass_a_day(self):
        for subscription in self.Subscription.search([("state", "=", "active")]):
            subscription.date_told -= timedelta(days=1)

    def test_confirmed_before_anything_is_told(self):
        self._subscribe(email="Follower <Follower@Example.org>")
        subscription = self.Subscription.search([("email_normalized", "=", ADDRESS)])
        self.assertEqual(subscription.state, "pending")
        mail = self._sent()
        self.assertEqual(len(mail), 1)
        self._subscribe()
        self.assertEqual(self._sent(), mail, "Not twice in a row")
        self.request.action_take()
        self._run_cron(CRON)
        self.assertEqual(self._sent(), mail, "Nothing is told before")
        link = self._link(mail, "confirm")
        self.assertIn("Yes, write to me", self.url_open(link).text)
        self.assertEqual(subscription.state, "pending", "Looking confirms nothing")
        self.url_open(link, data={"x": "1"})
        self.assertEqual(subscription.state, "active")
        self._run_cron(CRON)
        self.assertEqual(self._sent(), mail, "What happened before is not told")

    def test_links_expire_and_cannot_be_forged(self):
        self._subscribe()
        link = self._link(self._sent(), "confirm")
        subscription = self.Subscription.search([("email_normalized", "=", ADDRESS)])
        leave = subscription._get_leave_url().rpartition("/")[2]
        for wrong in (link[:-3], f"/citizen/subscribe/confirm/{leave}", f"{link}AAAA"):
            self.assertEqual(self.url_open(wrong, data={"x": "1"}).status_code, 404)
        self.assertEqual(subscription.state, "pending")
        self.env.flush_all()
        self.env.cr.execute("UPDATE grc_subscription SET date_asked = now() - interval '4 days'")
        self.env.invalidate_all()
        self.Subscription._gc_subscriptions()
        self.assertFalse(subscription.exists())
        self.assertEqual(self.url_open(link, data={"x": "1"}).status_code, 404)

    def test_told_at_each_public_stage_once(self):
        subscription = self._followed()
        self.request.action_take()
        self._run_cron(CRON)
        self._run_cron(CRON)
        mail = self._sent()
        self.assertEqual(len(mail), 1)
        self.assertIn(self.request.number, mail.subject)
        self.assertIn(f"/citizen/track/{self.request.tracking_code_display}", mail.body_html)
        for word in (self.request.name, self.citizen.name, self.citizen.email):
            self.assertNotIn(word, mail.body_html)
        same = self.request.stage_id.copy({"name": "Inner step"})
        same.public_name = self.request.stage_id.public_name or self.request.stage_id.name
        self.request.stage_id = same
        self._run_cron(CRON)
        self.assertEqual(self._sent(), mail, "Citizens see no difference")
        self.request.action_close()
        self._run_cron(CRON)
        self.assertEqual(len(self._sent()), 2)
        self.assertEqual(subscription.told_stage_id, self.request.stage_id)

    def test_duplicate_follows_the_request_that_stays(self):
        self._followed()
        original = self._request(partner_id=False, email_from="other@example.com")
        self.request.action_mark_duplicate(original.id)
        original.action_take()
        self._run_cron(CRON)
        self.assertIn(self.request.number, self._sent().subject)
        self.assertNotIn(original.number, self._sent().body_html)

    def test_leaving_in_one_click(self):
        subscription = self._followed()
        self.request.action_take()
        self._run_cron(CRON)
        mail = self._sent()
        self.assertIn("'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'", mail.headers)
        link = self._link(mail, "leave")
        self.assertIn(f"{link}>", mail.headers)
        self.assertIn("Stop these mails", self.url_open(link).text)
        self.assertEqual(subscription.state, "active", "Looking leaves nothing")
        # As a mail program does: no session, no token.
        self.opener.cookies.clear()
        page = self.url_open(link, data={"List-Unsubscribe": "One-Click"}, allow_redirects=False)
        self.assertEqual(page.status_code, 200)
        self.assertEqual(subscription.state, "left")
        self.request.action_close()
        self._run_cron(CRON)
        self.assertEqual(self._sent(), mail)
        self.assertEqual(self.url_open(link, data={"x": "1"}).status_code, 200)

    def test_nobody_learns_who_follows(self):
        self._followed()
        self.env["mail.blacklist"]._add("blocked@example.org")
        self.env["grc.silence"].create(
            {"email": "silenced@example.org", "reason": "x", "date_to": fields.Date.today()}
        )
        answers = set()
        for email in (ADDRESS, "blocked@example.org", "silenced@example.org", "new@example.org"):
            answer = self._subscribe(email=email)
            answers.add((answer.status_code, answer.headers["Location"].rpartition("/")[2]))
        answers.add((self._subscribe(email=self.citizen.email).status_code, "sent"))
        self.assertEqual(answers, {(303, "sent")})
        self.assertFalse(self._sent("blocked@example.org"))
        self.assertFalse(self._sent("silenced@example.org"))
        self.assertTrue(self._sent("new@example.org"))

    def test_what_cannot_be_followed(self):
        for about, code in (
            ("grc.request", "00000-00000"),
            ("grc.request.type", self.confidential_type.code),
            ("grc.request.type", "nothing"),
            ("res.partner", "1"),
        ):
            for address in ("/citizen/subscribe", "/citizen/feed.atom"):
                page = self.url_open(f"{address}?about={about}&code={code}&type={code}")
                self.assertEqual(page.status_code, 404, (about, address))
        self.assertEqual(self._subscribe(email="not an address").status_code, 422)
        form = {"about": "grc.request.type", "code": self.type.code, "email": ADDRESS}
        page = self.url_open("/citizen/subscribe", data=form)
        self.assertEqual(page.status_code, 400)
        self.assertIn(ADDRESS, page.text, "What was typed is kept")
        self.assertFalse(self._sent())

    def test_too_many(self):
        self.env["ir.config_parameter"].set_param("grc_citizen_portal.limit_mail_contact", "2/3600")
        statuses = [self._subscribe().status_code for _number in range(3)]
        self.assertEqual(statuses, [303, 303, 429])

    def test_daily_digest_of_a_theme(self):
        theme = self.env["grc.request.type"].create(
            {"name": "Streets", "code": "test-streets", "is_public": True}
        )
        self.type.parent_id = theme
        elsewhere = self.type.copy({"code": "test-elsewhere", "parent_id": False})
        self._followed(elsewhere, email="elsewhere@example.org")
        hidden = self.type.copy({"code": "test-hidden", "name": "Hidden", "is_public": False})
        subscription = self._followed(theme)
        new = self._request(date_received=fields.Datetime.now())
        secret = self._request(type_id=hidden.id)
        self._run_cron(CRON)
        self.assertFalse(self._sent(), "Once a day")
        self._pass_a_day()
        self.request.action_close()
        self._run_cron(CRON)
        self._run_cron(CRON)
        mail = self._sent()
        self.assertEqual(len(mail), 1)
        self.assertIn("Streets", mail.subject)
        self.assertFalse(self._sent("elsewhere@example.org"), "Nothing is new there")
        self.assertIn(new.number, mail.body_html)
        self.assertIn("Closed", mail.body_html)
        for word in (secret.number, new.name, self.citizen.name, new.tracking_code_display):
            self.assertNotIn(word, mail.body_html)
        self.assertGreater(subscription.date_told, fields.Datetime.now() - timedelta(hours=1))
        subscription.date_told = fields.Datetime.now() - timedelta(days=1)
        (self.request | new).sudo().write({"active": False})
        self._run_cron(CRON)
        self.assertEqual(self._sent(), mail, "Nothing new, no mail")

    def test_bounced_and_blocked_addresses(self):
        for target in (self.request, self.type):
            self._followed(target, email="bounced@example.org")
            self._followed(target, email="blocked@example.org")
        bounced = self.Subscription.search([("email_normalized", "=", "bounced@example.org")])
        bounced._message_receive_bounce("bounced@example.org", self.env["res.partner"])
        self.env["mail.blacklist"]._add("blocked@example.org")
        self._request(date_received=fields.Datetime.now())
        self._pass_a_day()
        self.request.action_take()
        self._run_cron(CRON)
        self.assertFalse(self._sent("bounced@example.org") | self._sent("blocked@example.org"))

    def test_telling_many_takes_no_query_each(self):
        def tell(count, target):
            self.Subscription.search([]).unlink()
            self.Subscription.create(
                [
                    {
                        "email": f"many{count}-{number}@example.org",
                        "res_model": target._name,
                        "res_id": target.id,
                        "state": "active",
                        "date_told": fields.Datetime.now() - timedelta(days=1),
                        "lang": "en_US",
                    }
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(target._notify_followers(), count)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        for target in (self.request, self.type):
            with self.subTest(target=target._name):
                tell(1, target)
                self.assertLessEqual(tell(40, target) - tell(4, target), 2)
                self.assertTrue(self._sent("many4-1@example.org"))

    def test_who_is_forgotten_follows_nothing(self):
        subscription = self._followed(email=self.citizen.email_normalized)
        other = self._followed(email="other@example.org")
        export = self.env["grc.data.export"].create(
            {"partner_id": self.citizen.id, "lang": "en_US"}
        )
        [row] = export._get_sections()["subscriptions"]
        self.assertEqual((row["address"], row["state"]), (self.citizen.email, "active"))
        self.env["grc.data.erasure"]._ask(self.citizen)._erase_around(self.citizen)
        self.assertFalse(subscription.exists())
        self.assertTrue(other.exists())

    def test_access(self):
        for user in (self.portal_user, self.front_desk, self.agent, self.manager):
            self.assertFalse(self.Subscription.with_user(user).has_access("read"))
        administrator = self.Subscription.with_user(self.administrator)
        self.assertTrue(administrator.has_access("read"))
        self.assertFalse(administrator.has_access("write"))
