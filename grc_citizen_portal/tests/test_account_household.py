from odoo.exceptions import AccessError
from odoo.tests import tagged

from .account_common import PUBLIC, AccountCase


@tagged("post_install", "-at_install")
class TestAccountHousehold(AccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls.env["res.partner"].create(
            {"name": "Dubreuil", "is_citizen": True, "citizen_type": "household"}
        )
        (cls.me | cls.neighbour.partner_id).write(
            {"is_citizen": True, "citizen_type": "person", "household_id": cls.household.id}
        )

    def _reads(self, request=None, user=None):
        requests = self.env["grc.request"].with_user(user or self.neighbour)
        return bool(requests.search([("id", "=", (request or self.mine).id)]))

    def test_nothing_is_shared_unless_asked(self):
        self.assertFalse(self._reads())
        self.mine._set_household_shared(True)
        self.assertTrue(self._reads())
        self.assertFalse(self._reads(self.theirs, self.portal_user))
        self.mine._set_household_shared(False)
        self.assertFalse(self._reads())

    def test_adults_of_the_household_only(self):
        self.mine._set_household_shared(True)
        self.neighbour.partner_id.is_minor = True
        self.assertFalse(self._reads())
        self.neighbour.partner_id.is_minor = False
        self.assertTrue(self._reads())
        self.neighbour.partner_id.household_id = False
        self.assertFalse(self._reads())

    def test_sharing_ends_when_the_requester_leaves(self):
        self.mine._set_household_shared(True)
        self.me.household_id = False
        self.assertFalse(self._reads())

    def test_default_never_shares_what_is_confidential(self):
        self.me._set_shares_with_household(True)
        new = self._request(partner_id=self.me.id)
        secret = self._request(partner_id=self.me.id, type_id=self.confidential_type.id)
        self.assertTrue(self._reads(new))
        self.assertFalse(self._reads(secret))
        secret._set_household_shared(True)
        self.assertTrue(self._reads(secret))
        new.type_id = self.confidential_type
        self.assertFalse(self._reads(new))

    def test_a_member_reads_and_does_nothing_else(self):
        self.mine.message_post(body="Which lamp?", **PUBLIC)
        self.mine._set_household_shared(True)
        self._login("grc_neighbour")
        self.assertIn("Shared by", self._get("/my/requests").text)
        page = self._get(self.page)
        self.assertIn("Which lamp?", page.text)
        for word in ("/withdraw", "/message", "/share"):
            self.assertNotIn(word, page.text)
        own = self._get(f"/my/requests/{self.theirs.id}")
        for action in ("message", "withdraw", "share"):
            answer = self.url_open(
                f"{self.page}/{action}", data={"message": "Hello", **self._fields(own)}
            )
            self.assertEqual(answer.status_code, 404, action)
        self.assertEqual(self._get(f"{self.page}/withdraw").status_code, 404)
        token = self.mine._portal_ensure_token()
        self.assertNotIn(
            token, self._get(f"/mail/view?model=grc.request&res_id={self.mine.id}").url
        )
        with self.assertRaises(AccessError):
            self.mine.with_user(self.neighbour).read(["access_token"])
        with self.assertRaises(AccessError):
            self.mine.with_user(self.neighbour).message_post(body="Hello")
        with self.assertRaises(AccessError):
            self.mine.with_user(self.neighbour).write({"name": "Mine"})

    def test_choices_on_the_pages(self):
        self._login()
        token = self._fields(self._get(self.page))["csrf_token"]
        self.url_open(f"{self.page}/share", data={"shared": "1", "csrf_token": token})
        self.assertTrue(self.mine.household_shared)
        self.url_open(f"{self.page}/share", data={"csrf_token": token})
        self.assertFalse(self.mine.household_shared)
        self.url_open("/my/requests/sharing", data={"shared": "1", "csrf_token": token})
        self.assertTrue(self.me.shares_with_household)

    def test_files_follow(self):
        file = self.env["ir.attachment"].create(
            {"name": "a.txt", "raw": b"a", "res_model": "grc.request", "res_id": self.mine.id}
        )
        self.mine.message_post(
            body="See",
            **PUBLIC,
            attachment_ids=file.ids,
        )
        self._login("grc_neighbour")
        self.assertEqual(self._get(f"{self.page}/file/{file.id}").status_code, 404)
        self.mine._set_household_shared(True)
        self.assertEqual(self._get(f"{self.page}/file/{file.id}").status_code, 200)
