import base64
from datetime import timedelta
from io import BytesIO

from PIL import Image

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestClosing(GrcCase):
    def setUp(self):
        super().setUp()
        self.request = self._request().with_user(self.agent)
        self.done = self.env["grc.request.stage"]._for_state("done")

    def _photo(self, content=None, name="after.jpg"):
        if content is None:
            file = BytesIO()
            Image.new("RGB", (8, 8), "grey").save(file, "JPEG")
            content = file.getvalue()
        return (
            self.env["ir.attachment"]
            .with_user(self.agent)
            .create({"name": name, "datas": base64.b64encode(content)})
        )

    def _answer(self):
        return (
            self.env["grc.request.answer"]
            .with_user(self.agent)
            .create({"request_id": self.request.id, "body": "<p>It is repaired.</p>"})
        )

    def _close(self, days_ago=0):
        self.request.action_close()
        self.request.sudo().date_closed -= timedelta(days=days_ago)

    def test_an_answer_is_required_on_every_road(self):
        self.type.requires_answer = True
        roads = {
            "button": self.request.action_close,
            "drag, status bar or RPC": lambda: self.request.write({"stage_id": self.done.id}),
            "import": lambda: self.request.load(
                [".id", "stage_id/.id"], [[str(self.request.id), str(self.done.id)]]
            ),
            "created closed": lambda: self.env["grc.request"]
            .with_user(self.agent)
            .create(
                {
                    "name": "Closed from the start",
                    "type_id": self.type.id,
                    "partner_id": self.citizen.id,
                    "stage_id": self.done.id,
                }
            ),
        }
        for road, close in roads.items():
            with self.subTest(road):
                if road == "import":
                    [message] = close()["messages"]
                    self.assertIn("answer to the citizen is required", message["message"])
                else:
                    with (
                        self.assertRaisesRegex(UserError, "answer to the citizen is required"),
                        self.cr.savepoint(),
                    ):
                        close()
                self.assertEqual(self.request.state, "new")
        self.assertIn("press “Reply”", self.request.missing_to_close)
        self._answer().action_send()
        self.request.action_close()
        self.assertEqual(self.request.state, "done")

    def test_send_and_close_counts_the_answer_just_sent(self):
        self.type.requires_answer = True
        self._answer().action_send_and_close()
        self.assertEqual(self.request.state, "done")

    def test_nothing_leaves_when_closing_is_refused(self):
        self.type.requires_photo_after = True
        answer = self._answer()
        with self.assertRaisesRegex(UserError, "photo of the work done"), self.cr.savepoint():
            answer.action_send_and_close()
        self.assertEqual(answer.state, "draft")

    def test_nobody_to_answer_needs_no_answer(self):
        self.type.requires_answer = True
        self.request.sudo().write({"partner_id": False, "email_from": False, "phone": False})
        self.request.action_close()
        self.assertEqual(self.request.state, "done")

    def test_a_photo_after(self):
        self.type.requires_photo_after = True
        with self.assertRaisesRegex(UserError, "photo of the work done"), self.cr.savepoint():
            self.request.action_close()
        photo = self._photo()
        self.request.write({"photo_after_ids": [(4, photo.id)], "stage_id": self.done.id})
        self.assertEqual(self.request.state, "done")
        self.assertTrue(photo.with_user(self.manager).raw, "whoever reads the request reads it")
        with self.assertRaises(AccessError):
            photo.with_user(self.other_agent).raw  # noqa: B018

    def test_a_name_does_not_make_a_photo(self):
        for content in (b"%PDF-1.4 not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
            with self.assertRaisesRegex(ValidationError, "“after.jpg” is not a photo"):
                self.request.write({"photo_after_ids": [(4, self._photo(content).id)]})

    def test_photo_of_a_part_counts_for_the_whole(self):
        self.type.requires_photo_after = True
        part = self.request.action_split([self.department.id])
        part.photo_after_ids = self._photo()
        part.action_close()
        self.assertEqual(self.request.state, "done", "it closes with its parts")

    def test_duplicates_close_without(self):
        self.type.write({"requires_answer": True, "requires_photo_after": True})
        self.request.action_mark_duplicate(self._request(name="First").id)
        self.assertEqual(self.request.state, "done")

    def test_administrator_imports_the_past(self):
        self.type.requires_answer = True
        values = {
            "name": "Of last year",
            "type_id": self.type.id,
            "partner_id": self.citizen.id,
            "stage_id": self.done.id,
        }
        importing = self.env["grc.request"].with_context(import_file=True)
        with self.assertRaises(UserError):
            importing.with_user(self.agent).create(values)
        self.assertEqual(importing.with_user(self.administrator).create(values).state, "done")

    def test_not_fixed(self):
        self.request.action_take()
        self._close(days_ago=29)
        self.request.with_user(self.portal_user).sudo()._report_not_fixed("<b>Still</b> there")
        self.assertEqual(self.request.state, "progress")
        self.assertEqual((self.request.not_fixed_count, self.request.reopen_count), (1, 1))
        alerts = self.request.activity_ids
        self.assertEqual(alerts.user_id, self.manager | self.agent)
        self.assertIn("&lt;b&gt;Still", alerts[0].note)
        words = self.request.message_ids.filtered(lambda one: one.author_id == self.citizen)
        self.assertIn("&lt;b&gt;Still&lt;/b&gt; there", words.body)
        found = self.env["grc.request"].search([("not_fixed_count", ">", 0)])
        self.assertEqual(found, self.request)

    def test_not_fixed_twice(self):
        for count in (1, 2):
            self._close()
            self.request._report_not_fixed("Still there")
            self.assertEqual(self.request.not_fixed_count, count)
        self.request._report_not_fixed("One more thing")
        self.assertEqual(self.request.not_fixed_count, 2, "it was open already")
        self.assertIn("One more thing", "".join(self.request.message_ids.mapped("body")))

    def test_not_fixed_refused(self):
        with self.assertRaisesRegex(UserError, "few words"):
            self.request._report_not_fixed("  ")
        self._close(days_ago=31)
        with self.assertRaisesRegex(UserError, "more than 30 days ago.*new one"):
            self.request._report_not_fixed("Still there")
        self.type.not_fixed_days = 60
        self.request._report_not_fixed("Still there")
        self.request.refusal_reason_id = self.env["grc.refusal.reason"].search([], limit=1)
        self.request.action_refuse()
        with self.assertRaisesRegex(UserError, "was not accepted"):
            self.request._report_not_fixed("Still there")

    def test_a_new_round_needs_new_proof(self):
        self.type.write({"requires_answer": True, "requires_photo_after": True})
        answer = self._answer()
        answer.action_send()
        photo = self._photo()
        self.request.photo_after_ids = photo
        self._close()
        before = fields.Datetime.now() - timedelta(hours=1)
        answer.sudo().write({"date_sent": before})
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = %s WHERE id = %s", (before, photo.id)
        )
        photo.invalidate_recordset(["create_date"])
        self.request._report_not_fixed("Still there")
        with self.assertRaisesRegex(UserError, "(?s)answer.*photo"), self.cr.savepoint():
            self.request.action_close()
        self._answer().action_send()
        self.request.photo_after_ids += self._photo()
        self.request.action_close()
        self.assertEqual(self.request.state, "done")

    def test_one_click_reopens_when_the_citizen_wrote(self):
        self.request.action_take()
        self._close()
        self.assertFalse(self.request.is_written_after_closing)
        self.request.sudo()._on_citizen_message()
        self.request.sudo()._on_citizen_message()
        self.assertEqual(len(self.request.activity_ids), 1, "one alert for several mails")
        self.assertTrue(self.request.is_written_after_closing)
        with self.assertRaises(AccessError):
            self.request.with_user(self.other_agent).action_reopen_not_fixed()
        self.request.action_reopen_not_fixed()
        self.assertEqual(self.request.state, "progress")
        self.assertEqual(self.request.not_fixed_count, 1)
        self.assertEqual(self.request.activity_ids.user_id, self.manager)
