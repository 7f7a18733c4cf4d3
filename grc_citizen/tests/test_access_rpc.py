from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import GrcCase

ACCESS_ERROR = "odoo.exceptions.AccessError"


@tagged("post_install", "-at_install")
class TestAccessRpc(GrcCase, HttpCase):
    """What a curious user may try with the web client's own calls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs = cls._request(
            type_id=cls.type.copy({"code": "x", "department_id": cls.other_department.id}).id
        )
        cls.mine = cls._request()
        cls.secret = cls._request(type_id=cls.confidential_type.id)

    def _call(self, model, method, *args, **kwargs):
        """Return what the web client gets: the result, or the name of the error."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        with mute_logger("odoo.http"):
            response = self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                json={"jsonrpc": "2.0", "method": "call", "params": params},
            ).json()
        return response["error"]["data"]["name"] if "error" in response else response["result"]

    def test_agent(self):
        self.authenticate("grc_agent", "grc_agent")
        found = self._call("grc.request", "search", [("id", "in", (self.theirs | self.mine).ids)])
        self.assertEqual(found, self.mine.ids)
        for method, *args in (
            ("read", self.theirs.ids, ["name"]),
            ("write", self.theirs.ids, {"name": "Hacked"}),
            ("action_take", self.theirs.ids),
            ("action_close", self.theirs.ids),
            ("action_split", self.theirs.ids, self.department.ids),
            ("action_mark_duplicate", self.mine.ids, self.theirs.id),
            ("message_post", self.theirs.ids),
            ("unlink", self.mine.ids),
        ):
            self.assertEqual(self._call("grc.request", method, *args), ACCESS_ERROR, method)
        for method in ("_anonymize", "_route", "_acknowledge", "_find_replied_request"):
            self.assertEqual(self._call("grc.request", method, self.mine.ids), ACCESS_ERROR, method)
        self.assertEqual(
            self._call("grc.request", "write", self.mine.ids, {"tracking_code": "A" * 10}),
            "odoo.exceptions.UserError",
        )

    def test_words_of_confidential_requests_do_not_leak_by_grouping(self):
        self.authenticate("grc_front", "grc_front")
        within = [("id", "in", (self.mine | self.secret).ids)]
        groups = self._call("grc.request", "formatted_read_group", within, ["type_id"], ["__count"])
        self.assertEqual([group["type_id"][0] for group in groups], self.type.ids)
        self.assertEqual(self._call("grc.request", "read", self.secret.ids, ["name"]), ACCESS_ERROR)

    def test_citizen(self):
        self.authenticate("grc_citizen", "grc_citizen")
        self.assertEqual(self._call("grc.request", "search", []), [])
        for model, method, *args in (
            ("grc.request", "read", self.mine.ids, ["name"]),
            ("grc.request", "create", [{"name": "By RPC"}]),
            ("grc.request", "action_close", self.mine.ids),
            ("grc.request.answer", "search", []),
            ("grc.inbox.message", "search", []),
            ("grc.consent", "search", []),
            ("grc.request.report", "search", []),
        ):
            self.assertEqual(self._call(model, method, *args), ACCESS_ERROR, f"{model} {method}")
