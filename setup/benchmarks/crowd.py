"""Many people at once on a running Odoo: its server with two workers, and simple browsers."""

import io
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests
from lxml import html
from PIL import Image

WORKERS = 2
START_SECONDS = 120
PHOTO_BYTES = 1_500_000


@dataclass
class Crowd:
    """What a crowd met: seconds of each visit and of the whole, and what went wrong."""

    seconds: list = field(default_factory=list)
    results: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    elapsed: float = 0

    @property
    def median(self):
        """Seconds of one visit."""
        return statistics.median(self.seconds)

    @property
    def throughput(self):
        """Visits a second, of all people together."""
        return len(self.seconds) / self.elapsed


class Server:
    """Odoo with two workers on a database, on the loopback."""

    def __init__(self, database):
        self._database = database
        self.url = f"http://127.0.0.1:{_free_port()}"

    def __enter__(self):
        self._log = tempfile.TemporaryFile()
        port = self.url.rpartition(":")[2]
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "odoo",
                f"--database={self._database}",
                f"--db-filter=^{self._database}$",
                f"--workers={WORKERS}",
                "--max-cron-threads=0",
                f"--http-port={port}",
                f"--gevent-port={_free_port()}",
                "--http-interface=127.0.0.1",
                "--limit-time-real=600",
                "--limit-time-cpu=600",
                "--log-level=warn",
            ],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        limit = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > limit:
                raise SystemExit(f"setup/bench: Odoo did not start:\n{self.read_log()[-3000:]}")
            time.sleep(0.2)
        return self

    def __exit__(self, *_error):
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(60)
        self._log.close()

    def read_log(self):
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def _answers(self):
        try:
            return requests.get(f"{self.url}/web/health", timeout=5).ok
        except requests.ConnectionError:
            return False


class Browser:
    """Somebody's browser without scripts: it keeps cookies, follows links and fills in forms."""

    def __init__(self, url):
        self._url = url
        self._session = requests.Session()
        self.page = None
        self.path = None

    def open(self, path):
        return self._show(self._session.get(self._url + path, timeout=300))

    def log_in(self, login):
        self.open("/web/login")
        self.submit("//form[contains(@class, 'oe_login_form')]", login=login, password=login)

    def submit(self, form="//main//form", photo=None, **typed):
        """Fill in a form of the page and send it; a photo goes into its first field for files."""
        form = self.page.xpath(form)[0]
        fields = {**dict(form.form_values()), **typed}
        pictures = form.xpath(".//input[@type='file']/@name")
        files = {pictures[0]: ("photo.jpg", photo, "image/jpeg")} if photo and pictures else None
        for name in pictures:
            fields.pop(name, None)
        target = form.get("action") or self.path
        return self._show(
            self._session.post(self._url + target, data=fields, files=files, timeout=300)
        )

    def _show(self, answer):
        answer.raise_for_status()
        self.page = html.fromstring(answer.content)
        self.path = answer.url.removeprefix(self._url)
        return self.path


def gather(people, visits, visit):
    """Have people do the same at once, each several times.

    :param list people: what is passed to ``visit``, one for each person
    :param int visits: of each
    :param callable visit: with a person and a number; its result is kept
    :rtype: Crowd
    """
    crowd = Crowd()

    def come(position):
        for number in range(visits):
            start = time.monotonic()
            try:
                result = visit(people[position], position * visits + number)
            except (requests.RequestException, IndexError, ValueError) as error:
                crowd.errors.append(str(error))
            else:
                crowd.results.append(result)
                crowd.seconds.append(time.monotonic() - start)

    start = time.monotonic()
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(come, range(len(people))))
    crowd.elapsed = time.monotonic() - start
    return crowd


def make_photo():
    """Return a JPEG photo of about 1.5 MB, as a telephone makes it.

    :rtype: bytes
    """
    noise = Image.frombytes("RGB", (64, 48), random.Random(1).randbytes(64 * 48 * 3))
    photo = noise.resize((4000, 3000), Image.Resampling.BICUBIC)
    low, high = 30, 98
    while low < high:
        quality = (low + high + 1) // 2
        content = io.BytesIO()
        photo.save(content, "JPEG", quality=quality)
        low, high = (quality, high) if content.tell() <= PHOTO_BYTES else (low, quality - 1)
    content = io.BytesIO()
    photo.save(content, "JPEG", quality=low)
    return content.getvalue()


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
