from .common import GrcCase


class TestAccessChange(GrcCase):
    """What a user sees follows who works where and what is confidential, at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls._request()

    def _sees(self, user):
        return bool(self.env["grc.request"].with_user(user).search([("id", "=", self.request.id)]))

    def test_member_comes_and_goes(self):
        self.assertFalse(self._sees(self.other_agent))
        self.department.member_ids += self.other_agent
        self.assertTrue(self._sees(self.other_agent))
        self.department.member_ids -= self.other_agent
        self.assertFalse(self._sees(self.other_agent))

    def test_manager_of_the_department_above(self):
        self.assertFalse(self._sees(self.other_agent))
        self.direction.manager_id = self.other_agent
        self.assertTrue(self._sees(self.other_agent))
        self.department.parent_id = False
        self.assertFalse(self._sees(self.other_agent))

    def test_new_department(self):
        self.env["grc.department"].create(
            {"name": "Works", "manager_id": self.other_agent.id}
        ).child_ids = self.department
        self.assertTrue(self._sees(self.other_agent))

    def test_type_becomes_confidential(self):
        self.assertTrue(self._sees(self.front_desk))
        self.type.is_confidential = True
        self.assertFalse(self._sees(self.front_desk))
        self.assertTrue(self._sees(self.agent), "their department")
        self.type.is_confidential = False
        self.assertTrue(self._sees(self.front_desk))

    def test_archived_department_keeps_its_readers(self):
        self.department.active = False
        self.assertTrue(self._sees(self.agent))

    def test_archived_type_stays_confidential(self):
        self.type.write({"is_confidential": True, "active": False})
        self.assertFalse(self._sees(self.front_desk))
