from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .circuit_common import CircuitCase


@tagged("post_install", "-at_install")
class TestCircuitSeal(CircuitCase):
    def _forge(self, answer, **values):
        """Change the row behind the back of Odoo."""
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE grc_request_answer SET %s = %s WHERE id = %s",
                    SQL.identifier(name),
                    value,
                    answer.id,
                )
            )
        self.env.invalidate_all()

    def _assert_not_sent(self, answer, message="not the text that was submitted"):
        count = len(self._mails(answer.request_id))
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            answer.action_send()
        self.assertNotEqual(answer.state, "sent")
        self.assertEqual(len(self._mails(answer.request_id)), count)

    def test_text_changed_after_validation(self):
        for values in ({"body": "<p>No.</p>"}, {"subject": "Other"}, {"delivery": "post"}):
            answer = self._ready()
            self._forge(answer, **values)
            self._assert_not_sent(answer)

    def test_text_and_digest_changed_after_validation(self):
        answer = self._ready()
        self._forge(answer, body="<p>No.</p>")
        self._forge(answer, digest=answer._get_digest())
        self._assert_not_sent(answer)

    def test_state_changed_without_validation(self):
        answer = self._answer()
        self._forge(answer, state="ready")
        self._assert_not_sent(answer, "must be validated first")
        waiting = self._submitted()
        self._forge(waiting, state="ready")
        self._assert_not_sent(waiting, "waits for validation")

    def test_reviews_approved_without_anybody(self):
        answer = self._submitted()
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE tier_review SET status = 'approved' WHERE res_id = %s", answer.id)
        )
        self._forge(answer, state="ready")
        self._assert_not_sent(answer, "Nobody is known")

    def test_text_changed_between_two_levels(self):
        answer = self._submitted()
        answer.with_user(self.manager).action_approve()
        self._forge(answer, body="<p>No.</p>")
        with self.assertRaisesRegex(UserError, "not the text"):
            answer.with_user(self.official).action_approve()

    def test_file_changed_after_validation(self):
        Attachment = self.env["ir.attachment"].with_user(self.agent)
        file = Attachment.create({"name": "plan.txt", "raw": b"north"})
        answer = self._ready(attachment_ids=[(6, 0, file.ids)])
        file.raw = b"south"
        self._assert_not_sent(answer)
        file.raw = b"north"
        answer.action_send()

    def test_picture_in_the_text_changed_after_validation(self):
        Attachment = self.env["ir.attachment"].with_user(self.agent)
        picture = Attachment.create({"name": "map.txt", "raw": b"north"})
        body = f'<p>See <img src="/web/image/{picture.id}-1a2b/map.png"/></p>'
        answer = self._ready(body=body)
        picture.raw = b"south"
        self._assert_not_sent(answer)

    def test_text_that_the_validator_did_not_read(self):
        answer = self._submitted()
        read = answer.digest
        answer.restart_validation()
        answer.body = "<p>Never.</p>"
        answer.request_validation()
        with self.assertRaisesRegex(UserError, "changed since you opened it"):
            answer.with_user(self.manager).action_approve(read)

    def test_level_that_came_after_validation(self):
        answer = self._ready()
        level = self._level("Mayor", 30, grc_validator="individual", reviewer_id=self.official.id)
        self._assert_not_sent(answer, "Mayor")
        level.active = False
        answer.action_send()

    def test_type_changed_after_validation(self):
        strict = self.type.copy({"name": "Strict", "code": "test-strict"})
        self._level(
            "Mayor",
            30,
            grc_validator="individual",
            reviewer_id=self.official.id,
            grc_department_ids=False,
            grc_type_ids=strict.ids,
        )
        answer = self._ready()
        answer.request_id.type_id = strict
        self._assert_not_sent(answer, "Mayor")

    def test_sent_text_is_the_validated_text(self):
        answer = self._ready(body="<p>Le 4 mai, à 8 h : « entendu ».</p>")
        marks = answer._get_validation_marks()
        self.assertEqual(marks.mapped("user_id"), self.manager | self.official)
        self.assertEqual(set(marks.mapped("digest")), {answer._get_digest()})
        answer.action_send()
        mail = self._mails(answer.request_id, "jeanne").sorted("id")[-1]
        self.assertIn("Le 4 mai, à 8 h : « entendu ».", mail.body_html)
        self.assertEqual(mail.subject, answer.subject)

    def test_letter_says_who_validated(self):
        def render(answer):
            return (
                self.env["ir.actions.report"]
                ._render_qweb_html("grc_citizen.report_answer_letter", answer.ids)[0]
                .decode()
            )

        answer = self._submitted(delivery="post")
        self.assertIn("must not be sent", render(answer))
        answer.with_user(self.manager).action_approve()
        answer.with_user(self.official).action_approve()
        letter = render(answer)
        self.assertNotIn("must not be sent", letter)
        for expected in ("Manager", "Official", "Head", answer._get_short_digest()):
            self.assertIn(expected, letter)
        self._forge(answer, body="<p>No.</p>")
        self.assertIn("must not be sent", render(answer))

    def test_anonymized_answer_keeps_who_decided(self):
        answer = self._ready()
        answer.sudo()._anonymize()
        decisions = answer.sudo().decision_ids
        self.assertEqual(decisions.mapped("user_id"), self.agent | self.manager | self.official)
        self.assertFalse(any(decisions.mapped("comment")))
