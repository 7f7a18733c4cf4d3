from freezegun import freeze_time

from odoo.tests import tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestEscalation(GrcCase):
    def _escalate(self):
        self._run_cron("grc_citizen.ir_cron_escalate")

    def test_level_by_level_once_each(self):
        director = self._user("director", "group_manager")
        self.direction.manager_id = director
        with freeze_time("2026-06-10 08:00:00") as clock:
            request = self._request(user_id=self.agent.id)
            self._escalate()
            self.assertFalse(request.activity_ids)
            for moment, person in (
                ("2026-06-16 14:00:00", self.agent),
                ("2026-06-17 17:00:00", self.manager),
                ("2026-06-20 17:00:00", director),
            ):
                clock.move_to(moment)
                before = request.activity_ids
                self._escalate()
                self._escalate()
                self.assertEqual((request.activity_ids - before).user_id, person, moment)
            self.assertEqual(len(request.activity_ids), 3)
            self.assertIn("Director", "".join(request.message_ids.mapped("body")))

    def test_waiting_and_closed_work_is_not_escalated(self):
        with freeze_time("2026-06-10 08:00:00") as clock:
            waiting, closed = self._request(), self._request()
            waiting.action_wait_for_citizen()
            closed.action_close()
            clock.move_to("2026-07-10 08:00:00")
            self._escalate()
        self.assertFalse((waiting | closed).activity_ids)

    def test_work_without_agent_goes_to_the_manager(self):
        with freeze_time("2026-06-10 08:00:00") as clock:
            request = self._request()
            clock.move_to("2026-06-16 14:00:00")
            self._escalate()
        self.assertEqual(request.activity_ids.user_id, self.manager)
