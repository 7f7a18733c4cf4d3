from odoo.exceptions import AccessError, UserError
from odoo.modules.migration import load_script
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

    def _transfer(self, requests, user, department=None, reason="Private land"):
        """Transfer requests as the dialog does, and return what it answers."""
        wizard = (
            self.env["grc.request.transfer"]
            .with_user(user)
            .with_context(active_model="grc.request", active_ids=requests.ids)
        )
        with Form(wizard) as form:
            form.department_id = department or self.other_department
            form.reason = reason
        result = form.record.action_confirm()
        self.env.invalidate_all()
        return result

    def test_transfer_with_a_reason(self):
        request = self._request(user_id=self.agent.id)
        answer = self._transfer(request, self.agent)
        self.assertEqual(request.department_id, self.other_department)
        self.assertEqual(request.first_department_id, self.department)
        self.assertEqual(request.transfer_count, 1)
        self.assertFalse(request.user_id)
        history = request.message_ids.filtered(lambda one: "Private land" in (one.body or ""))
        self.assertEqual(history.author_id, self.agent.partner_id)
        self.assertIn("Roads", history.body)
        self.assertIn("Private land", self._mails(request, to=self.other_agent.email).body_html)
        self.assertIn("Social services", answer["params"]["message"])
        self.assertEqual(answer["params"]["next"]["type"], "ir.actions.act_window_close")
        self.assertTrue(request.with_user(self.agent).has_access("read"), "as a follower")
        self.assertFalse(request.with_user(self.front_desk).has_access("write"))

    def test_several_at_once(self):
        requests = self._request() | self._request()
        answer = self._transfer(requests, self.agent)
        self.assertEqual(requests.department_id, self.other_department)
        self.assertIn("2 requests", answer["params"]["message"])

    def test_a_confidential_request_leaves_the_sight_of_who_gives_it(self):
        request = self._request(type_id=self.confidential_type.id, user_id=self.other_agent.id)
        answer = self._transfer(request, self.other_agent, self.department)
        self.assertEqual(request.department_id, self.department)
        self.assertFalse(request.with_user(self.other_agent).has_access("read"))
        self.assertTrue(request.with_user(self.agent).has_access("read"))
        self.assertIn(request.number, answer["params"]["message"])
        self.assertEqual(answer["params"]["next"]["res_model"], "grc.request")
        self.assertEqual(answer["params"]["next"]["target"], "main")

    def test_the_dialog_warns_before_a_request_leaves_sight(self):
        request = self._request(type_id=self.confidential_type.id)
        wizard = self.env["grc.request.transfer"].with_user(self.other_agent)
        with Form(wizard.with_context(default_request_ids=request.ids)) as form:
            form.department_id = self.department
            self.assertEqual(form.hidden_count, 1)
            form.reason = "Theirs"
            self.department.member_ids |= self.other_agent
            form.department_id = self.direction
            form.department_id = self.department
            self.assertEqual(form.hidden_count, 0)

    def test_only_who_may_change_it_transfers_it(self):
        request = self._request()
        request.message_subscribe(self.other_agent.partner_id.ids)
        self.type.is_confidential = True
        for user in (self.other_agent, self.front_desk):
            with self.assertRaises(AccessError):
                request.with_user(user)._transfer(self.other_department, "Mine")
        with self.assertRaises(AccessError):
            self.env["grc.request.transfer"].with_user(self.front_desk).create({})

    def test_to_the_same_department(self):
        with self.assertRaisesRegex(UserError, "already in charge"):
            self._transfer(self._request(), self.agent, self.department)

    def test_transfers_are_counted_and_the_first_department_stays(self):
        request = self._request()
        request.with_user(self.agent).department_id = self.other_department
        request.department_id = self.direction
        request.department_id = self.direction
        self.assertEqual(request.transfer_count, 2)
        self.assertEqual(request.first_department_id, self.department)
        self.assertFalse(request.copy().transfer_count)

    def test_the_first_department_is_the_first_that_is_chosen(self):
        self.env.company.grc_department_id = self.direction
        request = self._request(type_id=False)
        self.assertFalse(request.first_department_id)
        request.type_id = self.type
        self.assertEqual(request.first_department_id, self.department)
        self.assertEqual(request.transfer_count, 0)
        other = self._request(type_id=False)
        other.department_id = self.other_department
        self.assertEqual(other.first_department_id, self.other_department)
        self.assertEqual(other.transfer_count, 0)

    def test_the_department_of_last_resort_may_be_chosen_too(self):
        self.env.company.grc_department_id = self.department
        request = self._request()
        self.assertEqual(request.first_department_id, self.department)
        request.department_id = self.other_department
        self.assertEqual(request.transfer_count, 1)

    def test_nobody_forges_where_it_went(self):
        request = self._request().with_user(self.agent)
        for values in (
            {"transfer_count": 3},
            {"first_department_id": self.other_department.id},
            {"origin": "staff"},
        ):
            with self.assertRaises(AccessError):
                request.write(values)
            with self.assertRaises(AccessError):
                request.create({"name": "Forged", **values})
            context = {f"default_{name}": value for name, value in values.items()}
            with self.assertRaises(AccessError):
                request.with_context(**context).create({"name": "Forged"})
            self.assertFalse(
                request.load(["name", *values], [["Forged", *map(str, values.values())]])["ids"]
            )

    def test_requests_of_before_get_their_first_department(self):
        moved, kept = self._request().with_user(self.agent), self._request()
        self.cr.precommit.run()
        moved.department_id = self.other_department
        self.env.flush_all()
        self.cr.precommit.run()
        self.env.flush_all()
        self.cr.execute("UPDATE grc_request SET first_department_id = NULL, transfer_count = NULL")
        script = load_script(
            "grc_citizen/migrations/19.0.1.1.0/pre-transfer.py", "grc_citizen_pre_transfer"
        )
        script.migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual((moved | kept).mapped("first_department_id"), self.department)
        self.assertEqual((moved | kept).mapped("transfer_count"), [1, 0])


@tagged("post_install", "-at_install")
class TestAssignment(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department.write({"assignment": "balanced", "member_ids": [(4, cls.other_agent.id)]})

    def _away(self, user):
        self.env["grc.absence"].create({"user_id": user.id})

    def test_who_is_away_is_given_nothing(self):
        self._request(user_id=self.other_agent.id)
        self.assertEqual(self._request().user_id, self.agent, "the least busy")
        self._away(self.agent)
        self.assertEqual([self._request().user_id for _turn in range(3)], [self.other_agent] * 3)

    def test_everybody_is_away(self):
        self._away(self.agent)
        self._away(self.other_agent)
        self.assertFalse(self._request().user_id)

    def test_a_transfer_skips_them_too(self):
        self._away(self.agent)
        request = self._request(department_id=self.direction.id)
        request.department_id = self.department
        self.assertEqual(request.user_id, self.other_agent)
