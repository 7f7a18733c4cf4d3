from ast import literal_eval

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .circuit_common import CircuitCase


@tagged("post_install", "-at_install")
class TestCircuit(CircuitCase):
    def test_levels_follow_one_another(self):
        answer = self._answer()
        self.assertTrue(answer.need_validation)
        answer.request_validation()
        self.assertEqual(answer.state, "validation")
        self.assertEqual(answer.request_id.state, "validation")
        with self.assertRaises(AccessError):
            answer.with_user(self.official).action_approve()
        answer.with_user(self.manager).action_approve()
        self.assertEqual(answer.state, "validation")
        with self.assertRaises(AccessError):
            answer.with_user(self.manager).action_approve()
        answer.with_user(self.official).action_approve()
        self.assertEqual(answer.state, "ready")
        self.assertEqual(answer.request_id.state, "progress")
        self.assertIn("send it", self._notices(answer, self.agent).body)
        answer.action_send()
        self.assertEqual(answer.state, "sent")
        self.assertEqual(answer.sent_by_id, self.agent)

    def test_without_level_a_draft_is_sent(self):
        (self.first | self.second).active = False
        answer = self._answer()
        self.assertFalse(answer.need_validation)
        with self.assertRaisesRegex(UserError, "needs no validation"):
            answer.request_validation()
        answer.action_send()
        self.assertEqual(answer.state, "sent")

    def test_levels_by_type_department_and_risk(self):
        theme = self.env["grc.request.type"].create({"name": "Roads", "code": "test-roads"})
        self.type.parent_id = theme
        self.first.write({"grc_department_ids": False, "grc_type_ids": theme.ids})
        self.second.write({"grc_department_ids": self.direction.ids, "grc_min_risk": "medium"})
        self.second.sequence = 30
        answer = self._answer()
        self.assertEqual(answer._get_levels()[answer], self.first)
        answer.risk = "high"
        self.assertEqual(answer._get_levels()[answer], self.first | self.second)
        answer.risk = False
        self.type.answer_risk = "medium"
        self.assertEqual(answer._get_levels()[answer], self.first | self.second)
        answer.risk = "low"
        self.assertIn(self.second, answer._get_levels()[answer], "never less than the type's")
        other = self._request(
            type_id=self.confidential_type.id, department_id=self.other_department.id
        )
        foreign = self._answer(request=other, user=self.other_agent)
        self.assertFalse(foreign._get_levels()[foreign])

    def test_who_writes_does_not_validate(self):
        self._user("colleague", "group_manager")
        group = self.env.ref("grc_citizen.group_manager").id
        self.first.write({"grc_validator": "group", "reviewer_group_id": group})
        answer = self._submitted(user=self.manager)
        with self.assertRaises(AccessError):
            answer.with_user(self.manager).action_approve()
        self.assertNotIn(answer.id, self.manager._grc_get_awaiting())

    def test_head_of_the_department_above_validates_what_the_head_wrote(self):
        director = self._user("director", "group_manager")
        self.direction.manager_id = director
        answer = self._submitted(user=self.manager)
        answer.with_user(director).action_approve()
        self.assertIn(answer.id, self.official._grc_get_awaiting())

    def test_four_eyes_may_be_switched_off(self):
        self.first.exclude_requester = False
        answer = self._submitted(user=self.manager)
        answer.with_user(self.manager).action_approve()
        self.assertIn(answer.id, self.official._grc_get_awaiting())

    def test_level_that_nobody_can_validate(self):
        self.department.elected_official_id = False
        answer = self._answer()
        with self.assertRaisesRegex(UserError, "Nobody can validate"), self.env.cr.savepoint():
            answer.request_validation()
        self.assertEqual(answer.state, "draft")

    def test_sent_back_with_a_comment(self):
        answer = self._submitted()
        with self.assertRaisesRegex(UserError, "Say what"):
            answer.with_user(self.manager).action_send_back(" ")
        answer.with_user(self.manager).action_send_back("Give the exact day.")
        self.assertEqual(answer.state, "draft")
        self.assertEqual(answer.request_id.state, "progress")
        self.assertIn("Give the exact day.", answer.validation_summary)
        self.assertIn("Give the exact day.", self._notices(answer, self.agent).body)
        self.assertIn("Give the exact day.", "".join(answer.message_ids.mapped("body")))
        answer.body = "<p>On Monday 4 May.</p>"
        answer.request_validation()
        self.assertIn(answer.id, self.manager._grc_get_awaiting(), "from the first level again")
        with self.assertRaises(UserError):
            answer.action_send()

    def test_approved_with_a_change(self):
        answer = self._submitted()
        answer.with_user(self.manager).action_approve()
        self.second.grc_sends = False
        answer.with_user(self.official).action_approve_with_change(
            {"body": "<p>It will be repaired on Tuesday.</p>"}
        )
        history = "".join(answer.message_ids.mapped("body"))
        self.assertRegex(history, r"<del>.*Monday</del>")
        self.assertRegex(history, r"<ins>.*Tuesday</ins>")
        for informed in (self.agent, self.manager):
            self.assertIn("Tuesday", self._notices(answer, informed)[:1].body)
        self.assertEqual(answer.state, "ready", "earlier levels are told, not asked again")
        answer.action_send()
        mail = self._mails(answer.request_id, "jeanne").sorted("id")[-1]
        self.assertIn("Tuesday", mail.body_html)

    def test_change_shows_to_the_levels_that_follow(self):
        answer = self._submitted()
        answer.with_user(self.manager).action_approve_with_change({"subject": "Pothole, rue Haute"})
        shown = self.env["grc.parapheur"].with_user(self.official).get_answer(answer.id)
        self.assertIn("<ins>", shown["decisions"][-1]["change"])
        (entry,) = self.env["grc.parapheur"].with_user(self.official).get_queue()["entries"]
        self.assertTrue(entry["changed"])

    def test_change_without_a_change(self):
        answer = self._submitted()
        with self.assertRaisesRegex(UserError, "Nothing changed"), self.env.cr.savepoint():
            answer.with_user(self.manager).action_approve_with_change({"subject": answer.subject})
        self.assertEqual(answer.state, "validation")

    def test_validators_are_told_once_when_their_turn_comes(self):
        answer = self._submitted()
        self.assertEqual(len(self._notices(answer, self.manager)), 1)
        self.assertFalse(self._notices(answer, self.official))
        self.official.review_user_count()
        answer.with_user(self.manager).action_approve()
        self.manager.review_user_count()
        self.official.with_user(self.official).review_user_count()
        self.assertEqual(len(self._notices(answer, self.manager)), 1)
        self.assertEqual(len(self._notices(answer, self.official)), 1)

    def test_citizen_is_not_told_of_the_circuit(self):
        answer = self._submitted()
        count = len(self._mails(answer.request_id))
        answer.with_user(self.manager).action_send_back("Again")
        self.assertEqual(len(self._mails(answer.request_id)), count)

    def test_sent_at_once(self):
        self.second.grc_sends = True
        answer = self._ready()
        self.assertEqual(answer.state, "sent")
        self.assertEqual(answer.sent_by_id, self.agent)

    def test_what_cannot_be_sent_stays_validated(self):
        self.second.grc_sends = True
        answer = self._submitted()
        answer.request_id.write({"email_from": False, "partner_id": False})
        answer.with_user(self.manager).action_approve()
        answer.with_user(self.official).action_approve()
        self.assertEqual(answer.state, "ready")
        self.assertIn("could not be sent", self._notices(answer, self.agent)[:1].body)

    def test_taken_back_to_draft(self):
        answer = self._ready()
        answer.restart_validation()
        self.assertEqual(answer.state, "draft")
        with self.assertRaises(UserError):
            answer.action_send()

    def test_request_stays_in_validation_with_another_answer(self):
        request = self._request()
        first, second = self._submitted(request=request), self._submitted(request=request)
        first.with_user(self.manager).action_send_back("No")
        self.assertEqual(request.state, "validation")
        second.with_user(self.manager).action_send_back("No")
        self.assertEqual(request.state, "progress")

    def test_next_head_takes_over(self):
        answer = self._submitted()
        other = self._user("newhead", "group_manager")
        self.department.manager_id = other
        with self.assertRaises(AccessError):
            answer.with_user(self.manager).action_approve()
        answer.with_user(other).action_approve()

    def test_levels_are_set_by_the_administrator(self):
        Level = self.env["tier.definition"].with_user(self.administrator)
        level = Level.create({"name": "Mayor", "grc_validator": "elected"})
        self.assertEqual(level.sudo().model, "grc.request.answer")
        self.assertEqual(level.grc_validator, "elected")
        level.write({"grc_validator": "individual", "reviewer_id": self.official.id})
        self.assertEqual(level.review_type, "individual")
        self.assertFalse(level.sudo().reviewer_field_id)
        with self.assertRaises(ValidationError):
            level.reviewer_id = False
        with self.assertRaises(AccessError):
            Level.create(
                {
                    "name": "Of another model",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "review_type": "individual",
                    "reviewer_id": self.official.id,
                }
            )
        with self.assertRaises(AccessError):
            level.with_user(self.agent).write({"name": "Nobody"})
        self.type.with_user(self.administrator).tier_definition_ids = level
        self.assertEqual(level.grc_type_ids, self.type)

    def test_new_level_on_the_screen_keeps_four_eyes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "grc_citizen.tier_definition_action_answers"
        )
        Level = self.env["tier.definition"].with_user(self.administrator)
        with Form(
            Level.with_context(**literal_eval(action["context"])),
            "grc_citizen.tier_definition_view_form_answers",
        ) as form:
            form.name = "Mayor"
            form.grc_validator = "elected"
        self.assertTrue(form.record.exclude_requester)
        self.assertEqual(form.record.sudo().reviewer_field_id.name, "validating_elected_id")

    def test_level_that_is_awaited_is_not_deleted(self):
        self._submitted()
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.first.unlink()
        self.first.active = False
