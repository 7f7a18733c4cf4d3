import csv
import pathlib

from odoo.tests import TransactionCase, tagged

TABLE = pathlib.Path(__file__).parents[1] / "readme" / "ROUTES.rst"
#: Lines of the table are those of a csv-table directive.
INDENT = '   "'


@tagged("post_install", "-at_install")
class TestRoutes(TransactionCase):
    """The readme lists each route of the addon: who may call it, what it reveals, its limit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lines = [line.strip() for line in TABLE.read_text().splitlines() if line.startswith(INDENT)]
        cls.rows = {
            (row["Route"].strip("`"), row["Method"]): row
            for row in csv.DictReader(
                lines, ["Route", "Method", "Who", "Reveals", "Limit"], skipinitialspace=True
            )
        }
        cls.routes = {}
        for rule in cls.env["ir.http"].routing_map().iter_rules():
            if rule.endpoint.func.__module__.startswith("odoo.addons.grc_citizen_portal."):
                for method in sorted((rule.methods or {"GET", "POST"}) - {"HEAD", "OPTIONS"}):
                    cls.routes[rule.rule, method] = rule.endpoint.routing

    def test_each_route_is_in_the_table(self):
        self.assertEqual(sorted(self.routes), sorted(self.rows))

    def test_the_table_says_who_what_and_how_often(self):
        for route, row in self.rows.items():
            for column in ("Who", "Reveals", "Limit"):
                self.assertTrue((row[column] or "").strip(), f"{route}: {column}")

    def test_reading_goes_to_the_replica(self):
        for (path, method), routing in self.routes.items():
            if method == "GET":
                printed = "not from a replica" in self.rows[path, method]["Limit"]
                self.assertEqual(routing["readonly"] is True, not printed, path)
            else:
                changes_nothing = "changes nothing" in self.rows[path, method]["Who"]
                self.assertEqual(bool(routing["readonly"]), changes_nothing, path)

    def test_reading_and_changing_are_separate_routes(self):
        for path, routing in {path: routing for (path, _), routing in self.routes.items()}.items():
            self.assertTrue(routing.get("methods"), f"{path} takes any method")

    def test_who_is_not_logged_in_reaches_what_the_table_opens(self):
        for route, routing in self.routes.items():
            opened = self.rows[route]["Who"].startswith("everyone")
            self.assertEqual(routing["auth"] == "public", opened, route)
