import re

from odoo.http import Request
from odoo.tools import mute_logger

from ..models.grc_rate_limit import LIMITS, PARAMETER
from .common import PortalCase, tagged

#: Not of the owner: what a visitor who guesses would put there.
WRONG = {"string": "0" * 22, "int": "987654321"}
ARGUMENT = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
#: Whatever a form of ours may hold; a route takes what it knows.
TYPED = {
    "body": "From somebody else",
    "message": "From somebody else",
    "text": "From somebody else",
    "reason": "From somebody else",
    "shared": "1",
    "confirm": "1",
    "action": "send",
    "name": "Somebody Else",
    "email": "else@example.com",
    "rate": "1",
}


@tagged("post_install", "-at_install")
class TestRouteMatrix(PortalCase):
    """Whoever asks with somebody else's numbers learns and changes nothing, on any route."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A test has one connection: from a page that only reads, nothing is counted beside it.
        cls.set_registry_readonly_mode(False)
        parameters = cls.env["ir.config_parameter"]
        for scope, limits in LIMITS.items():
            for by in limits:
                parameters.set_param(PARAMETER % (scope, by), "100000/3600")
        cls.owned = cls._request(
            name="Leak in my kitchen",
            type_id=cls.permit.id,
            partner_id=cls.account.id,
            description="<p>Water runs behind the blue cupboard.</p>",
        )
        cls.piece = cls.env["ir.attachment"].create(
            {
                "name": "my-tenancy.txt",
                "raw": b"The tenancy of Paul Durand",
                "res_model": "grc.request",
                "res_id": cls.owned.id,
            }
        )
        cls.owned.message_post(body="My door code is 4312", message_type="comment")
        cls.secrets = [
            cls.account.name,
            cls.account.email,
            cls.account.phone,
            cls.account.street,
            "kitchen",
            "cupboard",
            "4312",
            "tenancy",
        ]
        cls.before = cls._read_owned()
        cls.neighbour = cls.env["res.users"].create(
            {
                "name": "Nora Voisin",
                "login": "nora",
                "password": "nora-portal",
                "group_ids": [(6, 0, cls.env.ref("base.group_portal").ids)],
            }
        )

    @classmethod
    def _read_owned(cls):
        cls.env.invalidate_all()
        owned = cls.owned
        return {
            **owned.read(["name", "stage_id", "partner_id", "active", "not_fixed_count"])[0],
            "messages": owned.message_ids.ids,
            "files": cls.env["ir.attachment"]
            .search([("res_model", "=", "grc.request"), ("res_id", "=", owned.id)])
            .ids,
            "person": cls.account.read(["name", "email", "phone", "street", "lang"]),
        }

    def _routes(self):
        """Return (rule, methods) of every route of the citizen's pages with something to guess."""
        return [
            (rule.rule, (rule.methods or {"GET", "POST"}) - {"HEAD", "OPTIONS"})
            for rule in self.env["ir.http"].routing_map().iter_rules()
            if rule.endpoint.func.__module__.startswith("odoo.addons.grc_citizen")
            and "<" in rule.rule
            and "<string:code>" not in rule.rule  # the code is the key: see test_tracking
            and not rule.rule.startswith("/grc/")
        ]

    def _fill(self, rule):
        """Return the addresses of a route: with the owner's numbers, and with those of nothing."""
        owned = {"request_id": self.owned.id, "file_id": self.piece.id}
        theirs = ARGUMENT.sub(
            lambda found: str(owned.get(found[2], WRONG.get(found[1] or "string", "1"))), rule
        )
        nothing = ARGUMENT.sub(lambda found: WRONG.get(found[1] or "string", "1"), rule)
        return theirs, nothing

    def _visit(self, login):
        self.authenticate(login, login and f"{login}-portal")
        csrf = Request.csrf_token(self)
        for rule, methods in self._routes():
            for path in self._fill(rule):
                for method in methods:
                    data = {**TYPED, "csrf_token": csrf} if method == "POST" else None
                    with self.subTest(login=login, method=method, path=path):
                        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
                            answer = self.url_open(path, data=data, method=method)
                        self._check(answer)
        self.assertEqual(self._read_owned(), self.before)

    def _check(self, answer):
        self.assertLess(answer.status_code, 500)
        told = [secret for secret in self.secrets if secret in answer.text]
        self.assertEqual(told, [])

    def test_nobody(self):
        self._visit(None)

    def test_another_citizen(self):
        self._visit("nora")

    def test_forms_of_another_site_are_refused(self):
        self.authenticate("paul", "paul-portal")
        for rule, methods in self._routes():
            if "POST" not in methods:
                continue
            path = self._fill(rule)[0]
            with self.subTest(path=path), mute_logger("odoo.http"):
                self.url_open(path, data=TYPED)
                self.assertEqual(self._read_owned(), self.before)
