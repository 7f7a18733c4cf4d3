from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestBatch(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = cls.env["grc.request"].create(
            [
                {
                    "name": f"Hole {number}",
                    "type_id": cls.type.id,
                    "email_from": f"c{number}@example.com",
                }
                for number in range(30)
            ]
        )
        cls.reason = cls.env["grc.refusal.reason"].search([], limit=1)

    def _batch(self, requests, user=None, **values):
        """Return a batch as the form makes it of a selection in a list."""
        form = Form(
            self.env["grc.request.batch"]
            .with_user(user or self.agent)
            .with_context(active_model="grc.request", active_ids=requests.ids)
        )
        for name, value in values.items():
            form[name] = value
        batch = form.save()
        batch.action_start()
        return batch

    def _run(self, batch):
        while batch.action_process():
            pass

    def test_all_but_what_refuses(self):
        closed = self.requests[3]
        closed.action_close()
        theirs = self._request(department_id=self.other_department.id, name="Not to be seen")
        self.type.requires_photo_after = True
        photo_type = self.type
        plain = self.type.copy({"code": "plain", "requires_photo_after": False})
        self.requests[:20].type_id = plain
        batch = self._batch(self.requests | theirs, action="close")
        self._run(batch)
        self.assertEqual((batch.state, batch.total, batch.progress), ("done", 31, 100))
        self.assertEqual((batch.done_count, batch.refused_count), (19, 12))
        done = (self.requests[:20] - closed).mapped("state")
        self.assertEqual(set(done), {"done"})
        left = {line.request_id: line.reason for line in batch.line_ids}
        self.assertIn("closed already", left[closed])
        for request in self.requests.filtered(lambda one: one.type_id == photo_type):
            self.assertEqual(request.state, "new")
            self.assertIn("photo of the work done is required", left[request])
        self.assertNotIn(theirs, left, "its subject is not for this user")
        self.assertIn("not yours to read", left[self.env["grc.request"]])
        self.assertEqual(theirs.state, "new")
        mails = self._mails(self.requests[0], "c0@").mapped("subject")
        self.assertIn(f"Your request {self.requests[0].number} is closed", mails)
        self.assertEqual(batch.action_view_refused()["domain"], [("batch_id", "=", batch.id)])

    def test_each_action(self):
        requests = self.requests[:3]
        self._run(self._batch(requests, action="take"))
        self.assertEqual(requests.user_id, self.agent)
        self._run(self._batch(requests, action="assign", agent_id=self.manager))
        self.assertEqual(requests.user_id, self.manager)
        self._run(
            self._batch(requests, action="message", subject="Works", body="<p>From Monday on</p>")
        )
        for position, request in enumerate(requests):
            [mail] = self._mails(request, f"c{position}@").filtered(
                lambda one: "Works" in one.subject
            )
            self.assertEqual(mail.email_to, f"c{position}@example.com")
        self._run(
            self._batch(requests, action="refuse", refusal_reason_id=self.reason, note="Seen")
        )
        self.assertEqual(set(requests.mapped("state")), {"refused"})
        self.assertIn("Seen", "".join(requests[0].message_ids.mapped("body")))
        self._run(self._batch(requests, action="reopen", note="By mistake"))
        self.assertEqual(set(requests.mapped("state")), {"progress"})
        again = self._batch(requests, action="reopen")
        self._run(again)
        self.assertEqual(again.refused_count, 3)

    def test_what_is_missing_is_asked_for(self):
        for action in ("assign", "refuse", "message"):
            batch = (
                self.env["grc.request.batch"]
                .with_user(self.agent)
                .with_context(active_model="grc.request", active_ids=self.requests.ids)
                .create({"action": action})
            )
            with self.assertRaisesRegex(UserError, "part of the form is empty"):
                batch.action_start()
        with self.assertRaisesRegex(UserError, "Tick the requests"):
            self.env["grc.request.batch"].with_user(self.agent).create({}).action_start()

    def test_stopped_and_gone_on_with(self):
        batch = self._batch(self.requests, action="take")
        batch._process_chunk(batch.request_list[:20])
        batch.action_stop()
        self.assertFalse(batch.action_process())
        self.assertEqual((batch.state, batch.done_count), ("stopped", 20))
        self.assertEqual(len(self.requests.filtered("user_id")), 20)
        batch.action_start()
        self._run(batch)
        self.assertEqual((batch.state, batch.done_count), ("done", 30))
        self.assertEqual(self.requests.user_id, self.agent)

    def test_the_job_goes_on_when_nobody_watches(self):
        theirs = self._request(department_id=self.other_department.id)
        batch = self._batch(self.requests | theirs, action="close")
        self._run_cron("grc_citizen.ir_cron_request_batch")
        self.assertEqual(batch.position, 0, "its user watches it")
        batch.flush_recordset()
        self.env.cr.execute(
            "UPDATE grc_request_batch SET write_date = write_date - interval '10 minutes'"
        )
        batch.invalidate_recordset()
        self._run_cron("grc_citizen.ir_cron_request_batch")
        self.assertEqual((batch.state, batch.done_count), ("done", 30))
        self.assertEqual(batch.refused_count, 1, "the job has the rights of its user")
        closing = self.requests[0].message_ids.tracking_value_ids.mail_message_id
        self.assertIn(self.agent.partner_id, closing.author_id)

    def test_more_than_the_client_can_name(self):
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", 10)
        batch = (
            self.env["grc.request.batch"]
            .with_user(self.agent)
            .with_context(
                active_model="grc.request",
                active_ids=self.requests[:10].ids,
                active_domain=[("id", "in", self.requests.ids)],
            )
            .create({"action": "take"})
        )
        self.assertEqual(batch.total, 30)

    def test_a_few_at_once(self):
        few = self.requests[:2].with_user(self.agent)
        self.assertIs(few.with_context(grc_action="take").action_batch(), True)
        self.assertEqual(few.user_id, self.agent)
        dialog = few.with_user(self.manager).with_context(grc_action="take").action_batch()
        batch = self.env["grc.request.batch"].browse(dialog["res_id"])
        self.assertEqual(batch.refused_count, 2)
        self.assertIn("Agent", batch.line_ids[0].reason)

    def test_who_may(self):
        batch = self._batch(self.requests, action="take")
        for user in (self.manager, self.administrator):
            with self.assertRaises(AccessError):
                batch.with_user(user).action_process()
            with self.assertRaises(AccessError):
                batch.with_user(user).read(["total"])
        with self.assertRaises(AccessError):
            self.env["grc.request.batch"].with_user(self.front_desk).create({"action": "take"})
        with self.assertRaises(AccessError):
            self.env["grc.request.batch.line"].with_user(self.agent).create(
                {"batch_id": batch.id, "reason": "Forged"}
            )

    def test_queries_do_not_grow_with_each_request(self):
        self.type.department_id.notify_by = "activity"
        first, second = self.requests[:5], self.requests[5:25]
        counts = []
        for requests in (first, second):
            batch = self._batch(requests, action="take")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            batch.action_process()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 15 * 3, counts)
