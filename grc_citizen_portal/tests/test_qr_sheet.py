from urllib.parse import parse_qsl, urlsplit

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, tagged

from odoo.addons.grc_citizen.tests.common import GrcCase
from odoo.addons.grc_citizen.tests.paper_common import PaperMixin

from ..tools.deep_link import read_deep_link
from ..tools.qr_places import read_places

PASTED = """Lieu\tLatitude\tLongitude
12 rue de l’Hôtel-de-Ville, bât. B
Square des Lilas; 47.2378; 6.0241
École\t47,2378\t-6,0241
"Place, du marché", 47.1, 6.2
Mairie, annexe, 47.1, 6.2
; 47.1; 6.2

"""


class TestQrPlaces(BaseCase):
    """Lists of places as people type and paste them."""

    def test_what_is_read(self):
        places, wrong = read_places(PASTED)
        self.assertEqual(wrong, [])
        self.assertEqual(
            [tuple(place) for place in places],
            [
                ("12 rue de l’Hôtel-de-Ville, bât. B", None, None),
                ("Square des Lilas", 47.2378, 6.0241),
                ("École", 47.2378, -6.0241),
                ("Place, du marché", 47.1, 6.2),
                ("Mairie, annexe", 47.1, 6.2),
                (None, 47.1, 6.2),
            ],
        )
        self.assertEqual(read_places(False), ([], []))

    def test_what_is_told_to_be_wrong(self):
        lines = ["Good", "Bad; 947.1; 6.2", "Bad; 47.1", "<b>", "a;1;2;3", "x" * 201, "Bad; x; y"]
        places, wrong = read_places("\n".join(lines))
        self.assertEqual([place.place for place in places], ["Good"])
        self.assertEqual([number for number, _line in wrong], [2, 3, 4, 5, 6, 7])


@tagged("post_install", "-at_install")
class TestQrSheet(PaperMixin, GrcCase):
    """Sheets of QR codes; the codes printed are decoded in the tests of a running server."""

    def _sheet(self, user=None, **values):
        sheets = self.env["grc.qr.sheet"].with_user(user or self.manager)
        return sheets.create({"type_id": self.type.id, **values})

    def _print_sheet(self, sheet):
        name = sheet.action_print()["report_name"]
        printing = sheet.env["ir.actions.report"].with_context(force_report_rendering=True)
        return self._read(printing._render_qweb_pdf(name, sheet.ids)[0])

    def test_link_of_a_code_is_read_as_it_was_written(self):
        sheet = self._sheet(places="Place & Café; 47.2; 6.0", origin="Marché n° 1")
        (code,) = sheet._get_codes()
        link = urlsplit(code["link"])
        self.assertEqual(link.path, f"/citizen/new/{self.type.code}")
        self.assertEqual(
            read_deep_link(dict(parse_qsl(link.query))),
            {
                "place": "Place & Café",
                "latitude": 47.2,
                "longitude": 6.0,
                "origin": "Marché n° 1",
                "dropped": [],
            },
        )
        self.assertEqual(sheet.example_url, code["link"])

    def test_sheets(self):
        names = [f"Lamp post {number}" for number in range(12)]
        places = "\n".join([*names, f"Lamp post 12 {'very long ' * 18}"])
        for paper, pages, size in (
            ("labels_24", 2, (210, 297)),
            ("labels_8", 4, (210, 297)),
            ("poster", 26, (148, 210)),
        ):
            sheet = self._sheet(places=places, paper=paper, copies=2, title="Report a lamp")
            self.assertEqual(sheet.code_count, 26)
            pdf = self._print_sheet(sheet)
            text = self._text(pdf)
            self.assertEqual((len(pdf.pages), self._size(pdf)), (pages, size))
            self.assertEqual(text.count("Lamp post 12"), 2)
            self.assertEqual(text.count("Report a lamp"), 26)
            address = sheet._get_short_address()
            self.assertEqual(text.replace(" ", "").count(address), 26)

    def test_without_a_place(self):
        sheet = self._sheet(paper="labels_24")
        self.assertEqual((sheet.code_count, sheet.title), (1, "Pothole"))
        self.assertTrue(sheet.example_url.endswith(f"/citizen/new/{self.type.code}"))
        self.assertEqual(len(self._print_sheet(sheet).pages), 1)

    def test_what_is_wrong_is_told(self):
        with self.assertRaisesRegex(UserError, "Line 2: <b>"):
            self._sheet(places="Good\n<b>").action_print()
        with self.assertRaisesRegex(UserError, "at most 480"):
            self._sheet(places="a\nb", copies=300).action_print()
        with self.assertRaisesRegex(ValidationError, "Use only letters"):
            self._sheet(origin="a&b")

    def test_who_prints(self):
        for user in (self.agent, self.front_desk):
            with self.assertRaises(AccessError):
                self._sheet(user)
        sheet = self._sheet()
        with self.assertRaises(AccessError):
            self._print_sheet(sheet.with_user(self.agent))

    def test_requests_are_counted_by_link(self):
        requests = self.env["grc.request"]
        one = self._request(link_origin="Lamp posts 2026")
        self._request()
        self.assertEqual(requests.search([("link_origin", "ilike", "lamp posts")]), one)
        self.assertFalse(one.copy().link_origin)
