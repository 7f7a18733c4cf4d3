from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.grc_request_workflow import ALLOWED_MOVES
from .common import GrcCase


@tagged("post_install", "-at_install")
class TestWorkflow(GrcCase):
    def setUp(self):
        super().setUp()
        self.request = self._request().with_user(self.agent)
        self.reason = self.env["grc.refusal.reason"].search([], limit=1)

    def test_take(self):
        self.request.action_take()
        self.assertEqual(self.request.user_id, self.agent)
        self.assertEqual(self.request.state, "progress")

    def test_every_move_follows_the_table(self):
        Stage = self.env["grc.request.stage"]
        for origin, allowed in ALLOWED_MOVES.items():
            for target in ALLOWED_MOVES:
                if target == origin:
                    continue
                request = self.env["grc.request"].create(
                    {
                        "name": "Move",
                        "type_id": self.type.id,
                        "stage_id": Stage._for_state(origin).id,
                    }
                )
                request = request.with_user(self.agent)
                values = {
                    "stage_id": Stage._for_state(target).id,
                    "refusal_reason_id": self.reason.id,
                }
                if target in allowed:
                    request.write(values)
                    self.assertEqual(request.state, target)
                    self.assertEqual(bool(request.date_closed), target in ("done", "refused"))
                    self.assertEqual(bool(request.waiting_since), target == "waiting")
                else:
                    with self.assertRaisesRegex(UserError, "cannot become"):
                        request.write(values)

    def test_refusal_needs_a_reason(self):
        refused = self.env["grc.request.stage"]._for_state("refused")
        with self.assertRaisesRegex(UserError, "reason"):
            self.request.stage_id = refused
        action = self.request.action_refuse()
        self.assertEqual(action["res_model"], "grc.request.refuse")
        wizard = (
            self.env["grc.request.refuse"]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"refusal_reason_id": self.reason.id, "note": "Seen on site"})
        )
        wizard.action_confirm()
        self.assertEqual(self.request.state, "refused")
        self.assertIn(
            "Seen on site",
            "".join(self.request.message_ids.mapped("body")),
        )

    def test_reopen_counts_and_clears(self):
        self.request.action_close()
        self.assertTrue(self.request.date_closed)
        self.request.action_reopen("Still broken")
        self.assertEqual(self.request.state, "progress")
        self.assertFalse(self.request.date_closed)
        self.assertEqual(self.request.reopen_count, 1)
        self.assertIn("Still broken", "".join(self.request.message_ids.mapped("body")))

    def test_buttons_in_the_wrong_order_change_nothing(self):
        self.request.action_resume()
        self.request.action_reopen("Not closed yet")
        self.assertEqual(self.request.state, "new")
        self.request.action_close()
        self.request.action_resume()
        self.assertEqual(self.request.state, "done")
        self.assertFalse(self.request.reopen_count)

    def test_citizen_s_message_ends_the_wait(self):
        self.request.action_wait_for_citizen()
        self.request._on_citizen_message()
        self.assertEqual(self.request.state, "progress")
        self.assertFalse(self.request.waiting_since)

    def test_citizen_s_message_after_closing_is_brought_up(self):
        self.request.action_take()
        self.request.action_close()
        self.request._on_citizen_message()
        self.assertEqual(self.request.state, "done")
        self.assertEqual(self.request.activity_ids.user_id, self.agent)

    def test_history_tells_who_and_what(self):
        self.flush_tracking()
        self.request.action_take()
        self.flush_tracking()
        values = self.request.sudo().message_ids.tracking_value_ids
        stage = values.filtered(lambda value: value.field_id.name == "stage_id")
        self.assertEqual((stage.old_value_char, stage.new_value_char), ("New", "In progress"))
        self.assertEqual(stage.mail_message_id.author_id, self.agent.partner_id)

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()

    def test_split(self):
        parts = self.request.action_split([self.other_department.id, self.direction.id])
        self.assertEqual(parts.department_id, self.other_department | self.direction)
        self.assertEqual(self.request.child_ids, parts)
        self.assertEqual(self.request.state, "progress")
        self.assertFalse(parts.sudo().partner_id, "the citizen has one request")

    def test_duplicate(self):
        original = self._request(partner_id=False, name="First report")
        self.request.action_mark_duplicate(original.id)
        self.assertEqual(self.request.state, "done")
        self.assertEqual(self.request.duplicate_of_id, original)
        self.assertIn(self.citizen, original.message_partner_ids)
        with self.assertRaises(UserError):
            original.with_user(self.agent).action_mark_duplicate(self.request.id)
        with self.assertRaises(UserError):
            original.with_user(self.agent).action_mark_duplicate(original.id)

    def test_other_departments_cannot_act(self):
        stranger = self.request.with_user(self.other_agent)
        for action in ("action_take", "action_close", "action_wait_for_citizen"):
            with self.assertRaises(AccessError):
                getattr(stranger, action)()

    def test_stage_in_use_keeps_its_state(self):
        stage = self.request.stage_id.sudo()
        with self.assertRaisesRegex(UserError, "holds requests"):
            stage.state = "done"
        with self.assertRaisesRegex(UserError, "must remain"):
            stage.unlink()
        with self.assertRaisesRegex(UserError, "must remain"):
            stage.active = False
