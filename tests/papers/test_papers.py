"""Papers, looked at as images: nothing cut, nothing over something else, readable in grey."""

import itertools

import pytest
import zxingcpp
from support.printer import Printer
from support.printing_town import LONG_ADDRESS, WORDS

PAPERS = ["receipt", "acknowledgement_letter", "answer_letter", "intervention", "slip", "file"]
SIZES = {"receipt": (148, 210), "slip": (297, 210)}
#: What office printers cannot print on, in millimetres.
UNPRINTABLE = 3.5
WHITE = 245
LIGHT = 200
DARK = 110

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture(params=PAPERS)
def pages(request, papers):
    """The pages of each paper in turn."""
    return papers[request.param]


@pytest.mark.parametrize("name", PAPERS)
def test_size_of_the_sheet(papers, name):
    for page in papers[name]:
        assert (round(page.width), round(page.height)) == SIZES.get(name, (210, 297))


def test_nothing_is_cut_at_the_edges(pages):
    for page in pages:
        edges = (
            page.crop(0, 0, page.width, UNPRINTABLE),
            page.crop(0, page.height - UNPRINTABLE, page.width, page.height),
            page.crop(0, 0, UNPRINTABLE, page.height),
            page.crop(page.width - UNPRINTABLE, 0, page.width, page.height),
        )
        assert min(edge.min() for edge in edges) > WHITE


def test_words_stay_within_the_margins(pages):
    for page in pages:
        for word in page.words:
            assert word.left > 5 and word.right < page.width - 5, word
            assert word.top > 5 and word.bottom < page.height - 3, word


def test_no_word_over_another(pages):
    for page in pages:
        for one, other in itertools.combinations(page.words, 2):
            width = min(one.right, other.right) - max(one.left, other.left)
            height = min(one.bottom, other.bottom) - max(one.top, other.top)
            lowest = min(one.bottom - one.top, other.bottom - other.top)
            assert width < 0.4 or height < lowest * 0.5, (one, other)


def test_every_word_is_readable_in_grey(pages):
    for page in pages:
        for word in page.words:
            if not any(map(str.isalnum, word.text)):
                continue
            box = page.crop(word.left, word.top, word.right, word.bottom)
            assert box.min() < DARK, (word, "pale letters")
            assert box.max() > LIGHT, (word, "dark ground")


def test_receipt_is_one_page_with_a_code_that_opens_the_tracking_page(papers, rpc, town):
    (page,) = papers["receipt"]
    (request,) = rpc.search_read(
        "grc.request",
        [("id", "=", town.request_id)],
        ["number", "tracking_code", "tracking_code_display"],
    )
    (code,) = zxingcpp.read_barcodes(page.grey)
    base = rpc.call("ir.config_parameter", "get_param", "web.base.url")
    assert code.text == f"{base}/citizen/track/{request['tracking_code']}"
    for words in (request["number"], request["tracking_code_display"], LONG_ADDRESS["name"]):
        assert words in page.text
    assert page.text.count("affaissée") == 12


def test_code_of_the_intervention_sheet_opens_the_request(papers, town):
    code = zxingcpp.read_barcodes(papers["intervention"][0].grey)[0]
    assert code.text.endswith(f"/odoo/requests/{town.request_id}")


@pytest.mark.parametrize("name", ["acknowledgement_letter", "answer_letter"])
def test_only_the_address_shows_in_the_window(papers, name):
    """A DL envelope, 220 x 110 mm, its window 100 x 35 mm, 20 mm from the right and the bottom.

    A sheet folded in three is 210 x 99 mm: it slides 10 mm aside and 11 mm up and down.
    """
    page = papers[name][0]
    shown = [
        word
        for word in page.words
        if word.right > 90 and word.left < 200 and word.bottom > 44 and word.top < 90
    ]
    assert " ".join(word.text for word in shown) == (
        "Hélène Œuvrard-Gümüş Résidence Les Peupliers, bâtiment C, appt 42 "
        "1234 boulevard du Général-de-Gaulle prolongé 25999 SAINT ÉTIENNE D ORTHE SUR L OGNON"
    )
    for word in shown:
        assert word.left >= 100 and word.right <= 190, word
        assert word.top >= 55 and word.bottom <= 79, word


def test_long_letter_says_everything_and_numbers_its_pages(papers):
    pages = papers["answer_letter"]
    assert len(pages) > 1
    assert sum(page.text.count("affaissée") for page in pages) == 4 * 8
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page.text
    folds = pages[0].crop(4, 98, 8, 100)
    assert folds.min() < DARK
    assert pages[1].crop(4, 98, 8, 100).min() > WHITE


def test_accents_are_right(papers):
    for name in ("answer_letter", "intervention", "file"):
        assert WORDS.strip() in " ".join(page.text for page in papers[name])


def test_slip_has_its_titles_on_every_page_and_every_request(papers, rpc, town):
    pages = papers["slip"]
    titles = {page.text[: page.text.index("2")].split()[-1] for page in pages[1:]}
    assert len(titles) == 1
    text = " ".join(page.text for page in pages)
    for request in rpc.search_read("grc.request", [("id", "in", town.many_ids)], ["number"]):
        assert request["number"] in text


def test_sheet_shows_the_photos(papers):
    ground = [
        page.grey.shape
        for page in papers["intervention"]
        if ((page.grey > 120) & (page.grey < 150)).sum() > 20_000
    ]
    assert ground


def test_papers_are_refused_to_those_who_may_not_read(odoo_server, town):
    front_desk = Printer(odoo_server.url, odoo_server.database, "accueil", "accueil")
    for name in ("receipt", "acknowledgement_letter", "intervention", "slip", "file"):
        with pytest.raises(PermissionError):
            front_desk.print(f"report_{name}", [town.confidential_id])
