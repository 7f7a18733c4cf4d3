from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .circuit_common import CircuitCase


@tagged("post_install", "-at_install")
class TestParapheur(CircuitCase):
    def _parapheur(self, user):
        return self.env["grc.parapheur"].with_user(user)

    def _queue(self, user):
        return [entry["id"] for entry in self._parapheur(user).get_queue()["entries"]]

    def test_queue_of_whose_turn_it_is(self):
        answer = self._submitted()
        self.assertEqual(self._queue(self.manager), answer.ids)
        for user in (self.official, self.agent, self.administrator, self.front_desk):
            self.assertEqual(self._queue(user), [])
        answer.with_user(self.manager).action_approve()
        self.assertEqual(self._queue(self.manager), [])
        self.assertEqual(self._queue(self.official), answer.ids)

    def test_most_urgent_first(self):
        late = self._request(date_received=fields.Datetime.now() - timedelta(days=60))
        normal = self._submitted()
        urgent = self._submitted(request=late)
        undated = self._submitted(
            request=self._request(type_id=False, department_id=self.department.id)
        )
        self.assertEqual(self._queue(self.manager), (urgent | normal | undated).ids)
        entries = self._parapheur(self.manager).get_queue()["entries"]
        self.assertEqual(entries[0]["deadline_state"], "late")

    def test_request_and_letter_side_by_side(self):
        request = self._request(description="<p>It is deep.</p>")
        plan = self.env["ir.attachment"].with_user(self.agent).create({"name": "plan", "raw": b"x"})
        answer = self._submitted(request=request, attachment_ids=[(6, 0, plan.ids)])
        answer.with_user(self.manager).action_approve()
        shown = self._parapheur(self.official).get_answer(answer.id)
        self.assertIn("deep", shown["request"]["description"])
        self.assertIn("Monday", shown["letter"]["body"])
        self.assertEqual(shown["letter"]["recipient"], ["jeanne.martin@example.com"])
        self.assertEqual(shown["letter"]["attachments"][0]["id"], plan.id)
        self.assertEqual([one["who"] for one in shown["decisions"]], ["Agent", "Manager"])
        with self.assertRaises(UserError):
            self._parapheur(self.manager).get_answer(answer.id)

    def test_several_at_once(self):
        answers = [self._submitted() for _number in range(3)]
        items = [{"id": answer.id, "digest": answer.digest} for answer in answers]
        answers[1].restart_validation()
        items[2]["digest"] = "of another text"
        result = self._parapheur(self.manager).approve(items)
        self.assertEqual(result["approved"], answers[0].ids)
        refused = {one["id"]: one["reason"] for one in result["refused"]}
        self.assertIn("does not wait", refused[answers[1].id])
        self.assertIn("changed since", refused[answers[2].id])
        self.assertEqual(answers[2].state, "validation")

    def test_absence(self):
        answer = self._submitted()
        self.assertEqual(self._queue(self.other_agent), [])
        absence = self._away(self.manager, self.other_agent)
        (entry,) = self._parapheur(self.other_agent).get_queue()["entries"]
        self.assertEqual(entry["represented"], "Manager")
        self.assertEqual(
            self.other_agent.with_user(self.other_agent).review_user_count()[0]["pending_count"], 1
        )
        absence.unlink()
        self.assertEqual(self._queue(self.other_agent), [])
        with self.assertRaises(AccessError):
            answer.with_user(self.other_agent).action_approve()
        self._away(self.manager, self.other_agent)
        answer.with_user(self.other_agent).action_approve()
        decision = answer.sudo().decision_ids[-1]
        self.assertEqual(decision.user_id, self.other_agent)
        self.assertEqual(decision.represented_id, self.manager)
        self.assertIn("Other, for Manager", "".join(answer.message_ids.mapped("body")))

    def test_substitute_is_told(self):
        self._away(self.manager, self.other_agent)
        answer = self._submitted()
        self.assertEqual(len(self._notices(answer, self.other_agent)), 1)

    def test_substitute_of_an_official_reads_what_waits(self):
        deputy = self._user("deputy", "group_validator")
        answer = self._submitted()
        answer.with_user(self.manager).action_approve()
        request = answer.request_id.with_user(deputy)
        self.assertFalse(request.search([]))
        absence = self._away(self.official, deputy)
        self.assertEqual(request.search([]).ids, answer.request_id.ids)
        absence.unlink()
        self.assertFalse(request.search([]), "not remembered once the absence is over")

    def test_counter(self):
        self._submitted()
        self._submitted()
        (group,) = self.manager.with_user(self.manager).review_user_count()
        self.assertEqual(group["pending_count"], 2)
        self.assertEqual(self.agent.with_user(self.agent).review_user_count(), [])

    def test_queue_of_fifty(self):
        citizens = self.env["res.partner"].create(
            [{"name": f"Citizen {number}"} for number in range(50)]
        )
        requests = self.env["grc.request"].create(
            [
                {"name": "Pothole", "type_id": self.type.id, "partner_id": citizen.id}
                for citizen in citizens
            ]
        )
        Answer = self.env["grc.request.answer"].with_user(self.agent)
        Answer.create(
            [
                {"request_id": request.id, "subject": "Yes", "body": "Yes", "delivery": "email"}
                for request in requests
            ]
        ).request_validation()
        self.env.flush_all()
        self.env.invalidate_all()
        parapheur = self._parapheur(self.manager)
        parapheur.get_queue()
        self.env.invalidate_all()
        with self.assertQueryCount(16):
            queue = parapheur.get_queue()
        self.assertEqual(queue["total"], 50)


@tagged("post_install", "-at_install")
class TestParapheurFiles(CircuitCase, HttpCase):
    def test_files_are_read_while_the_answer_waits(self):
        plan = self.env["ir.attachment"].with_user(self.agent).create({"name": "p", "raw": b"plan"})
        answer = self._submitted(attachment_ids=[(6, 0, plan.ids)])
        stray = self.env["ir.attachment"].create({"name": "stray", "raw": b"stray"})
        base = f"/grc/parapheur/{answer.id}"
        self.authenticate("grc_official", "grc_official")
        for path in (f"{base}/{plan.id}", f"{base}/letter.pdf"):
            self.assertEqual(self.url_open(path).status_code, 404, "not their turn")
        answer.with_user(self.manager).action_approve()
        self.assertEqual(self.url_open(f"{base}/{plan.id}").content, b"plan")
        self.assertEqual(self.url_open(f"{base}/letter.pdf").status_code, 200)
        self.assertEqual(self.url_open(f"{base}/{stray.id}").status_code, 404)
        answer.with_user(self.official).action_approve()
        self.assertEqual(self.url_open(f"{base}/{plan.id}").status_code, 404, "validated")
