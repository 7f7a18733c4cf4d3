import re

from odoo.tests import HttpCase, new_test_user

from odoo.addons.grc_citizen.tests.common import GrcCase

#: What an agent sends from the chatter.
PUBLIC = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}


class AccountCase(GrcCase, HttpCase):
    """A citizen with an account, a neighbour with another, and their requests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = cls.portal_user.partner_id
        cls.me.write({"name": "Camille Dubreuil", "lang": "en_US", "is_citizen": True})
        cls.portal_user.password = "grc_citizen"
        cls.neighbour = new_test_user(
            cls.env,
            login="grc_neighbour",
            password="grc_neighbour",
            groups="base.group_portal",
            email="neighbour@example.com",
            lang="en_US",
        )
        cls.mine = cls._request(partner_id=cls.me.id)
        cls.theirs = cls._request(name="Noise", partner_id=cls.neighbour.partner_id.id)
        cls.page = f"/my/requests/{cls.mine.id}"

    def _login(self, login="grc_citizen"):
        self.authenticate(login, login)

    def _get(self, path, **options):
        return self.url_open(path, **options)

    def _fields(self, page):
        """Return the hidden fields of the form that writes a message."""
        return {
            name: re.search(rf'name="{name}" value="([^"]+)"', page.text)[1]
            for name in ("csrf_token", "key")
        }

    def _write(self, message, page=None, **values):
        page = page or self._get(self.page)
        return self.url_open(
            f"{self.page}/message", data={"message": message, **self._fields(page), **values}
        )

    def _said(self, request=None):
        return (
            (request or self.mine)
            ._get_public_messages()
            .filtered(lambda one: one.author_id == (request or self.mine).partner_id)
        )
