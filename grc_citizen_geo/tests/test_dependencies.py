from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDependencies(TransactionCase):
    """Arrows between the addons point one way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.modules = cls.env["ir.module.module"]
        cls.module = cls.modules._get("grc_citizen_geo")

    def _needs(self, module):
        """All that a module stands on, directly or not, installed or not."""
        return module.upstream_dependencies(exclude_states=("",)).mapped("name")

    def test_stands_on_what_it_extends(self):
        self.assertEqual(self.module.state, "installed")
        for name in ["grc_citizen_portal", "base_geolocalize", "web_leaflet_lib"]:
            self.assertIn(name, self._needs(self.module))
            self.assertEqual(self.modules._get(name).state, "installed")

    def test_nothing_below_leans_on_it(self):
        for name in self._needs(self.module):
            self.assertNotIn(self.module.name, self._needs(self.modules._get(name)))
