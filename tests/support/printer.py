"""Papers as a user gets them from a running Odoo, and what can be seen on them."""

import io
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import numpy as np
import requests
from PIL import Image

PRINT_SECONDS = 300
MM_AN_INCH = 25.4
POINTS_A_MM = 72 / MM_AN_INCH
DOTS_AN_INCH = 150


class Printer:
    """The Print menu of a user.

    :param str url: of the server
    :param str database: its name
    :param str login: of the user
    :param str password: of the user
    """

    def __init__(self, url, database, login, password):
        self._url = url
        self._session = requests.Session()
        identity = {"db": database, "login": login, "password": password}
        answer = self._session.post(
            f"{url}/web/session/authenticate",
            json={"jsonrpc": "2.0", "method": "call", "params": identity},
            timeout=PRINT_SECONDS,
        )
        if "error" in answer.json():
            raise PermissionError(f"{login} may not log in")

    def get(self, report, ids):
        """Return the answer of the server to a wish to print.

        :param str report: name of the report; its last part when it is the core's
        :param list[int] ids: of the records
        :rtype: requests.Response
        """
        name = report if "." in report else f"grc_citizen.{report}"
        address = f"{self._url}/report/pdf/{name}/{','.join(map(str, ids))}"
        return self._session.get(address, timeout=PRINT_SECONDS)

    def print(self, report, ids):
        """Return the pages of a paper.

        :raises PermissionError: when the server refuses
        :rtype: list[Page]
        """
        answer = self.get(report, ids)
        if answer.status_code == 403:
            raise PermissionError(report)
        answer.raise_for_status()
        return read_pages(answer.content)


@dataclass
class Word:
    """A word on a page: its text and its box, in millimetres from the top left of the sheet."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass
class Page:
    """A page: its size in millimetres, its words, and what a grey printer makes of it."""

    width: float
    height: float
    words: list
    grey: np.ndarray

    @property
    def text(self):
        return " ".join(word.text for word in self.words)

    def crop(self, left, top, right, bottom):
        """Return a part of the page, its bounds given in millimetres."""
        dots = DOTS_AN_INCH / MM_AN_INCH
        rows = slice(max(0, int(top * dots)), int(bottom * dots) + 1)
        columns = slice(max(0, int(left * dots)), int(right * dots) + 1)
        return self.grey[rows, columns]


def read_pages(content):
    """Return the pages of a PDF as poppler sees them.

    :param bytes content: the PDF
    :rtype: list[Page]
    """
    described = ET.fromstring(_run("pdftotext", "-bbox", "-", "-", content=content))
    images = _split_images(_run("pdftoppm", "-gray", "-r", str(DOTS_AN_INCH), "-", content=content))
    pages = described.findall(".//{*}page")
    return [_read_page(page, image) for page, image in zip(pages, images, strict=True)]


def _run(*command, content):
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    return done.stdout


def _split_images(stream):
    """Return the images that pdftoppm writes one after the other."""
    images, start = [], 0
    while start < len(stream):
        header = stream[start : start + 40].split(b"\n", 3)
        width, height = map(int, header[1].split())
        length = sum(len(line) + 1 for line in header[:3]) + width * height
        images.append(np.array(Image.open(io.BytesIO(stream[start : start + length]))))
        start += length
    return images


def _read_page(page, image):
    words = [
        Word(
            word.text or "",
            *(float(word.get(side)) / POINTS_A_MM for side in ("xMin", "yMin", "xMax", "yMax")),
        )
        for word in page.findall("{*}word")
    ]
    width, height = (float(page.get(side)) / POINTS_A_MM for side in ("width", "height"))
    return Page(width, height, words, image)
