from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..models import grc_rate_limit

HOUR = 3600


@tagged("post_install", "-at_install")
class TestRateLimit(TransactionCase):
    """Calls of public pages are counted by address, session and contact."""

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.limits = self.env["grc.rate.limit"]
        self._set("send", "address", "3/3600")
        self._set("send", "contact", "2/60")

    def _set(self, scope, by, value):
        name = f"grc_citizen_portal.limit_{scope}_{by}"
        self.env["ir.config_parameter"].set_param(name, value)

    def _at(self, seconds):
        return patch.object(grc_rate_limit.time, "time", return_value=seconds)

    def test_calls_are_allowed_up_to_the_limit(self):
        calls = [self.limits._take("send", {"address": "192.0.2.1"}) for _call in range(4)]
        self.assertEqual(calls[:3], [0, 0, 0])
        self.assertTrue(HOUR - 5 <= calls[3] <= HOUR)

    def test_each_address_has_its_own_count(self):
        for _call in range(4):
            self.limits._take("send", {"address": "192.0.2.1"})
        self.assertEqual(self.limits._take("send", {"address": "192.0.2.2"}), 0)

    def test_the_strictest_limit_decides(self):
        for number in range(2):
            sources = {"address": f"192.0.2.{number}", "contact": "ada@ville.example"}
            self.assertEqual(self.limits._take("send", sources), 0)
        wait = self.limits._take("send", {"address": "192.0.2.9", "contact": "ada@ville.example"})
        self.assertTrue(0 < wait <= 60)

    def test_counts_start_anew_after_the_window(self):
        with self._at(1_000_000):
            for _call in range(4):
                wait = self.limits._take("send", {"address": "192.0.2.1"})
            self.assertEqual(wait, HOUR)
        with self._at(1_000_000 + HOUR - 1):
            self.assertEqual(self.limits._take("send", {"address": "192.0.2.1"}), 1)
        with self._at(1_000_000 + HOUR):
            self.assertEqual(self.limits._take("send", {"address": "192.0.2.1"}), 0)

    def test_looking_does_not_count(self):
        for _call in range(5):
            self.assertEqual(self.limits._peek("send", {"address": "192.0.2.1"}), 0)
        for _call in range(3):
            self.limits._take("send", {"address": "192.0.2.1"})
        self.assertTrue(self.limits._peek("send", {"address": "192.0.2.1"}))

    def test_nothing_tells_whose_count_it_is(self):
        self.limits._take("send", {"address": "192.0.2.1", "contact": "ada@ville.example"})
        stored = str(self.limits.search([]).read())
        self.assertNotIn("192.0.2.1", stored)
        self.assertNotIn("ada", stored)

    def test_an_unreadable_setting_leaves_the_usual_limit(self):
        self._set("send", "address", "many")
        with self.assertLogs(grc_rate_limit.__name__, "WARNING"):
            self.assertEqual(self.limits._take("send", {"address": "192.0.2.1"}), 0)

    def test_counters_whose_time_is_over_are_forgotten(self):
        with self._at(1_000_000):
            self.limits._take("send", {"address": "192.0.2.1"})
        self.limits._take("send", {"address": "192.0.2.2"})
        self.limits._gc_expired()
        self.assertEqual(len(self.limits.search([])), 1)
