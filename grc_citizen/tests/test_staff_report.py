from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import GrcCase

ACCESS_ERROR = "odoo.exceptions.AccessError"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5Erk"
    "Jggg=="
)


class StaffCase(GrcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gardener, cls.teacher = (
            new_test_user(
                cls.env,
                login=f"grc_{login}",
                name=login.capitalize(),
                groups="base.group_user",
                email=f"{login}@roseraie.example",
                tz="Europe/Paris",
                lang="en_US",
            )
            for login in ("gardener", "teacher")
        )

    def _report(self, user, request_type=None, **values):
        wizard = self.env["grc.staff.report"].with_user(user)
        with Form(wizard.with_context(default_type_id=(request_type or self.type).id)) as form:
            for name, value in values.items():
                form[name] = value
        return form.record._create_request()


@tagged("post_install", "-at_install")
class TestStaffReport(StaffCase):
    def test_reported_from_the_catalogue(self):
        request = self._report(self.gardener, name="Hole in the lawn", description="<p>Deep</p>")
        self.assertEqual(request.origin, "staff")
        self.assertEqual(request.channel_id.code, "staff")
        self.assertEqual(request.create_uid, self.gardener)
        self.assertEqual(request.department_id, self.department)
        self.assertTrue(request.date_deadline)
        self.assertEqual(request.contact_name, "Gardener")
        self.assertFalse(request.partner_id.is_citizen, "a colleague is no citizen of the file")
        self.assertTrue(self._mails(request, to=self.manager.email), "the department is told")

    def test_the_author_is_told_of_progress(self):
        request = self._report(self.gardener)
        self.assertEqual(len(self._mails(request, to=self.gardener.email)), 1, "receipt")
        request.action_close()
        self.assertEqual(len(self._mails(request, to=self.gardener.email)), 2, "done")

    def test_silence_decides_nothing(self):
        self.type.write({"silence_means": "refusal", "silence_months": 2})
        self.assertFalse(self._report(self.gardener).public_legal_notice)
        self.assertTrue(self._request().public_legal_notice)

    def test_what_the_catalogue_holds(self):
        self.type.copy({"code": "child", "parent_id": self.type.id})
        inside = self.type.copy({"code": "inside", "is_open_to_staff": False})
        for request_type in (self.type, inside, self.confidential_type):
            with self.assertRaisesRegex(UserError, "choose another type"):
                self._report(self.gardener, request_type)

    def test_procedures_are_not_for_the_staff_to_report(self):
        procedure = self.type.copy({"code": "procedure"})
        procedure.kind = "procedure"
        self.assertFalse(procedure.is_open_to_staff)
        procedure.is_open_to_staff = True
        self.assertEqual(self._report(self.gardener, procedure).type_id, procedure)

    def test_questions_of_the_type(self):
        self.type.question_definition = [{"name": "size", "type": "char", "string": "Size"}]
        wizard = self.env["grc.staff.report"].with_user(self.gardener)
        report = wizard.create({"type_id": self.type.id})
        report.questions = {"size": "30 cm"}
        self.assertEqual(report._create_request().questions["size"], "30 cm")

    def _attachment(self, user, **values):
        return (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": "hole.png", "datas": PIXEL, **values})
        )

    def test_with_a_photo(self):
        self.type.requires_photo = True
        wizard = self.env["grc.staff.report"].with_user(self.gardener)
        report = wizard.create({"type_id": self.type.id})
        with self.assertRaisesRegex(UserError, "Add a photo"):
            report.action_send()
        photo = self._attachment(self.gardener, res_model="grc.staff.report", res_id=0)
        report.attachment_ids = photo
        request = report._create_request()
        self.assertEqual((photo.res_model, photo.res_id), ("grc.request", request.id))
        self.assertTrue(photo.with_user(self.agent).datas)
        self._attachment(self.agent, res_model="grc.request", res_id=request.id)
        self.assertEqual(request.with_user(self.gardener).staff_attachment_ids, photo)

    def test_files_of_others_are_not_taken(self):
        theirs = self._attachment(self.agent, res_model="grc.staff.report", res_id=0)
        mine = self._attachment(self.gardener)
        wizard = self.env["grc.staff.report"].with_user(self.gardener)
        for attachment in (theirs, mine):
            with self.assertRaises(AccessError):
                wizard.create(
                    {"type_id": self.type.id, "attachment_ids": [(4, attachment.id)]}
                ).action_send()

    def test_nothing_else_comes_in_by_the_context(self):
        wizard = (
            self.env["grc.staff.report"]
            .with_user(self.gardener)
            .with_context(
                default_user_id=self.gardener.id, default_priority="2", grc_no_notify=True
            )
        )
        request = wizard.create({"type_id": self.type.id})._create_request()
        self.assertFalse(request.user_id)
        self.assertEqual(request.priority, "0")
        self.assertTrue(self._mails(request, to=self.manager.email))

    def test_the_author_sees_what_becomes_of_it_not_what_is_written_about_it(self):
        request = self._report(self.gardener)
        request.with_user(self.agent).message_post(body="He always complains")
        request.with_user(self.agent).action_take()
        own = request.with_user(self.gardener)
        own.invalidate_recordset()
        self.assertEqual(own.stage_id.state, "progress")
        self.assertFalse(own.message_ids.filtered(lambda one: "complains" in (one.body or "")))
        own.message_post(body="There are two of them")
        self.assertIn("two of them", own.message_ids[0].body)
        self.assertEqual(
            own.get_formview_id(), self.env.ref("grc_citizen.grc_request_view_form_staff").id
        )

    def test_nobody_else_sees_it_unless_it_is_theirs_to_handle(self):
        request = self._report(self.gardener)
        for user, seen in (
            (self.gardener, True),
            (self.teacher, False),
            (self.agent, True),
            (self.other_agent, False),
            (self.front_desk, True),
        ):
            self.assertEqual(request.with_user(user).has_access("read"), seen, user.login)
        self.type.is_confidential = True
        self.assertFalse(request.with_user(self.gardener).has_access("read"))

    def test_what_an_agent_recorded_is_not_theirs_when_they_leave(self):
        request = self._request().with_user(self.front_desk)
        own = self._request().with_user(self.front_desk).create({"name": "At the counter"})
        self.front_desk.group_ids = self.env.ref("base.group_user")
        self.assertFalse((request | own)._filtered_access("read"))

    def test_origin_is_counted(self):
        self._report(self.gardener)
        self._request()
        self.env.flush_all()
        for model, aggregate in (
            ("grc.request.statistic", "received_count:sum"),
            ("grc.request.report", "__count"),
        ):
            found = self.env[model].with_user(self.manager)._read_group([], ["origin"], [aggregate])
            self.assertEqual(found, [("citizen", 1), ("staff", 1)])


@tagged("post_install", "-at_install")
class TestStaffReportRpc(StaffCase, HttpCase):
    def _call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        with mute_logger("odoo.http"):
            response = self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                json={"jsonrpc": "2.0", "method": "call", "params": params},
            ).json()
        return response["error"]["data"]["name"] if "error" in response else response["result"]

    def test_only_by_the_catalogue_and_only_their_own(self):
        citizens = self._request()
        theirs = self._report(self.teacher)
        self.authenticate("grc_gardener", "grc_gardener")
        report = self._call("grc.staff.report", "create", [{"type_id": self.type.id}])
        self._call("grc.staff.report", "action_send", report)
        [own] = self._call("grc.request", "search", [])
        for method, *args in (
            ("create", [{"name": "By RPC", "type_id": self.type.id}]),
            ("create", [{"name": "By RPC", "type_id": self.type.id, "origin": "staff"}]),
            ("copy", [own]),
            ("write", [own], {"name": "Changed"}),
            ("action_close", [own]),
            ("action_take", [own]),
            ("unlink", [own]),
            ("read", theirs.ids, ["name"]),
            ("read", citizens.ids, ["name"]),
            ("message_post", theirs.ids),
        ):
            self.assertEqual(self._call("grc.request", method, *args), ACCESS_ERROR, method)
        for model in (
            "grc.request.answer",
            "grc.request.statistic",
            "grc.request.report",
            "grc.contact",
            "grc.request.transfer",
        ):
            self.assertEqual(self._call(model, "search", []), ACCESS_ERROR, model)
        other = self._call("grc.request", "search", [["partner_id", "=", self.citizen.id]])
        self.assertEqual(other, [])

    def test_the_application_shows_them_their_reports_only(self):
        self.authenticate("grc_gardener", "grc_gardener")
        menus = self._call("ir.ui.menu", "load_menus", False)
        names = {menu.get("xmlid") or "" for menu in menus.values()}
        shown = {name for name in names if name.startswith("grc_citizen.")}
        self.assertEqual(
            shown,
            {
                f"grc_citizen.{name}"
                for name in ("menu_root", "menu_staff", "menu_staff_report", "menu_staff_my")
            },
        )
