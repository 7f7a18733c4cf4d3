from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestPart(GrcCase):
    """Work split over departments: the citizen has one request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env["grc.refusal.reason"].search([], limit=1)
        cls.request = cls._request(user_id=cls.agent.id).with_user(cls.agent)
        cls.parts = cls.request.action_split([cls.other_department.id, cls.direction.id])
        cls.social, cls.technical = cls.parts
        cls.social_part = cls.social.with_user(cls.other_agent)

    def _notes(self, request):
        return " ".join(str(body) for body in request.sudo().message_ids.mapped("body"))

    def _ask(self, request, method, *args):
        """Return the message of the refusal of a call."""
        with self.assertRaises(UserError) as refusal:
            getattr(request, method)(*args)
        return str(refusal.exception)

    def test_progress(self):
        self.assertEqual(self.request.part_progress, "0 of 2 parts done")
        self.social_part.action_close()
        self.assertEqual(self.request.part_progress, "1 of 2 parts done")
        self.assertIn(self.request, self.request.search([("part_count", ">", 0)]))
        self.assertFalse(self.social.part_progress)

    def test_wizard(self):
        request = self._request(questions={}).with_user(self.agent)
        photo = self.env["ir.attachment"].create(
            {"name": "hole.txt", "raw": b"x", "res_model": "grc.request", "res_id": request.id}
        )
        action = request.action_split()
        wizard = self.env[action["res_model"]].with_user(self.agent)
        form = Form(wizard.with_context(**action["context"]))
        with form.line_ids.new() as line:
            line.department_id = self.other_department
            line.instructions = "Find them a bed"
            self.assertTrue(line.date_deadline, "reckoned before it is saved")
        with form.line_ids.new() as line:
            line.department_id = self.direction
            line.date_deadline = "2999-01-01 10:00:00"
        form.save().action_confirm()
        social, technical = request.sudo().child_ids.sorted("id")
        self.assertEqual(social.part_instructions, "Find them a bed")
        self.assertEqual(social.type_id, self.type)
        self.assertEqual(social.date_deadline, request.date_deadline, "same delay, same calendar")
        self.assertEqual(str(technical.date_deadline), "2999-01-01 10:00:00")
        self.assertEqual(technical.date_deadline_initial, technical.date_deadline)
        copies = self.env["ir.attachment"].search(
            [("res_model", "=", "grc.request"), ("res_id", "in", (social | technical).ids)]
        )
        self.assertEqual(copies.mapped("name"), [photo.name] * 2)
        self.assertEqual(photo.res_id, request.id)
        self.assertIn("Social services", self._notes(request))

    def test_wizard_gives_no_file_of_another_request(self):
        other = self._request(type_id=self.confidential_type.id)
        secret = self.env["ir.attachment"].create(
            {"name": "secret", "raw": b"x", "res_model": "grc.request", "res_id": other.id}
        )
        with self.assertRaises(AccessError):
            self.env["grc.request.split"].with_user(self.agent).create(
                {
                    "request_id": self.request.id,
                    "line_ids": [(0, 0, {"department_id": self.direction.id})],
                    "attachment_ids": [(6, 0, secret.ids)],
                }
            ).action_confirm()

    def test_deadline_of_a_part_is_of_its_department(self):
        short = self.calendar.copy({"name": "Mornings of Monday", "attendance_ids": [(5,)]})
        short.attendance_ids = [
            (0, 0, {"name": "m", "dayofweek": "0", "hour_from": 9, "hour_to": 12})
        ]
        self.direction.resource_calendar_id = short
        slow, quick = self.request.action_split([self.direction.id, self.other_department.id])
        self.assertGreater(slow.sudo().date_deadline, quick.sudo().date_deadline)
        self.assertEqual(quick.sudo().date_deadline, self.request.date_deadline)

    def test_citizen_is_told_of_one_request(self):
        template = self.env.ref("grc_citizen.mail_template_acknowledgement")
        self.env["grc.request.stage"]._for_state("progress").mail_template_id = template
        self.social_part.action_take()
        self.social_part.action_close()
        for part in self.parts.sudo():
            self.assertFalse(self._mails(part, self.citizen.email))
            self.assertFalse(part.date_acknowledged)
            self.assertNotIn(self.citizen, part.message_partner_ids)
        self.assertEqual(self.citizen.grc_request_count, 1)
        self.assertEqual(self.citizen.grc_open_request_ids, self.request.sudo())

    def test_a_part_never_has_a_citizen(self):
        for values in (
            {"partner_id": self.citizen.id},
            {"email_from": "jeanne.martin@example.com"},
            {"phone": "+33 1 99 00 22 22"},
        ):
            with self.assertRaises(ValidationError):
                self.social_part.write(values)
            with self.assertRaises(ValidationError):
                self.request.sudo().create({"name": "Part", "parent_id": self.request.id, **values})

    def test_portal_does_not_see_parts(self):
        mine = self._request(partner_id=self.portal_user.partner_id.id)
        part = self.env["grc.request"].browse(mine.action_split([self.other_department.id]).id)
        self.env.cr.execute(
            "UPDATE grc_request SET partner_id = %s WHERE id = %s",
            (self.portal_user.partner_id.id, part.id),
        )
        part.invalidate_recordset()
        visible = self.env["grc.request"].with_user(self.portal_user).search([])
        self.assertEqual(visible, mine)

    def test_statistics_count_citizens_requests(self):
        self.env.flush_all()
        domain = [("type_id", "=", self.type.id)]
        Statistic = self.env["grc.request.statistic"].with_user(self.manager)
        self.assertEqual(Statistic._read_group(domain, [], ["received_count:sum"]), [(1,)])
        self.assertEqual(
            self.env["grc.request.report"].search(domain).request_id, self.request.sudo()
        )
        self.technical.action_close()
        self.social_part.action_close()
        self.env.flush_all()
        self.env.cr.execute("UPDATE grc_request SET date_closed = now() - interval '9 days'")
        self.assertEqual(self.env["grc.request"]._count_settled(), 1)
        self.assertEqual(Statistic._read_group(domain, [], ["closed_count:sum"]), [(1,)])

    def test_parent_waits_for_its_parts(self):
        message = self._ask(self.request, "action_close")
        for part in self.parts.sudo():
            self.assertIn(part.number, message)
        self.assertIn("Social services", message)
        self.request.refusal_reason_id = self.reason
        self._ask(self.request, "action_refuse")
        self.assertEqual(self.request.state, "progress")

    def test_parent_closes_with_its_parts(self):
        self.social_part.action_close()
        self.assertEqual(self.request.state, "progress")
        self.technical.refusal_reason_id = self.reason
        self.technical.action_refuse()
        self.assertEqual(self.request.state, "done")
        notes = self._notes(self.request)
        self.assertIn("(Social services) has ended: Done", notes)
        self.assertIn("(Technical services) has ended: Refused", notes)
        subjects = self._mails(self.request, self.citizen.email).mapped("subject")
        self.assertEqual(len(subjects), 3, f"receipt, taken in charge, end: {subjects}")

    def test_all_refused_is_for_the_agent(self):
        self.parts.sudo().refusal_reason_id = self.reason
        self.technical.action_refuse()
        self.social_part.action_refuse()
        self.assertEqual(self.request.state, "progress")
        activity = self.request.sudo().activity_ids.filtered(
            lambda one: one.summary == "All parts are done: answer the citizen"
        )
        self.assertEqual(activity.user_id, self.agent)

    def test_waiting_parent_is_for_the_agent(self):
        self.request.action_wait_for_citizen()
        self.technical.action_close()
        self.social_part.action_close()
        self.assertEqual(self.request.state, "waiting")
        self.assertIn(
            "All parts are done: answer the citizen",
            self.request.sudo().activity_ids.mapped("summary"),
        )

    def test_reopened_part_reopens_its_parent(self):
        self.technical.action_close()
        self.social_part.action_close()
        self.social_part.action_reopen()
        self.assertEqual(self.request.state, "progress")
        self.assertEqual(self.technical.state, "done")
        self.assertEqual(self.request.part_progress, "1 of 2 parts done")
        self.assertIn("(Social services) is open again", self._notes(self.request))

    def test_reopened_parent_reopens_nothing(self):
        self.technical.action_close()
        self.social_part.action_close()
        self.request.action_reopen()
        self.assertEqual(set(self.parts.sudo().mapped("state")), {"done"})
        self.request.action_close()
        self.assertEqual(self.request.state, "done")

    def test_archived_or_deleted_parts_do_not_count(self):
        self.technical.sudo().action_archive()
        self.assertEqual(self.request.part_progress, "0 of 1 parts done")
        self.social.sudo().unlink()
        self.assertFalse(self.request.part_progress)

    def test_what_cannot_be_split(self):
        self._ask(self.social_part, "action_split", [self.department.id])
        closed = self._request().with_user(self.agent)
        closed.action_close()
        self._ask(closed, "action_split")
        self._ask(closed, "action_split", [self.other_department.id])

    def test_only_splitting_makes_parts(self):
        other = self._request().with_user(self.agent)
        for values in ({"parent_id": self.request.id}, {"part_open_count": 0}, {"part_count": 9}):
            with self.assertRaises(AccessError):
                other.write(values)
        with self.assertRaises(AccessError):
            self.env["grc.request"].with_user(self.agent).create({"name": "x", "part_count": 1})
        with self.assertRaises(AccessError):
            self.env["grc.request"].with_user(self.other_agent).create(
                {"name": "x", "parent_id": other.id, "partner_id": False}
            )

    def test_the_agent_of_the_request_follows_its_parts(self):
        self.env["grc.department"].browse(self.department.id).member_ids += self.other_agent
        self.request.user_id = self.other_agent
        self.assertIn(self.other_agent.partner_id, self.technical.sudo().message_partner_ids)
        self.assertTrue(self.technical.with_user(self.other_agent).has_access("write"))

    def test_anonymous_with_its_parts(self):
        self.social.sudo().part_instructions = "Ring at Jeanne Martin's"
        self.request.sudo()._anonymize()
        self.assertFalse(self.social.sudo().part_instructions)
        self.assertEqual(self.social.sudo().name, "Anonymous request")
