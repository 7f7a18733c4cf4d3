from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestRouting(GrcCase):
    def test_type_decides(self):
        self.type.write({"user_id": self.agent.id, "priority": "1"})
        request = self._request()
        self.assertEqual(request.department_id, self.department)
        self.assertEqual(request.user_id, self.agent)
        self.assertEqual(request.priority, "1")

    def test_what_was_given_stays(self):
        request = self._request(department_id=self.other_department.id, priority="2")
        self.assertEqual(request.department_id, self.other_department)
        self.assertEqual(request.priority, "2")

    def test_department_of_last_resort(self):
        self.env.company.grc_department_id = self.direction
        self.assertEqual(self._request(type_id=False).department_id, self.direction)

    def test_balanced_assignment_shares_a_batch(self):
        self.department.write({"assignment": "balanced", "member_ids": [(4, self.other_agent.id)]})
        self._request(user_id=self.agent.id)
        requests = self.env["grc.request"].create(
            [{"name": str(n), "type_id": self.type.id} for n in range(3)]
        )
        self.assertEqual(requests.mapped("user_id"), self.agent | self.other_agent)
        self.assertEqual(len(requests.filtered(lambda one: one.user_id == self.other_agent)), 2)

    def test_agent_of_a_type_must_see_its_requests(self):
        with self.assertRaisesRegex(ValidationError, "does not work for"):
            self.type.user_id = self.other_agent

    def test_trees_in_a_loop(self):
        with self.assertRaises(ValidationError):
            self.direction.parent_id = self.department
        child = self.type.copy({"parent_id": self.type.id})
        with self.assertRaises(ValidationError):
            self.type.parent_id = child
