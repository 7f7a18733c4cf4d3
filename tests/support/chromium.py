"""Debian's Chromium without a window, and what goes wrong in its pages."""

import os
import pathlib
import shutil
import time

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
#: A page that is left gives up what it was still loading.
ABORTED = "net::ERR_ABORTED"
#: Drawn one after the other with nothing under way: what was answered is on the screen.
QUIET_FRAMES = 4
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)))"


def launch(playwright):
    """Start the system's Chromium.

    :param playwright: of `playwright.sync_api`
    :raises FileNotFoundError: when it is not installed
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        raise FileNotFoundError("Chromium is not installed: setup/install brings it")
    return playwright.chromium.launch(executable_path=program, args=ARGUMENTS)


class Watch:
    """Collects the errors of a page: console, exceptions, requests that fail or are refused."""

    def __init__(self, page):
        self.problems = []
        self._page = page
        self._pending = set()
        self._navigation = None
        page.on("request", self._on_request)
        page.on("framenavigated", self._on_navigated)
        page.on("requestfinished", lambda request: self._pending.discard(request))
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        page.on("requestfailed", self._on_request_failed)
        page.on("response", self._on_response)

    def _on_console(self, message):
        if message.type == "error":
            self.problems.append(f"console: {message.text}")

    def _on_request(self, request):
        if request.is_navigation_request() and request.frame == self._page.main_frame:
            self._pending.clear()  # what the page left behind asked for, it gives up untold
            self._navigation = request
        if request.resource_type in ("xhr", "fetch", "document"):
            self._pending.add(request)

    def _on_navigated(self, frame):
        """Forget what the page left behind sent while it went, as Odoo's forms save themselves."""
        if self._navigation and frame == self._page.main_frame:
            self._pending &= {self._navigation}
            self._navigation = None

    def _on_request_failed(self, request):
        self._pending.discard(request)
        if request.failure != ABORTED:
            self.problems.append(f"request: {request.url} {request.failure}")

    def _on_response(self, response):
        if response.status >= 400:
            self.problems.append(f"response: {response.url} {response.status}")

    def wait_until_idle(self, seconds=60):
        """Wait until the page has drawn what it asked for and asks for nothing more.

        :raises TimeoutError: when it goes on asking
        """
        limit = time.monotonic() + seconds
        quiet = 0
        while quiet < QUIET_FRAMES:
            self._page.evaluate(NEXT_FRAME)
            quiet = 0 if self._pending else quiet + 1
            if time.monotonic() > limit:
                raise TimeoutError(f"still under way: {[one.url for one in self._pending]}")


def take_screenshots(page, name, widths=(1400, 390)):
    """Save what a page shows at some widths, outside version control.

    :param str name: of the files, without extension
    :param widths: of the screen, in pixels
    """
    folder = pathlib.Path(os.environ["GRC_ROOT"]) / ".local" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png")
    page.set_viewport_size(before)
