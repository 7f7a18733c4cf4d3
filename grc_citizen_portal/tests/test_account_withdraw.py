import re

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .account_common import AccountCase


@tagged("post_install", "-at_install")
class TestAccountWithdraw(AccountCase):
    def _withdraw(self, reason=""):
        self._login()
        page = self._get(f"{self.page}/withdraw")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        return self.url_open(f"{self.page}/withdraw", data={"reason": reason, "csrf_token": token})

    def test_asked_then_closed_and_told_apart(self):
        self.type.requires_answer = True
        self.mine.with_user(self.agent).action_take()
        self._login()
        self._get(f"{self.page}/withdraw")
        self.assertFalse(self.mine.date_closed)
        answer = self._withdraw("Repaired by the neighbour")
        self.assertIn("is withdrawn", answer.text)
        self.assertEqual((self.mine.state, self.mine.stage_id.is_withdrawal), ("done", True))
        self.assertTrue(self.mine.date_withdrawn)
        self.assertIn("Repaired by the neighbour", self._said().body)
        self.assertIn("Withdrawn by the citizen", self.mine.activity_ids.mapped("summary")[0])
        self.assertEqual(self.mine.activity_ids.user_id, self.agent)
        subjects = self._mails(self.mine, self.me.email).mapped("subject")
        self.assertIn(f"Your request {self.mine.number} is withdrawn", subjects)
        self.assertEqual(self._get(f"{self.page}/withdraw").status_code, 404)
        self.assertFalse(self.mine._get_satisfaction_url())
        report = self.env["grc.request.report"].search([("request_id", "=", self.mine.id)])
        self.assertEqual((report.is_withdrawn, report.is_refused), (1, 0))
        self.mine.action_reopen()
        self.assertFalse(self.mine.date_withdrawn)

    def test_without_csrf(self):
        self._login()
        answer = self.url_open(f"{self.page}/withdraw", data={"reason": "Because"})
        self.assertEqual(answer.status_code, 400)
        self.assertIn("Because", answer.text)
        self.assertFalse(self.mine.date_closed)
        with mute_logger("odoo.http"):
            answer = self.url_open(f"{self.page}/share", data={"shared": 1})
        self.assertEqual(answer.status_code, 400)

    def test_parts_end_too(self):
        self.mine.with_user(self.administrator)
        part = self.env["grc.request"].create(
            {"name": "Part", "type_id": self.type.id, "department_id": self.other_department.id}
        )
        part.sudo().parent_id = self.mine
        self._withdraw()
        self.assertTrue(self.mine.date_closed)
        self.assertTrue(part.date_closed)

    def test_what_others_asked_too_goes_on(self):
        self.theirs.action_mark_duplicate(self.mine.id)
        answer = self._withdraw()
        self.assertIn("the work goes on", answer.text)
        self.assertFalse(self.mine.date_closed)
        self.assertIn("others still ask", self.mine.activity_ids.mapped("summary")[0])

    def test_an_agent_records_what_was_told_by_telephone(self):
        self.type.requires_answer = True
        stage = self.env["grc.request.stage"]._for_withdrawal()
        self.mine.with_user(self.agent).stage_id = stage
        self.assertTrue(self.mine.date_withdrawn)

    def test_nobody_forges_it(self):
        for values in ({"date_withdrawn": "2026-01-01"}, {"household_shared": True}):
            with self.assertRaises(AccessError):
                self.mine.with_user(self.agent).write(values)
