"""The front desk: a request from the telephone number to the printed receipt, by the keyboard."""

import logging

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from support.back_end import BackEnd
from support.chromium import take_screenshots

LOGGER = logging.getLogger(__name__)
PHONE = "06 55 44 33 22"
NAME = "Zoé Lhérault"
SUBJECT = "Trou devant l'école"
PLACE = "12 rue des Lilas"
#: Keys of a whole recording, what the citizen says left out. A chord counts as one.
MOST_KEYS = 30
SEARCH = ".o_grc_front_desk input[role=combobox] >> nth=0"
CARD = ".o_grc_front_desk_person"
REQUEST = ".o_grc_front_desk_request"
DONE = ".o_grc_front_desk_done"
SPOT = ".o_grc_front_desk_spot"


class Keyboard:
    """The keyboard of a page, which counts the keys that are pressed."""

    def __init__(self, page):
        self._keyboard = page.keyboard
        self.count = 0

    def press(self, key):
        self._keyboard.press(key)
        self.count += 1

    def type(self, text):
        self._keyboard.type(text)
        self.count += len(text)


@pytest.fixture(scope="module")
def types(city):
    """A type with a question, and one that may be anonymous."""
    question = {"name": "depth", "string": "Profondeur", "type": "char"}
    city.rpc.call("grc.request.type", "write", [city.type_id], {"question_definition": [question]})
    lamp_id = city.rpc.create(
        "grc.request.type",
        name="Lampadaire éteint",
        code="lampadaire",
        department_id=city.department_id,
        allows_anonymous=True,
    )
    return {"hole": city.type_id, "lamp": lamp_id}


@pytest.fixture(scope="module")
def citizen(city):
    """Somebody the town knows."""
    return city.rpc.create(
        "res.partner",
        name=NAME,
        phone=PHONE,
        email="zoe@writer.example",
        is_citizen=True,
        city="Valmont",
    )


@pytest.fixture
def desk(back_end, types, citizen):
    """The front desk, with nobody there yet."""
    agent = back_end("accueil")
    agent.open("front-desk")
    agent.page.reload()
    agent.page.locator(SEARCH).wait_for()
    agent.wait_until_idle()
    yield agent
    agent.check()


def find(desk, text):
    """Choose the first thing found, without waiting for what comes while typing."""
    desk.page.locator(SEARCH).focus()
    desk.page.keyboard.type(text)
    desk.page.keyboard.press("Enter")
    desk.wait_until_idle()


def choose_type(desk, text):
    desk.page.keyboard.type(text)
    desk.page.keyboard.press("Enter")
    desk.wait_until_idle()


def read_latest(city):
    (request,) = city.rpc.search_read(
        "grc.request",
        [],
        [
            "name",
            "number",
            "tracking_code_display",
            "partner_id",
            "contact_name",
            "type_id",
            "channel_id",
            "description",
            "questions",
        ],
        limit=1,
    )
    return request


def test_a_whole_recording_takes_the_keyboard_alone(back_end, city, types, citizen):
    agent = back_end("accueil")
    agent.open("requests")
    keys = Keyboard(agent.page)
    keys.press("F2")
    expect(agent.page.locator(SEARCH)).to_be_focused()
    keys.type(PHONE.replace(" ", ""))
    keys.press("Enter")
    expect(agent.page.locator(CARD)).to_contain_text(NAME)
    keys.type("nid")
    keys.press("Enter")
    expect(agent.page.locator(f"{REQUEST} .o_grc_front_desk_deadline")).to_contain_text("20")
    keys.type(SUBJECT)
    keys.press("Tab")
    keys.type(PLACE)
    expect(agent.page.locator(".o_property_field input")).to_be_visible()
    keys.press("Tab")
    keys.type("10 cm")
    keys.press("Control+Enter")
    expect(agent.page.locator(f"{DONE} button[name=print]")).to_be_focused()
    number = agent.page.locator(".o_grc_front_desk_number").inner_text()
    code = agent.page.locator(".o_grc_front_desk_code").inner_text()
    with agent.page.expect_download() as download:
        keys.press("Enter")
    pages = PdfReader(download.value.path()).pages
    receipt = " ".join(" ".join(page.extract_text() for page in pages).split())
    request = read_latest(city)
    assert (request["number"], request["tracking_code_display"]) == (number, code)
    assert number in receipt and code in receipt
    assert request["partner_id"][0] == citizen
    assert request["name"] == SUBJECT
    assert PLACE in request["description"]
    assert [one["value"] for one in request["questions"]] == ["10 cm"]
    said = len(SUBJECT) + len(PLACE) + len("10 cm")
    LOGGER.info("%s keys, of which %s are the citizen's words", keys.count, said)
    assert keys.count - said <= MOST_KEYS
    expect(agent.page.locator(f"{DONE} button[name=next]")).to_be_focused()
    keys.press("Enter")
    expect(agent.page.locator(SEARCH)).to_be_focused()
    expect(agent.page.locator(SEARCH)).to_have_value("")
    agent.check("recording")


def test_arrows_choose_among_what_is_found(desk):
    desk.page.locator(SEARCH).focus()
    desk.page.keyboard.type("lherault")
    options = desk.page.locator("[role=option]:visible")
    expect(options.first).to_contain_text(NAME)
    expect(options.first.locator("mark")).to_have_text("Lhérault")
    search = desk.page.locator(SEARCH)
    first = search.get_attribute("aria-activedescendant")
    desk.page.keyboard.press("ArrowDown")
    second = search.get_attribute("aria-activedescendant")
    assert first != second
    assert desk.page.locator(f"#{second}").get_attribute("aria-selected") == "true"
    desk.page.keyboard.press("Escape")
    expect(options).to_have_count(0)


def test_a_number_opens_its_request(desk, city):
    number = read_latest(city)["number"]
    find(desk, number.partition("-")[2].lstrip("0"))
    desk.wait_for_view("form")
    expect(desk.page.locator(".o_form_view")).to_contain_text(number)


def test_somebody_new_and_by_telephone(desk, city):
    find(desk, "Inès Durand")
    desk.page.keyboard.type("06 44 33 22 11")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(CARD)).to_contain_text("Inès Durand")
    desk.page.keyboard.press("Alt+c")
    choose_type(desk, "lampad")
    desk.page.keyboard.press("Control+Enter")
    desk.page.locator(DONE).wait_for()
    request = read_latest(city)
    assert request["partner_id"][1] == "Inès Durand"
    assert request["name"] == "Lampadaire éteint"
    phone = city.rpc.id_of("grc_citizen.grc_channel_phone")
    assert request["channel_id"][0] == phone
    desk.page.reload()
    desk.page.locator(SEARCH).wait_for()
    pressed = desk.page.locator("button[aria-pressed=true]")
    expect(pressed.locator(".fa-phone")).to_be_visible()
    desk.page.keyboard.press("Alt+c")


def test_who_is_known_is_shown_before_a_second_is_made(desk, city, citizen):
    find(desk, "Zoé Dupont")
    desk.page.keyboard.type(PHONE)
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("zoe@writer.example")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".o_grc_front_desk_new_person [role=alert]")).to_contain_text(NAME)
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(CARD)).to_contain_text(NAME)
    assert city.rpc.count("res.partner", [("name", "=", "Zoé Dupont")]) == 0


def test_without_a_name_only_where_the_type_allows_it(desk, city):
    find(desk, "zzzz")
    desk.page.locator(".o_grc_front_desk_new_person .btn-close").click()
    desk.page.locator(".o_grc_front_desk_welcome button").last.click()
    choose_type(desk, "nid")
    expect(desk.page.locator(f"{REQUEST} button[name=record]")).to_be_disabled()
    desk.page.locator(f"{REQUEST} input[role=combobox]").fill("")
    desk.page.locator(f"{REQUEST} input[role=combobox]").focus()
    choose_type(desk, "lampad")
    desk.page.keyboard.press("Control+Enter")
    desk.page.locator(DONE).wait_for()
    assert read_latest(city)["partner_id"] is False


def test_what_was_typed_outlives_another_screen(desk):
    find(desk, NAME)
    choose_type(desk, "nid")
    desk.page.keyboard.type(SUBJECT)
    desk.page.locator(".o_property_field input").fill("5 cm")
    desk.page.locator(f"{CARD} .btn-secondary").first.click()
    desk.wait_for_view("form")
    desk.page.keyboard.press("F2")
    desk.page.locator(REQUEST).wait_for()
    desk.wait_until_idle()
    expect(desk.page.get_by_placeholder("Nid-de-poule")).to_have_value(SUBJECT)
    expect(desk.page.locator(".o_property_field input")).to_have_value("5 cm")


def test_what_the_server_refuses_is_said_and_nothing_is_lost(desk, city, types):
    doomed = city.rpc.create("grc.request.type", name="Rubrique retirée", code="retiree")
    find(desk, NAME)
    choose_type(desk, "retiree")
    desk.page.keyboard.type(SUBJECT)
    city.rpc.call("grc.request.type", "unlink", [doomed])
    desk.page.keyboard.press("Control+Enter")
    expect(desk.page.locator(f"{REQUEST} .alert-danger")).to_be_visible()
    expect(desk.page.get_by_placeholder("Rubrique retirée")).to_have_value(SUBJECT)
    expect(desk.page.locator(CARD)).to_contain_text(NAME)


def test_answered_on_the_spot_takes_two_clicks(desk, city, types):
    before = city.rpc.count("grc.contact", [])
    clicks = 0
    for target in (
        desk.page.locator(".o_grc_front_desk button[data-hotkey=o]"),
        desk.page.locator(f"{SPOT} .o_grc_front_desk_spot_types button").first,
    ):
        target.click()
        clicks += 1
    expect(desk.page.locator(SPOT)).to_have_count(0)
    desk.wait_until_idle()
    assert (clicks, city.rpc.count("grc.contact", [])) == (2, before + 1)
    (contact,) = city.rpc.search_read("grc.contact", [], ["channel_id", "partner_id"], limit=1)
    assert contact["channel_id"][0] == city.rpc.id_of("grc_citizen.grc_channel_counter")
    assert contact["partner_id"] is False
    desk.page.locator(".o_notification_buttons button, .o_notification button.btn").last.click()
    desk.wait_until_idle()
    assert city.rpc.count("grc.contact", []) == before


def test_each_key_does_one_thing(desk):
    find(desk, NAME)
    choose_type(desk, "nid")
    keys = desk.read_hotkeys()
    assert [key for key in keys if keys.count(key) > 1] == []


def test_an_agent_opens_it_too_and_others_do_not(back_end, chromium, odoo_server, city, types):
    agent = back_end("agent")
    agent.open("my-requests")
    agent.page.keyboard.press("Alt+0")
    expect(agent.page.locator(SEARCH)).to_be_focused()
    agent.check("agent")
    groups = [(6, 0, [city.rpc.id_of("base.group_user")])]
    city.rpc.create(
        "res.users", name="Employé", login="employe", password="employe", group_ids=groups
    )
    employee = BackEnd(chromium, odoo_server.url, "employe", "employe")
    employee.page.keyboard.press("F2")
    employee.wait_until_idle()
    assert employee.page.locator(".o_grc_front_desk, .o_grc_front_desk_systray").count() == 0
    employee.check("employee")
    employee.close()


def test_it_fits_a_phone(desk):
    desk.page.set_viewport_size({"width": 390, "height": 900})
    find(desk, NAME)
    choose_type(desk, "nid")
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 390
    desk.page.set_viewport_size({"width": 1400, "height": 900})
    take_screenshots(desk.page, "front-desk", widths=(1280, 390))
