from urllib.parse import parse_qsl, urlsplit

from odoo.tests import BaseCase

from ..tools.deep_link import make_deep_link, read_deep_link


class TestDeepLink(BaseCase):
    """What links and QR codes fill in, and what they may not."""

    def _read(self, **params):
        return read_deep_link(params)

    def test_what_is_right(self):
        read = self._read(
            place="  12 rue de l’Hôtel-de-Ville,\n bât. B ",
            lat="47.237829",
            lon="-6.0240539",
            origin="Affiche marché n° 4",
            utm_source="x",
        )
        self.assertEqual(read.pop("dropped"), [])
        self.assertEqual(
            read,
            {
                "place": "12 rue de l’Hôtel-de-Ville, bât. B",
                "latitude": 47.237829,
                "longitude": -6.0240539,
                "origin": "Affiche marché n° 4",
            },
        )

    def test_nothing(self):
        for params in ({}, {"place": " ", "lat": "", "lon": ""}, {"place": None}):
            self.assertFalse(any(read_deep_link(params).values()))

    def test_what_is_dropped(self):
        for params, dropped in (
            ({"place": "x" * 201}, "place"),
            ({"place": "<script>alert(1)</script>"}, "place"),
            ({"place": "{{ user }}"}, "place"),
            ({"place": "square\x00"}, "place"),
            ({"place": "square \u202egnp.exe"}, "place"),
            ({"origin": "x" * 65}, "origin"),
            ({"origin": "a&b"}, "origin"),
            ({"origin": "<b>"}, "origin"),
            ({"lat": "47.2"}, "point"),
            ({"lon": "6.02"}, "point"),
            ({"lat": "91", "lon": "6"}, "point"),
            ({"lat": "47", "lon": "-180.1"}, "point"),
            ({"lat": "nan", "lon": "6"}, "point"),
            ({"lat": "inf", "lon": "6"}, "point"),
            ({"lat": "4e1", "lon": "6"}, "point"),
            ({"lat": "47,2", "lon": "6"}, "point"),
            ({"lat": "٤٧", "lon": "6"}, "point"),
        ):
            with self.subTest(params):
                read = read_deep_link(params)
                self.assertEqual(read.pop("dropped"), [dropped])
                self.assertFalse(any(read.values()))

    def test_one_bad_value_keeps_the_others(self):
        read = self._read(place="Square", lat="1000", lon="6", origin="<b>")
        self.assertEqual((read["place"], read["dropped"]), ("Square", ["point", "origin"]))

    def test_what_is_made_is_read(self):
        values = {"place": "Place & Café", "latitude": 0.0, "longitude": -6.5, "origin": "QR 1"}
        link = make_deep_link("https://ville.example", "lampadaire", **values)
        self.assertEqual(urlsplit(link).path, "/citizen/new/lampadaire")
        read = read_deep_link(dict(parse_qsl(urlsplit(link).query)))
        self.assertEqual(read, {**values, "dropped": []})
        self.assertEqual(make_deep_link("https://v", "a"), "https://v/citizen/new/a")
