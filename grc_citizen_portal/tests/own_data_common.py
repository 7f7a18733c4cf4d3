import re

from odoo.tests import HttpCase

from odoo.addons.grc_citizen.tests.common import GrcCase


class OwnDataCase(GrcCase, HttpCase):
    """A citizen logged in on the pages of their data, and another one with an account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = cls.portal_user.partner_id
        cls.me.write({"name": "Jeanne Martin", "is_citizen": True, "lang": "en_US"})
        cls.stranger = cls.portal_user.copy(
            {"login": "grc_stranger", "name": "Rose Autrui", "email": "rose@example.com"}
        )
        cls.stranger.password = "grc_stranger"
        cls.stranger.partner_id.write({"is_citizen": True, "phone": "06 98 76 54 32"})

    def setUp(self):
        super().setUp()
        self.authenticate("grc_citizen", "grc_citizen")

    def _post(self, path, **data):
        """Send a form of a page, as a browser does, and stay on what answers."""
        return self.url_open(
            path, data={"csrf_token": self._get_csrf(), **data}, allow_redirects=False
        )

    def _get_csrf(self):
        page = self.url_open("/my/data/email").text
        return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)

    def _get_mails(self, address):
        return self.env["mail.mail"].search([("email_to", "=", address)], order="id desc")
