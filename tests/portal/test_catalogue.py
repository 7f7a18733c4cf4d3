"""What can be asked of the town: found by words, by theme, by a QR code."""

import datetime
import re

import pytest
import zxingcpp
from support.printer import Printer

TYPINGS = ["poubele", "POUBELLES", "pubelle", "bac a ordur"]


@pytest.fixture(scope="module")
def catalogue(portal):
    """The town's catalogue: a theme, a form that is closed, hours, and whom to write to."""
    rpc, city = portal.rpc, portal.city
    theme_id = rpc.create("grc.request.type", name="Propreté", code="proprete")
    values = {"department_id": city.department_id, "parent_id": theme_id, "deadline_value": 5}
    rpc.create(
        "grc.request.type",
        name="Demande de bac roulant",
        code="bac",
        keywords="poubelle, conteneur, ordures ménagères",
        requires_location=True,
        requires_photo=True,
        required_documents="<p>Un justificatif de domicile</p>",
        warning="<p>Bac en feu : appelez le 18.</p>",
        **values,
    )
    opens = (datetime.date.today() + datetime.timedelta(days=40)).isoformat()
    rpc.create("grc.request.type", name="Composteur", code="composteur", date_open=opens, **values)
    hours = {
        "attendance_ids": [
            (0, 0, {"name": day, "dayofweek": day, "hour_from": 0, "hour_to": 24})
            for day in "01234"
        ]
    }
    calendar_id = rpc.create("resource.calendar", name="Mairie", tz="Europe/Paris", **hours)
    settings = {
        "grc_opening_calendar_id": calendar_id,
        "grc_general_type_id": city.types["question"],
        "phone": "+33 1 99 00 10 00",
    }
    rpc.call("res.company", "write", [city.company_id], settings)


@pytest.mark.usefixtures("catalogue")
def test_found_while_one_types_with_the_keyboard_alone(visit):
    visitor = visit(width=360, lang="fr")
    page = visitor.page
    visitor.open("/citizen")
    visitor.check("catalogue")
    _tab_to(page, "#q")
    found = page.locator("[data-grc-found]")
    for typing in TYPINGS:
        page.keyboard.press("Control+A")
        page.keyboard.type(typing)
        found.get_by_text(typing).wait_for()
        assert page.locator("#found .grc-type-name").first.inner_text() == "Demande de bac roulant"
        assert page.get_by_role("status").inner_text() == found.inner_text()
    assert "Bac en feu" in page.locator("#found").inner_text()
    assert not page.locator("#catalogue").is_visible()
    visitor.check("catalogue-found")
    _tab_to(page, "#found .grc-type-name")
    page.keyboard.press("Enter")
    page.wait_for_url("**/citizen/new/bac")
    page.go_back()
    assert page.locator("#q").input_value() == TYPINGS[-1]
    assert page.locator("#found .grc-type-name").first.is_visible()
    page.fill("#q", "zzz")
    found.get_by_text("zzz").wait_for()
    assert page.locator("#found a[href='/citizen/new/question']").is_visible()
    assert page.locator("#found a[href^='tel:']").is_visible()
    visitor.check("catalogue-nothing")
    page.fill("#q", "")
    page.locator("#catalogue").wait_for()
    assert not page.locator("#all").is_visible()
    page.get_by_text("Propreté").click()
    assert page.locator("#catalogue a[href='/citizen/new/composteur']").is_visible()
    visitor.check("catalogue-theme")


@pytest.mark.usefixtures("catalogue")
def test_without_a_network_what_was_found_stays(visit):
    visitor = visit(width=1280, lang="fr", dark=True)
    page = visitor.page
    visitor.open("/citizen?q=poubele")
    visitor.check("catalogue-dark")
    visitor.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.fill("#q", "lampadère")
    assert page.locator("#found .grc-type-name").first.inner_text() == "Demande de bac roulant"
    visitor.context.set_offline(False)
    visitor.forgive()
    page.press("#q", "Enter")
    page.wait_for_url("**/citizen?q=lamp*")
    assert page.locator("#found .grc-type-name").first.inner_text() == "Lampadaire en panne"


@pytest.mark.usefixtures("catalogue")
def test_without_scripts_in_english(visit):
    visitor = visit(width=1280, lang="en", js=False)
    page = visitor.page
    visitor.open("/citizen")
    page.locator("summary", has_text="Hours of the week").click()
    assert page.locator(".grc-week tr").count() == 7
    page.fill("#q", "poubele")
    page.press("#q", "Enter")
    assert page.locator("#found .grc-type-name").first.inner_text() == "Demande de bac roulant"
    visitor.check("catalogue-found-no-js")
    visitor.open("/citizen/new")
    visitor.check("choose")
    page.locator("a[href='/citizen/new/composteur']").click()
    assert "Opens on" in page.locator("main").inner_text()
    visitor.check("closed")
    visitor.open("/citizen/new/lampadere", status=404)
    assert page.locator("a[href='/citizen/new/lampadaire']").is_visible()
    visitor.check("unknown")


@pytest.mark.usefixtures("catalogue")
def test_printed_codes_open_the_form_filled_in(visit, portal):
    places = ["Arrêt de bus « Gare », quai n° 2; 47.237829; 6.024054", "École Zoë-L’Héritier"]
    printed = {}
    for paper in ("labels_24", "labels_8", "poster"):
        sheet_id = portal.rpc.create(
            "grc.qr.sheet",
            type_id=portal.city.types["lampadaire"],
            places="\n".join(places),
            origin="Affiches été",
            paper=paper,
        )
        action = portal.rpc.call("grc.qr.sheet", "action_print", [sheet_id])
        printer = Printer(portal.url, portal.database.name, "admin", "admin")
        pages = printer.print(action["report_name"], [sheet_id])
        printed[paper] = [code.text for page in pages for code in _read_codes(page)]
        text = " ".join(page.text for page in pages)
        assert "École Zoë-L’Héritier" in text and "/citizen/new/lampadaire" in text
    assert printed["labels_24"] == printed["labels_8"] == printed["poster"]
    links = [re.sub(r"https?://[^/]+", "", link) for link in printed["poster"]]
    assert len(links) == 2
    visitor = visit(width=360, lang="fr")
    visitor.open(links[0])
    assert "quai n° 2" in visitor.page.locator("main").inner_text()
    visitor.check("link")
    visitor.open("/citizen/new/lampadaire?place=%3Cb%3Enowhere&lat=900&lon=1&origin=a%26b&utm=1")
    assert "nowhere" not in visitor.page.locator("main").inner_text()
    assert visitor.page.locator("main .alert").is_visible()
    visitor.check("link-dropped")


def _read_codes(page):
    codes = zxingcpp.read_barcodes(page.grey)
    return sorted(codes, key=lambda code: (code.position.top_left.y, code.position.top_left.x))


def _tab_to(page, selector):
    """Press the tab key until an element has the focus."""
    for _press in range(40):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the tab key")
