"""A citizen fills in the form of a request, in a browser or as a program that talks HTTP."""

import re
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar

from lxml import html

SENT = re.compile(r"/citizen/sent/(\w+)")
STEP = re.compile(r"/citizen/new/[^/]+/(\w+)")


class Walk:
    """Goes through the form with a :class:`Visitor`, counting what the citizen taps.

    :param Visitor visitor: in front of the form
    :param str prefix: of the pictures
    """

    def __init__(self, visitor, prefix):
        self.visitor = visitor
        self.page = visitor.page
        self.prefix = prefix
        self.taps = 0
        self._begun = time.monotonic()

    @property
    def seconds(self):
        return time.monotonic() - self._begun

    @property
    def step(self):
        found = STEP.search(self.page.url)
        return found and found[1]

    def tap(self, selector):
        """Tap what a selector names, and wait for the page that follows."""
        self.taps += 1
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def type(self, **typed):
        """Type in the fields of these names; what is one of several choices is chosen."""
        for name, value in typed.items():
            field = self.page.locator(f".grc-form [name='{name}']").first
            self.taps += 1
            if field.get_attribute("type") in ("radio", "checkbox"):
                self.page.locator(f".grc-form [name='{name}'][value='{value}']").check()
            else:
                field.fill(value)

    def go_on(self):
        """Press the button, the first one of the form."""
        self.tap(".grc-actions .btn-primary")

    def pass_until(self, step):
        """Go on without typing anything until a step."""
        while self.step != step:
            before = self.step
            self.go_on()
            assert self.step != before, self.page.locator("#errors").inner_text()

    def check(self, state):
        self.visitor.check(f"form-{self.prefix}-{state}")

    def assert_errors_lead_to_fields(self):
        """The summary has the focus, and each of its links names a field of the page."""
        assert self.page.locator("#errors:focus").count() == 1
        links = self.page.locator("#errors a")
        for index in range(links.count()):
            target = links.nth(index).get_attribute("href")
            assert self.page.locator(target).count() == 1, target


class Robot:
    """Sends the form as a browser without scripts would, as often and as fast as asked."""

    def __init__(self, url):
        self.url = url
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, path, data=None):
        """Return the page at a path, after following where it leads: address and tree."""
        body = data and urllib.parse.urlencode(data).encode()
        with self._opener.open(urllib.parse.urljoin(self.url, path), body, timeout=120) as answer:
            return answer.url, html.fromstring(answer.read())

    def fill(self, code, **typed):
        """Type a request up to the page that checks it; return its address and its fields."""
        address, page = self.open(f"/citizen/new/{code}/what")
        while "/check" not in address:
            fields = self._read_fields(page)
            wanted = {name: value for name, value in typed.items() if name in fields}
            before = STEP.search(address)[1]
            address, page = self.open(address, {**fields, **wanted, "action": "next"})
            assert STEP.search(address)[1] != before, page.xpath("string(//*[@id='errors'])")
        return address, self._read_fields(page)

    @staticmethod
    def _read_fields(page):
        form = page.xpath("//form[contains(@class, 'grc-form')]")[0]
        fields = {name: "" for name in form.xpath(".//@name") if name != "action"}
        return {**fields, **dict(form.form_values())}

    def send_at_once(self, forms):
        """Send forms, all at the same time; return where each led.

        :param forms: pairs of an address and its fields
        """
        with ThreadPoolExecutor(len(forms)) as threads:
            return list(threads.map(lambda form: self.open(*form)[0], forms))
