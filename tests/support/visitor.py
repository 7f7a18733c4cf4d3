"""A citizen in front of the town's pages, and what must be true of each page they see."""

import os
import pathlib
import re
from urllib.parse import urlsplit

from .axe import find_violations
from .chromium import Watch

#: The first page of a fresh database builds the style sheets and scripts.
FIRST_PAGE_MS = 180_000
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
HEIGHTS = {360: 740}
NARROWEST = 320
LARGEST_SHIFT = 0.01
COLLECT_SHIFTS = """() => {
    globalThis.layoutShift = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) {
            if (!entry.hadRecentInput) globalThis.layoutShift += entry.value;
        }
    }).observe({type: "layout-shift", buffered: true});
}"""
WIDER_THAN_SCREEN = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")].filter(
        element => element.getBoundingClientRect().right > width + 0.5
    );
    return wide.slice(0, 5).map(element => element.outerHTML.slice(0, 150));
}"""


class PageWatch(Watch):
    """Collects the errors of a page, but not that the page itself is an error: tests ask for some.

    `status` is the one of the last page that was opened or sent to.
    """

    def __init__(self, page):
        self.status = None
        self.foreign = []
        self._refused = set()
        super().__init__(page)

    def _on_request(self, request):
        home, there = urlsplit(self._home), urlsplit(request.url)
        if there.scheme not in ("data", "blob", "about") and there.netloc != home.netloc:
            self.foreign.append(request.url)
        return super()._on_request(request)

    def _on_response(self, response):
        request = response.request
        if not request.is_navigation_request() or request.frame != self._page.main_frame:
            return super()._on_response(response)
        self.status = response.status
        if response.status >= 400:
            self._refused.add(response.url)
        return None

    def _on_console(self, message):
        if message.location["url"] in self._refused and "Failed to load" in message.text:
            return None
        return super()._on_console(message)

    def watch_home(self, url):
        """Say which server is not a third party."""
        self._home = url


class Visitor:
    """A citizen with a browser of their own.

    :param browser: Chromium
    :param str url: of the server
    :param int width: of the screen, in pixels
    :param str lang: which the browser asks for: `fr` or `en`
    :param bool js: whether scripts run
    :param str login: of a user of the portal, whose password is the login; None for nobody
    :param bool dark: whether the device prefers dark colours
    """

    def __init__(self, browser, url, width=360, lang="fr", js=True, login=None, dark=False):
        self.url = url
        self.lang = lang
        self.width = width
        self.js = js
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            has_touch=width < 768,
            locale=LOCALES[lang],
            timezone_id="Europe/Paris",
            java_script_enabled=js,
            color_scheme="dark" if dark else "light",
        )
        self.context.set_default_navigation_timeout(FIRST_PAGE_MS)
        self.page = self.context.new_page()
        self.watch = PageWatch(self.page)
        self.watch.watch_home(url)
        if js:
            self.page.add_init_script(f"({COLLECT_SHIFTS})()")
        if login:
            self.log_in(login)

    @property
    def status(self):
        """Status of the page that is shown."""
        return self.watch.status

    def log_in(self, login):
        """Open a session of a user, whose password is the login."""
        form = self.context.request.get(f"{self.url}/web/login").text()
        token = re.search(r'name="csrf_token" value="(\w+)"', form).group(1)
        identity = {"login": login, "password": login, "csrf_token": token}
        answer = self.context.request.post(f"{self.url}/web/login", form=identity)
        assert not answer.url.endswith("/web/login"), f"{login} may not log in"

    def open(self, path, status=200):
        """Go to a page of the server and see how it answers.

        :param str path: after the server's name
        :param int status: which the server must answer with
        """
        self.page.goto(self.url + path)
        assert self.status == status, f"{path}: {self.status}"

    def forgive(self):
        """Forget what went wrong so far: a test cut the network, or was refused on purpose."""
        self.watch.problems.clear()

    def check(self, name):
        """See that the page shown is a page of the town as it should be, and keep a picture of it.

        :param str name: of the picture, under `.local/screenshots`
        :raises AssertionError: with everything that is wrong
        """
        self._wait_until_idle()
        wrong = [f"third party: {url}" for url in dict.fromkeys(self.watch.foreign)]
        shift = self.page.evaluate("globalThis.layoutShift || 0")
        if shift > LARGEST_SHIFT:
            wrong.append(f"layout shift: {shift}")
        wrong += self._check_outline()
        wrong += find_violations(self.page) if self.js else self._find_violations_elsewhere()
        self._keep_picture(name)
        wrong += self._check_reflow()
        wrong += list(dict.fromkeys(self.watch.problems))
        assert wrong == [], f"{name}:\n" + "\n".join(wrong)

    def _wait_until_idle(self):
        if self.js:
            self.watch.wait_until_idle()
        else:
            self.page.wait_for_load_state("networkidle")

    def _find_violations_elsewhere(self):
        """axe-core waits for timers, which do not run without scripts: it sees the page in another
        browser, where what the page holds for those without scripts is unwrapped."""
        held = re.sub(r"<script\b.*?</script>", "", self.page.content(), flags=re.DOTALL)
        held = re.sub(r"(</?)noscript\b", r"\1div", held)
        context = self.context.browser.new_context(
            viewport=self.page.viewport_size, storage_state=self.context.storage_state()
        )
        try:
            page = context.new_page()
            page.route(
                self.page.url.partition("#")[0],
                lambda route: route.fulfill(body=held, content_type="text/html; charset=utf-8"),
            )
            page.goto(self.page.url)
            return find_violations(page)
        finally:
            context.close()

    def _check_outline(self):
        headings = self.page.locator("h1").all_inner_texts()
        language = self.page.get_attribute("html", "lang") or ""
        wrong = []
        if len(headings) != 1 or not headings[0].strip():
            wrong.append(f"h1: {headings}")
        if not language.startswith(self.lang):
            wrong.append(f"language: {language!r}")
        if not self.page.title().strip():
            wrong.append("no title")
        return wrong

    def _check_reflow(self):
        """Say what does not fit the width of the screen, and 320 px."""
        before = self.page.viewport_size
        wrong = []
        for width in {self.width, NARROWEST}:
            self.page.set_viewport_size({**before, "width": width})
            wide = self.page.evaluate(WIDER_THAN_SCREEN)
            wrong += [f"wider than {width} px: {element}" for element in wide]
        self.page.set_viewport_size(before)
        return wrong

    def _keep_picture(self, name):
        folder = pathlib.Path(os.environ["GRC_ROOT"]) / ".local" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"portal-{name}-{self.lang}-{self.width}.png"
        self.page.screenshot(path=file, full_page=True)

    def close(self):
        self.context.close()
