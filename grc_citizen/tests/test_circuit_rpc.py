from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .circuit_common import CircuitCase


@tagged("post_install", "-at_install")
class TestCircuitForged(CircuitCase):
    """No way round for those who may write answers."""

    def setUp(self):
        super().setUp()
        self.answer = self._submitted()

    def _refused(self, function, *args):
        with self.assertRaises(UserError):
            function(*args)

    def test_reviews(self):
        reviews = self.answer._get_reviews().with_user(self.agent)
        first = reviews[0]
        self._refused(first.write, {"status": "approved"})
        self._refused(first.write, {"reviewer_ids": [(4, self.agent.id)]})
        self._refused(first.unlink)
        Review = self.env["tier.review"].with_user(self.agent)
        values = {"model": "grc.request.answer", "res_id": self.answer.id, "status": "approved"}
        self._refused(Review.create, values)
        stray = Review.create({"model": "res.partner", "res_id": self.answer.id})
        self._refused(stray.write, {"model": "grc.request.answer"})
        wizard = (
            self.env["comment.wizard"]
            .with_user(self.agent)
            .create(
                {
                    "res_model": "grc.request.answer",
                    "res_id": self.answer.id,
                    "validate_reject": "validate",
                    "comment": "Yes",
                    "review_ids": [(6, 0, reviews.ids)],
                }
            )
        )
        self._refused(wizard.add_comment)
        self.assertEqual(self.answer._get_reviews().mapped("status"), ["pending", "waiting"])

    def test_reviews_of_their_own_turn(self):
        """Even whose turn it is only decides through the circuit, which seals."""
        review = self.answer._get_reviews()[0].with_user(self.manager)
        self._refused(review.write, {"status": "approved"})
        wizard = (
            self.env["comment.wizard"]
            .with_user(self.manager)
            .create(
                {
                    "res_model": "grc.request.answer",
                    "res_id": self.answer.id,
                    "validate_reject": "validate",
                    "comment": "Yes",
                    "review_ids": [(6, 0, review.ids)],
                }
            )
        )
        self._refused(wizard.add_comment)

    def test_fields_of_the_answer(self):
        for values in (
            {"state": "ready"},
            {"state": "sent"},
            {"digest": "0"},
            {"submitted_by_id": self.other_agent.id},
            {"validation_status": "validated"},
            {"review_ids": [(5,)]},
            {"decision_ids": [(5,)]},
            {"body": "<p>No</p>"},
            {"subject": "No"},
            {"delivery": "post"},
            {"attachment_ids": [(5,)]},
            {"risk": "low"},
            {"template_id": False},
        ):
            for context in (
                {},
                {"skip_validation_check": True, "skip_check_state_condition": True},
            ):
                self._refused(self.answer.with_context(**context).write, values)
        self._refused(self.answer.unlink)
        for values in ({"state": "ready"}, {"digest": "0"}, {"review_ids": [(0, 0, {})]}):
            self._refused(lambda vals=values: self._answer(**vals))
        self.assertEqual(self.answer.state, "validation")

    def test_template_does_not_replace_a_text_that_is_sealed(self):
        template = self.env["mail.template"].create(
            {
                "name": "Other",
                "model_id": self.env["ir.model"]._get_id("grc.request"),
                "grc_is_answer": True,
                "subject": "Other",
                "body_html": "<p>Other</p>",
            }
        )
        self._refused(self.answer.write, {"template_id": template.id})
        (self.first | self.second).active = False
        sent = self._answer()
        sent.action_send()
        self._refused(sent.write, {"template_id": template.id})
        self.assertNotEqual(sent.subject, "Other")

    def test_sending(self):
        draft = self._answer()
        for answer in (draft, self.answer, draft | self.answer):
            self._refused(answer.action_send)
            self._refused(answer.action_send_and_close)
            self._refused(answer.sudo().action_send)
        self._refused(self.answer.sudo().write, {"state": "ready"})
        self._refused(draft.sudo().write, {"state": "sent"})

    def test_server_action(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Send",
                "model_id": self.env["ir.model"]._get_id("grc.request.answer"),
                "state": "code",
                "code": "records.sudo().action_send()",
            }
        )
        run = action.with_context(active_model="grc.request.answer", active_ids=self.answer.ids)
        self._refused(run.run)

    def test_decisions_of_others(self):
        for user in (self.agent, self.official, self.other_agent, self.administrator):
            answer = self.answer.with_user(user)
            self._refused(answer.action_approve)
            self._refused(answer.validate_tier)
            self._refused(answer.action_send_back, "No")
            self._refused(answer.action_approve_with_change, {"body": "<p>No</p>"})
        for user in (self.official, self.other_agent):
            self._refused(self.answer.with_user(user).restart_validation)
            self._refused(self._answer().with_user(user).request_validation)

    def test_change_of_other_fields_than_the_text(self):
        self._refused(
            self.answer.with_user(self.manager).action_approve_with_change,
            {"delivery": "post", "state": "sent"},
        )
        self.assertEqual(self.answer.state, "validation")
        self.assertEqual(self.answer.delivery, "email")

    def test_delegating_to_oneself(self):
        """Who stands in does not validate what they wrote, nor once the absence is over."""
        today = self.env["grc.absence"]._fields["date_from"].today()
        self._refused(
            self.env["grc.absence"].with_user(self.other_agent).create,
            {
                "user_id": self.manager.id,
                "substitute_id": self.other_agent.id,
                "date_from": today,
                "date_to": today,
            },
        )
        absence = self._away(self.manager, self.agent)
        self._refused(self.answer.with_user(self.agent).action_approve)
        absence.substitute_id = self.other_agent
        past = absence.date_from.replace(year=2020, day=1)
        absence.write({"date_from": past, "date_to": past})
        self._refused(self.answer.with_user(self.other_agent).action_approve)

    def test_decisions_are_the_servers(self):
        Decision = self.env["grc.answer.decision"]
        for user in (self.agent, self.manager, self.administrator):
            mine = Decision.with_user(user)
            self._refused(mine.create, {"answer_id": self.answer.id, "kind": "approved"})
            self._refused(mine.search, [])
        self._refused(self.answer.sudo().decision_ids.write, {"kind": "approved"})
        with self.assertRaises(AccessError):
            self.answer.read(["decision_ids"])

    def test_portal_reads_no_review(self):
        reviews = self.env["tier.review"].with_user(self.portal_user)
        self.assertFalse(reviews.search([("model", "=", "grc.request.answer")]))

    def test_validator_reads_what_waits_and_nothing_else(self):
        other = self._request()
        Request = self.env["grc.request"].with_user(self.official)
        Answer = self.env["grc.request.answer"].with_user(self.official)
        self.assertFalse(Request.search([]))
        self.assertFalse(Answer.search([]))
        self.answer.with_user(self.manager).action_approve()
        self.assertEqual(Request.search([]).ids, self.answer.request_id.ids)
        self.assertEqual(Answer.search([]).ids, self.answer.ids)
        self.assertIn("Monday", Answer.browse(self.answer.id).body)
        self._refused(Request.browse(other.id).read, ["name"])
        self._refused(Request.browse(self.answer.request_id.id).write, {"name": "No"})
        self._refused(Answer.browse(self.answer.id).write, {"body": "No"})
        self.answer.with_user(self.official).action_approve()
        self.env.invalidate_all()
        self._refused(Answer.browse(self.answer.id).read, ["body"])
        self.assertFalse(Request.search([]))


@tagged("post_install", "-at_install")
class TestCircuitRpc(CircuitCase, HttpCase):
    """The same through HTTP, as a browser's console would try."""

    def _call(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def test_no_way_round(self):
        answer = self._submitted()
        ids = answer.ids
        review_ids = answer._get_reviews().ids
        self.authenticate("grc_agent", "grc_agent")
        unchecked = {"context": {"skip_validation_check": True, "su": True}}
        for model, method, args in (
            ("grc.request.answer", "action_send", (ids,)),
            ("grc.request.answer", "action_send_and_close", (ids,)),
            ("grc.request.answer", "write", (ids, {"body": "<p>No</p>"})),
            ("grc.request.answer", "write", (ids, {"state": "ready"})),
            ("grc.request.answer", "web_save", (ids, {"state": "ready"})),
            ("grc.request.answer", "action_approve", (ids,)),
            ("grc.request.answer", "_write_through", (ids, {"state": "ready"})),
            ("grc.request.answer", "_become_ready", (ids,)),
            ("grc.parapheur", "get_answer", ids),
            ("tier.review", "write", (review_ids, {"status": "approved"})),
            ("tier.review", "unlink", (review_ids,)),
        ):
            with (
                self.subTest(model=model, method=method),
                mute_logger("odoo.http"),
                self.assertRaises(Exception),  # noqa: B017 - raised by the test's own client
            ):
                self._call(model, method, *args, **(unchecked if method == "write" else {}))
        self.assertEqual(answer.state, "validation")
        self.authenticate("grc_manager", "grc_manager")
        self._call("grc.parapheur", "approve", [{"id": answer.id, "digest": answer.digest}])
        self.assertEqual(answer._get_reviews().mapped("status"), ["approved", "pending"])
