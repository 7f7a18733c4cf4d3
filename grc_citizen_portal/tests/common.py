from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.grc_citizen.tests.common import GrcCase

from ..models.grc_request_draft_send import MINIMUM_PARAMETER

__all__ = ["FormCase", "PortalCase", "tagged"]


class PortalCase(GrcCase, HttpCase):
    """The town hall, seen from its public pages: a report, a procedure, and two citizens.

    ``citizen`` (Jeanne Martin) is known to the town hall and has no account; ``account`` belongs to
    ``account_user``, who logs in as ``paul``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Tests press Send faster than people.
        cls.env["ir.config_parameter"].set_param(MINIMUM_PARAMETER, "0")
        cls.lamp = cls.env["grc.request.type"].create(
            {
                "name": "Street light",
                "code": "test-lamp",
                "kind": "report",
                "department_id": cls.department.id,
                "deadline_value": 5,
                "is_public": True,
                "allows_anonymous": True,
                "requires_location": True,
                "question_definition": [
                    {
                        "name": "state",
                        "string": "What is wrong? *",
                        "type": "selection",
                        "selection": [["off", "It is off"], ["blinks", "It blinks"]],
                    },
                    {"name": "since", "string": "Since when", "type": "date"},
                    {"name": "poles", "string": "How many", "type": "integer", "suffix": "lamps"},
                ],
            }
        )
        cls.permit = cls.env["grc.request.type"].create(
            {
                "name": "Parking permit",
                "code": "test-permit",
                "kind": "procedure",
                "department_id": cls.other_department.id,
                "deadline_value": 2,
                "deadline_unit": "months",
                "silence_means": "acceptance",
                "is_public": True,
            }
        )
        cls.account_user = new_test_user(
            cls.env,
            login="paul",
            password="paul-portal",
            name="Paul Durand",
            groups="base.group_portal",
            email="paul.durand@example.com",
            lang="en_US",
        )
        cls.account = cls.account_user.partner_id
        cls.account.write(
            {
                "phone": "+33612345678",
                "is_citizen": True,
                "street": "3 rue des Lilas",
                "zip": "25000",
                "city": "Roseraie",
            }
        )

    def _page(self, path, status=200):
        """Open a page and return its tree."""
        return self._read(self.url_open(path), status)

    def _read(self, response, status=200):
        self.assertEqual(response.status_code, status, response.text[:2000])
        page = html.fromstring(response.content)
        page.path = response.url.removeprefix(self.base_url())
        return page

    def _text(self, page):
        """Return the words of a page, on one line."""
        return " ".join(page.xpath("string(//div[@id='wrap'])").split())

    def _fields(self, page):
        """Return what a browser would send of the form of a page, without its buttons."""
        form = page.xpath("//form[contains(@class, 'grc-form')]")[0]
        return dict(form.form_values())

    def _errors(self, page):
        """Return the errors of a page by the id of their field."""
        links = page.xpath("//div[@id='errors']//a")
        return {link.get("href").rpartition("#")[2]: link.text for link in links}


class FormCase(PortalCase):
    """Fills in the form as a browser without JavaScript does."""

    def _submit(self, page, status=200, **typed):
        """Type in the form of a page, press its first button, return the page that follows."""
        fields = {**self._fields(page), "action": "next"}
        fields.update({name.replace("__", "-"): value for name, value in typed.items()})
        return self._read(self.url_open(page.path, data=fields), status)

    def _reach(self, page, step):
        """Go on without typing until a step."""
        while f"/{step}" not in page.path:
            before = page.path.partition("?")[0]
            page = self._submit(page)
            self.assertNotEqual(page.path.partition("?")[0], before, self._errors(page))
        return page

    def _fill(self, request_type=None, **typed):
        """Go through every step, typing what each asks, and return the page that checks."""
        answers = {
            "question-state": "off",
            "description": "It has been dark for a week.",
            "place": "12 rue des Lilas",
            "contact_name": "Ada Lovelace",
            "email": "ada@example.com",
            "street": "1 rue du Four",
            "zip": "25000",
            "city": "Roseraie",
            **typed,
        }
        request_type = request_type or self.lamp
        page = self._page(f"/citizen/new/{request_type.code}/what")
        while "/check" not in page.path:
            names = set(page.xpath("//form[contains(@class, 'grc-form')]//@name"))
            before = page.path.partition("?")[0]
            page = self._submit(
                page, **{name: value for name, value in answers.items() if name in names}
            )
            self.assertNotEqual(page.path.partition("?")[0], before, self._errors(page))
        return page

    def _send(self, page):
        """Press Send and return the answer, not followed."""
        fields = {**self._fields(page), "action": "send"}
        return self.url_open(page.path, data=fields, allow_redirects=False)

    def _last_request(self):
        return self.env["grc.request"].search([], limit=1)
