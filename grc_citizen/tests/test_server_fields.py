from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import GrcCase

ACCESS_ERROR = "odoo.exceptions.AccessError"


@tagged("post_install", "-at_install")
class TestServerFields(GrcCase, HttpCase):
    """Nobody forges what only the application sets, by whatever road."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls._request()
        cls.forged = {
            name: {"integer": 7, "float": 7.0, "selection": "done", "many2one": cls.request.id}.get(
                cls.env["grc.request"]._fields[name].type, "2020-01-01 08:00:00"
            )
            for name in cls.env["grc.request"]._get_guarded_fields()
        }

    def _call(self, method, *args, **kwargs):
        params = {"model": "grc.request", "method": method, "args": args, "kwargs": kwargs}
        with mute_logger("odoo.http"):
            response = self.url_open(
                f"/web/dataset/call_kw/grc.request/{method}",
                json={"jsonrpc": "2.0", "method": "call", "params": params},
            ).json()
        return response["error"]["data"] if "error" in response else response["result"]

    def test_write_and_create(self):
        for user, names in (("agent", self.forged), ("administrator", ["state", "date_closed"])):
            self.authenticate(f"grc_{user}", f"grc_{user}")
            for name in names:
                value = self.forged[name]
                for road, error in (
                    ("write", self._call("write", self.request.ids, {name: value})),
                    ("save", self._call("web_save", self.request.ids, {name: value}, {})),
                    ("create", self._call("create", [{"name": "Forged", name: value}])),
                ):
                    with self.subTest(user=user, field=name, road=road):
                        self.assertEqual(error["name"], ACCESS_ERROR)
                        self.assertIn("keeps “", error["message"])

    def test_defaults_in_the_context(self):
        self.authenticate("grc_agent", "grc_agent")
        for name, value in self.forged.items():
            context = {f"default_{name}": value}
            error = self._call("create", [{"name": "Forged"}], context=context)
            self.assertEqual(error["name"], ACCESS_ERROR, name)

    def test_import(self):
        header = ["name", "type_id/.id", "partner_id/.id", "stage_id/.id", "date_closed"]
        done = self.env["grc.request.stage"]._for_state("done")
        row = ["Old", self.type.id, self.citizen.id, done.id, "2020-01-02 08:00:00"]
        row = [str(value) for value in row]
        self.authenticate("grc_agent", "grc_agent")
        imported = self._call("load", header, [row], context={"import_file": True})
        self.assertFalse(imported["ids"])
        self.assertIn("keeps “", imported["messages"][0]["message"])
        self.authenticate("grc_administrator", "grc_administrator")
        imported = self._call("load", header, [row], context={"import_file": True})
        request = self.env["grc.request"].browse(imported["ids"])
        self.assertEqual(
            request.date_closed,
            fields.Datetime.to_datetime("2020-01-02 07:00:00"),
            "eight o'clock in Paris",
        )

    def test_the_steps_still_set_them(self):
        request = self.request.with_user(self.agent)
        request.action_take()
        request.action_wait_for_citizen()
        self.assertTrue(request.waiting_since)
        request.action_resume()
        self.env["grc.request.answer"].with_user(self.agent).create(
            {"request_id": request.id, "body": "<p>Done</p>"}
        ).action_send_and_close()
        self.assertTrue(request.date_first_answer and request.date_closed)
        request.action_reopen()
        self.assertEqual((request.reopen_count, request.date_closed), (1, False))
