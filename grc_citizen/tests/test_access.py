from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GrcCase


@tagged("post_install", "-at_install")
class TestAccess(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._request()
        cls.theirs = cls._request(
            type_id=cls.type.copy({"code": "x", "department_id": cls.other_department.id}).id
        )
        cls.secret = cls._request(type_id=cls.confidential_type.id)
        cls.all = cls.mine | cls.theirs | cls.secret

    def _seen(self, user):
        self.env.flush_all()
        return self.env["grc.request"].with_user(user).search([("id", "in", self.all.ids)])

    def test_agents_see_their_department(self):
        self.assertEqual(self._seen(self.agent), self.mine)
        self.assertEqual(self._seen(self.other_agent), self.secret | self.theirs)

    def test_departments_above_see_below(self):
        self.assertEqual(self._seen(self.manager), self.mine)

    def test_confidential_stays_in_the_very_department(self):
        self.other_department.parent_id = self.direction
        self.assertEqual(self._seen(self.manager), self.theirs | self.mine)
        self.secret.message_subscribe(self.agent.partner_id.ids)
        self.assertNotIn(self.secret, self._seen(self.agent))
        self.assertNotIn(self.secret, self._seen(self.administrator))

    def test_agents_see_what_they_follow(self):
        self.theirs.message_subscribe(self.agent.partner_id.ids)
        self.assertEqual(self._seen(self.agent), self.theirs | self.mine)

    def test_membership_takes_effect_at_once(self):
        self._seen(self.agent)
        self.other_department.member_ids |= self.agent
        self.assertEqual(self._seen(self.agent), self.all.sorted("id", reverse=True))
        self.other_department.member_ids -= self.agent
        self.assertEqual(self._seen(self.agent), self.mine)

    def test_front_desk_finds_all_but_confidential(self):
        self.assertEqual(self._seen(self.front_desk), self.theirs | self.mine)
        with self.assertRaises(AccessError):
            self.secret.with_user(self.front_desk).read(["name"])

    def test_front_desk_records_for_any_department(self):
        request = (
            self.env["grc.request"]
            .with_user(self.front_desk)
            .create({"name": "At the counter", "type_id": self.confidential_type.id})
        )
        self.assertRegex(request.number, r"\d{6}$")
        self.assertEqual(request.department_id, self.other_department)

    def test_front_desk_does_not_handle_others_requests(self):
        with self.assertRaises(AccessError):
            self.mine.with_user(self.front_desk).write({"name": "Changed"})
        self.mine.with_user(self.front_desk).message_post(body="The citizen called again")

    def test_portal_users_see_their_own(self):
        own = self._request(partner_id=self.portal_user.partner_id.id)
        Request = self.env["grc.request"].with_user(self.portal_user)
        self.assertEqual(Request.search([]), own)
        for operation in ("write", "create", "unlink"):
            self.assertFalse(Request.has_access(operation), operation)
        for model in (
            "grc.inbox.message",
            "grc.request.answer",
            "grc.request.report",
            "grc.consent",
        ):
            with self.assertRaises(AccessError, msg=model):
                self.env[model].with_user(self.portal_user).search([])

    def test_the_public_sees_nothing(self):
        public = self.env.ref("base.public_user")
        for model in ("grc.request", "grc.inbox.message", "grc.department", "grc.request.answer"):
            with self.assertRaises(AccessError, msg=model):
                self.env[model].with_user(public).search([])

    def test_employees_without_a_role_see_no_request(self):
        employee = self._user("employee", "group_agent")
        employee.group_ids = self.env.ref("base.group_user")
        self.assertFalse(self._seen(employee))

    def test_only_administrators_set_up(self):
        for user in (self.agent, self.front_desk, self.manager):
            for record in (
                self.type,
                self.department,
                self.env["grc.request.stage"].search([], limit=1),
                self.env["grc.channel"].search([], limit=1),
                self.env["grc.escalation.level"].search([], limit=1),
            ):
                self.assertFalse(record.with_user(user).has_access("write"), record._name)
        self.assertTrue(self.type.with_user(self.administrator).has_access("write"))

    def test_only_managers_read_statistics(self):
        Report = self.env["grc.request.report"]
        for user in (self.agent, self.front_desk):
            with self.assertRaises(AccessError):
                Report.with_user(user).search([])
        rows = Report.with_user(self.manager).search([("request_id", "in", self.all.ids)])
        self.assertEqual(rows.request_id, self.mine)

    def test_answers_follow_their_request(self):
        answers = self.env["grc.request.answer"].create(
            [{"request_id": request.id, "body": "<p>Done</p>"} for request in self.all]
        )
        Answer = self.env["grc.request.answer"]
        for user in (self.agent, self.other_agent, self.front_desk):
            seen = Answer.with_user(user).search([("id", "in", answers.ids)])
            self.assertEqual(
                seen.sudo().request_id, self._seen(user).sudo().sorted("id"), user.login
            )
        with self.assertRaises(AccessError):
            Answer.with_user(self.agent).create(
                {"request_id": self.theirs.id, "body": "<p>Not mine</p>"}
            )

    def test_requests_are_deleted_by_administrators_only(self):
        for user in (self.agent, self.manager, self.front_desk):
            with self.assertRaises(AccessError):
                self.mine.with_user(user).unlink()

    def test_other_companies_see_nothing(self):
        other = self.env["res.company"].create({"name": "Other city"})
        stranger = self._user("stranger", "group_front_desk")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self._seen(stranger))
