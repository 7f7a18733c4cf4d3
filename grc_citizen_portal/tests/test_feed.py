from datetime import datetime, timedelta

from lxml import etree

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.grc_citizen.tests.common import GrcCase

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@tagged("post_install", "-at_install")
class TestFeed(GrcCase, HttpCase):
    """Atom feeds (RFC 4287): of public types, and of one request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A miss is counted in a transaction of its own, which a read-only test cursor forbids.
        cls.set_registry_readonly_mode(False)
        cls.env.company.name = "Ville <de> Roseraie & Loue"
        cls.type.write({"is_public": True, "name": "Nids & <poules>"})
        cls.old = cls._request(date_received=fields.Datetime.now() - timedelta(days=30))
        cls.new = cls._request()
        cls.secret = cls._request(type_id=cls.confidential_type.id)

    def _get_feed(self, path):
        response = self.url_open(path, allow_redirects=False)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/atom+xml; charset=utf-8")
        feed = etree.fromstring(response.content)
        for node in (feed, *feed.findall("a:entry", ATOM)):
            for tag in ("id", "title", "updated"):
                [child] = node.findall(f"a:{tag}", ATOM)
                self.assertTrue(child.text)
            datetime.strptime(node.find("a:updated", ATOM).text, "%Y-%m-%dT%H:%M:%SZ")
            self.assertTrue(node.find("a:id", ATOM).text.startswith("urn:uuid:"))
        self.assertEqual(feed.find("a:author/a:name", ATOM).text, self.env.company.name)
        [own] = feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM)
        self.assertTrue(own.endswith(path), own)
        ids = feed.xpath("//a:id/text()", namespaces=ATOM)
        self.assertEqual(len(ids), len(set(ids)))
        return response, feed

    def test_of_a_type(self):
        path = f"/citizen/feed.atom?type={self.type.code}"
        response, feed = self._get_feed(path)
        texts = feed.xpath("//a:content/text()", namespaces=ATOM)
        self.assertIn(self.new.number, texts[0])
        self.assertIn(self.old.number, texts[1])
        before = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
        for words in (self.new.name, self.citizen.name, self.new.tracking_code_display):
            self.assertNotIn(words, response.text)
        self.assertNotIn(self.secret.number, self._get_feed("/citizen/feed.atom")[0].text)
        conditions = {
            "If-None-Match": response.headers["ETag"],
            "If-Modified-Since": response.headers["Last-Modified"],
        }
        for name, value in conditions.items():
            self.assertEqual(self.url_open(path, headers={name: value}).status_code, 304)
        self.old.action_close()
        response, feed = self._get_feed(path)
        self.assertIn(self.old.number, feed.xpath("//a:content/text()", namespaces=ATOM)[0])
        self.assertEqual({*feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)}, {*before})
        self.assertNotEqual(response.headers["ETag"], conditions["If-None-Match"])
        self.type.is_public = False
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_length_and_queries(self):
        self.env["grc.request"].create(
            [{"name": f"Hole {number}", "type_id": self.type.id} for number in range(60)]
        )
        self.env.flush_all()
        _response, feed = self._get_feed("/citizen/feed.atom")
        self.assertEqual(len(feed.findall("a:entry", ATOM)), 50)
        self.env.invalidate_all()
        with self.assertQueryCount(15):
            self.env["grc.request"]._get_public_feed(self.env["grc.request.type"])

    def test_of_a_request(self):
        self.new.action_take()
        path = f"/citizen/track/{self.new.tracking_code_display}/feed.atom"
        response, feed = self._get_feed(path)
        titles = feed.xpath("//a:entry/a:title/text()", namespaces=ATOM)
        self.env.invalidate_all()
        progress = [event["label"] for event in self.new._get_public_progress()]
        self.assertEqual(titles, progress[::-1])
        for words in (self.new.name, self.citizen.name, self.citizen.email):
            self.assertNotIn(words, response.text)
        etag = {"If-None-Match": response.headers["ETag"]}
        self.assertEqual(self.url_open(path, headers=etag).status_code, 304)
        self.assertEqual(self.url_open("/citizen/track/00000-00000/feed.atom").status_code, 404)
