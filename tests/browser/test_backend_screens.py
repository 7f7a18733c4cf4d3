"""Every screen of the application opens for every role, without an error."""

import pytest
from screens import FORM_BUTTONS, Walk, fill
from support.back_end import BackEnd
from support.chromium import take_screenshots

ROLES = ["agent", "accueil", "responsable", "administrateur"]
#: What each role finds in the menus, beside what all find.
EVERYBODY = {
    "menu_request_all",
    "menu_request_new",
    "menu_res_partner_citizens",
}
FRONT_DESK = {"menu_request_to_qualify"}
AGENT = {
    "menu_request_my",
    "menu_request_department",
    "menu_request_unassigned",
    "menu_request_late",
}
ADMINISTRATOR = {
    "menu_inbox_message",
    "menu_department",
    "menu_request_type",
    "menu_request_stage",
    "menu_channel",
    "menu_refusal_reason",
    "menu_request_tag",
    "menu_escalation_level",
    "menu_consent_purpose",
}
MENUS = {
    "agent": EVERYBODY | AGENT,
    "accueil": EVERYBODY | FRONT_DESK,
    "responsable": EVERYBODY | AGENT | {"menu_request_report"},
    "administrateur": EVERYBODY | AGENT | FRONT_DESK | {"menu_request_report"} | ADMINISTRATOR,
}
#: What nobody of them has asked for yet; tests of their own open these with records.
NOT_ASKED = {"menu_staff_my"}
NOT_ASKED_BY_AGENTS = NOT_ASKED | {"menu_request_batch", "menu_third_party_link"}
#: No citizen has used the public pages.
NOT_ASKED_ONLINE = {"menu_satisfaction_answers"}
#: The administrator works in no department.
EMPTY = {
    "agent": NOT_ASKED_BY_AGENTS,
    "accueil": NOT_ASKED,
    "responsable": NOT_ASKED_BY_AGENTS | NOT_ASKED_ONLINE | {"menu_request_my"},
    "administrateur": NOT_ASKED_BY_AGENTS
    | NOT_ASKED_ONLINE
    | {"menu_request_my", "menu_request_department", "menu_subscription", "menu_data_erasure"},
}


@pytest.fixture(scope="module")
def requests(city):
    """Requests in every state, so that no screen is empty."""
    return fill(city)


@pytest.mark.parametrize("role", ROLES)
def test_every_screen_opens(role, requests, back_end):
    walk = Walk(back_end(role))
    names = {menu["xmlid"].partition(".")[2] for menu in walk.menus}
    assert MENUS[role] <= names
    assert not ADMINISTRATOR & names or role == "administrateur"
    assert "menu_request_report" not in names or role in ("responsable", "administrateur")
    assert walk.run() == {}
    assert walk.without_record == EMPTY[role]


@pytest.mark.parametrize("role", ["agent", "responsable"])
@pytest.mark.parametrize("state", ["new", "progress", "waiting", "done", "refused"])
def test_each_button_of_the_form_has_its_own_key(role, state, requests, back_end):
    page = back_end(role)
    page.open(f"requests/{requests[state]}")
    page.wait_for_view("form")
    keys = page.read_hotkeys()
    assert [key for key in keys if keys.count(key) > 1] == []
    for name in FORM_BUTTONS[state]:
        assert page.find_button(name).get_attribute("data-hotkey"), name
    page.check(f"form, {state}")


def test_keys_work_without_a_mouse(requests, city, back_end):
    agent = back_end("agent")
    agent.open(f"requests/{requests['keyboard']}")
    agent.wait_for_view("form")
    key = agent.find_button("action_take").get_attribute("data-hotkey")
    agent.page.keyboard.press(f"Alt+{key}")
    agent.find_button("action_close").wait_for()
    agent.wait_until_idle()
    (request,) = city.rpc.search_read(
        "grc.request", [("id", "=", requests["keyboard"])], ["state", "user_id"]
    )
    assert (request["state"], request["user_id"][0]) == ("progress", city.users["agent"])
    agent.check("keyboard")


@pytest.fixture(scope="module")
def phone(chromium, odoo_server, city):
    """The agent with a phone in the hand."""
    page = BackEnd(chromium, odoo_server.url, "agent", "agent", width=390)
    yield page
    page.close()


@pytest.mark.parametrize(
    ("name", "path"),
    [("queue", "my-requests"), ("kanban", "department-requests"), ("form", "requests/{progress}")],
)
def test_screens_fit_a_phone(name, path, requests, phone, back_end):
    phone.open(path.format(**requests))
    width = phone.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    take_screenshots(phone.page, f"phone-{name}", widths=(390,))
    phone.check(name)
    desk = back_end("agent")
    desk.open(path.format(**requests))
    take_screenshots(desk.page, f"desk-{name}", widths=(1400,))
    desk.check(name)
