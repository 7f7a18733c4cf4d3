from freezegun import freeze_time
from lxml import html

from odoo.tests import HttpCase, tagged

from odoo.addons.grc_citizen.tests.common import GrcCase

#: A Wednesday, Armistice Day; 10:00 in Paris.
ARMISTICE = "2026-11-11 09:00:00"


@tagged("post_install", "-at_install")
class TestCatalogue(GrcCase, HttpCase):
    """The catalogue as a visitor without an account reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Type = cls.env["grc.request.type"]
        Type.search([("id", "not in", (cls.type + cls.confidential_type).ids)]).active = False
        cls.theme = Type.create({"name": "Public space", "code": "test-space"})
        cls.lamp = Type.create(
            {
                "name": "Street lamp",
                "code": "test-lamp",
                "parent_id": cls.theme.id,
                "keywords": "bulb, dark",
                "warning": "<p>Bare wire: call 18</p>",
                "requires_photo": True,
                "deadline_value": 2,
            }
        )
        cls.hidden = Type.create(
            {
                "name": "Hidden lamp",
                "code": "test-hidden",
                "channel_ids": cls.env["grc.channel"]._by_code("counter").ids,
            }
        )
        cls.question = Type.create({"name": "A question", "code": "test-question"})
        cls.env.company.write(
            {
                "grc_opening_calendar_id": cls.calendar.id,
                "grc_general_type_id": cls.question.id,
            }
        )

    def _open(self, path, status=200):
        response = self.url_open(path)
        self.assertEqual(response.status_code, status)
        return html.fromstring(response.text)

    def _links(self, page):
        return [
            link.rpartition("/")[2]
            for link in page.xpath(".//a/@href")
            if link.startswith("/citizen/new/")
        ]

    def _text(self, page):
        return " ".join(page.text_content().split())

    def test_everything_by_theme(self):
        for path in ("/citizen", "/citizen/new"):
            page = self._open(path)
            self.assertEqual(len(page.xpath("//h1")), 1)
            links = self._links(page)
            self.assertEqual(
                set(links), {"test-lamp", "test-pothole", "test-social", "test-question"}
            )
            self.assertIn("Public space", self._text(page))

    def test_what_is_told_before_typing(self):
        text = self._text(self._open("/citizen?q=lamp"))
        for words in ("One form for “lamp”", "Bare wire: call 18", "A photo", "2 working days"):
            self.assertIn(words, text)
        self.assertNotIn("Hidden lamp", text)

    def test_words_are_found_and_shown_as_text(self):
        for path in ("/citizen", "/citizen/search"):
            page = self._open(f"{path}?q=bublb")
            self.assertEqual(self._links(page)[0], "test-lamp")
            page = self._open(f"{path}?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
            self.assertFalse(page.xpath("//img[@src='x']"))
            self.assertIn("<img src=x", self._text(page))

    def test_nothing_found_shows_other_ways(self):
        page = self._open("/citizen/search?q=swimming")
        self.assertIn("Nothing found", self._text(page))
        self.assertEqual(self._links(page), ["test-question"])
        self.assertEqual(page.xpath("//a[starts-with(@href, 'tel:')]/@href"), ["tel:+33199001000"])

    def test_empty_catalogue(self):
        self.env["grc.request.type"].search([]).active = False
        for path in ("/citizen", "/citizen/new"):
            self.assertIn("Nothing can be asked here", self._text(self._open(path)))

    def test_most_used_first_without_what_is_confidential(self):
        self._request(type_id=self.lamp.id)
        for _index in range(3):
            self._request(type_id=self.confidential_type.id)
        page = self._open("/citizen")
        shortcuts = page.xpath("//section[@aria-labelledby='most-used']")[0]
        self.assertEqual(self._links(shortcuts), ["test-lamp"])

    def test_long_and_strange_questions(self):
        for text in ("x" * 5000, "%00", "%C3%28", "🦊", "'%22--", "+++"):
            self._open(f"/citizen?q={text}")
        self._open("/citizen?q=a&q=b&other=1")

    def test_hours_of_the_town_hall(self):
        self.calendar.grc_holiday_country_id = self.env.ref("base.fr")
        with freeze_time(ARMISTICE):
            town_hall = self.env.company._get_town_hall()
            self.assertTrue(town_hall["is_open"])
            self.calendar.action_grc_load_public_holidays()
            town_hall = self.env.company._get_town_hall()
        today, tomorrow, *_others, last = town_hall["week"]
        self.assertFalse(town_hall["is_open"])
        self.assertEqual(
            town_hall["now"].replace("\u202f", " "), "Closed now, opens tomorrow at 9:00 AM"
        )
        self.assertTrue(today["reason"] and today["is_today"] and not today["hours"])
        self.assertEqual((len(tomorrow["hours"]), tomorrow["reason"]), (2, ""))
        self.assertEqual(last["day"], "Tuesday 17 November")
        self.assertIn("Hours of the week", self._text(self._open("/citizen")))

    def test_link_to_a_form_that_is_closed_or_gone(self):
        self.lamp.date_open = "2999-01-01"
        text = self._text(self._open("/citizen/new/test-lamp"))
        self.assertIn("Opens on January 1, 2999.", text)
        text = self._text(self._open("/citizen/new/pothol", status=404))
        self.assertIn("Perhaps you look for Pothole", text)

    def test_no_hours_told_when_none_are_set(self):
        self.env.company.write({"grc_opening_calendar_id": False, "phone": False})
        page = self._open("/citizen")
        self.assertFalse(page.xpath("//section[@aria-labelledby='town-hall']"))

    def test_queries(self):
        """Guarded at fifteen; the page does no more with many types than with few."""
        self._request(type_id=self.lamp.id)
        self.lamp.opening_calendar_id = self.calendar
        for index in range(40):
            self.lamp.copy({"code": f"test-copy-{index}", "parent_id": self.theme.id})
        self.env.flush_all()
        for path in ("/citizen", "/citizen?q=bublb", "/citizen/new", "/citizen/search?q=bublb"):
            self._open(path)
            self.env.invalidate_all()
            with self.subTest(path), self.assertQueryCount(15):
                self._open(path)


class TestNotOffered(GrcCase):
    """What is said of a type that cannot be asked for."""

    def _prepare(self, code):
        types = self.env["grc.request.type"].with_user(self.env.ref("base.public_user"))
        return types._prepare_not_offered(code)

    def test_unknown_code_proposes_what_is_like_it(self):
        values = self._prepare("pothol")
        self.assertFalse(values["known"])
        self.assertIn(self.type, values["alternatives"])
        self.assertFalse(self._prepare(None)["known"])

    def test_closed_says_when(self):
        self.type.write({"date_open": "2999-01-01"})
        other = self.type.copy({"name": "Pothole on a cycle path", "date_open": False})
        values = self._prepare(self.type.code)
        self.assertEqual(values["known"], self.type)
        self.assertIn("2999", values["reason"])
        self.assertEqual(values["alternatives"], other)

    def test_pilot_is_unknown_to_the_others(self):
        self.type.group_ids = self.env.ref("base.group_system")
        values = self._prepare(self.type.code)
        self.assertFalse(values["known"])
        self.assertNotIn(self.type, values["alternatives"])
