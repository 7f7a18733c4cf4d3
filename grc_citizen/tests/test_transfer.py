from odoo.tests import Form, tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestTransfer(GrcCase):
    def test_agent_gives_a_request_to_another_department(self):
        request = self._request(user_id=self.agent.id).with_user(self.agent)
        with Form(request) as form:
            form.department_id = self.other_department
        self.assertEqual(request.department_id, self.other_department)
        self.assertFalse(request.user_id, "the former agent does not keep it from its new one")
        self.assertTrue(self._mails(request, to=self.other_agent.email))
        self.assertEqual(request.with_user(self.other_agent).name, request.name)

    def test_agent_chosen_with_the_department_stays(self):
        request = self._request(user_id=self.agent.id)
        request.write({"department_id": self.other_department.id, "user_id": self.other_agent.id})
        self.assertEqual(request.user_id, self.other_agent)

    def test_head_of_both_departments_keeps_it(self):
        request = self._request(department_id=self.direction.id, user_id=self.manager.id)
        request.department_id = self.department
        self.assertEqual(request.user_id, self.manager)

    def test_type_given_later_brings_its_department(self):
        self.env.company.grc_department_id = self.direction
        request = self._request(type_id=False)
        self.assertEqual(request.department_id, self.direction)
        request.with_user(self.manager).type_id = self.type
        self.assertEqual(request.department_id, self.department)
        self.assertTrue(request.date_deadline)

    def test_type_corrected_leaves_a_chosen_department(self):
        request = self._request(department_id=self.other_department.id)
        request.type_id = self.type.copy({"department_id": self.department.id})
        self.assertEqual(request.department_id, self.other_department)

    def test_closed_request_is_moved_in_silence(self):
        request = self._request()
        request.action_close()
        before = len(self._mails(request))
        request.department_id = self.other_department
        self.assertEqual(len(self._mails(request)), before)
