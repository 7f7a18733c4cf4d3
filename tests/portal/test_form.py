"""From the first page of the form to the receipt, whatever the browser and the network do."""

import re
import threading
from contextlib import suppress
from http.client import HTTPException

import pytest
from portal.form_walk import SENT, Robot, Walk
from support.waiting import wait_until

#: What "under two minutes" leaves to a person, beyond what the pages take.
SECONDS = 120
#: Opening a form and choosing; fields; one press for each of five steps and for sending.
TAPS = 20
#: A bad connection of a telephone (bytes a second).
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 60_000, "uploadThroughput": 30_000}
GRACE = {"contact_name": "Grace Hopper", "email": "grace@valmont.example"}
ADA = {"contact_name": "Ada Lovelace", "email": "ada@valmont.example"}


@pytest.fixture(scope="module")
def bench(portal):
    """The code of a type whose form has every step that needs no file."""
    portal.rpc.call("ir.config_parameter", "set_param", "grc_citizen_portal.minimum_seconds", "0")
    portal.rpc.create(
        "grc.request.type",
        code="banc",
        name="Banc cassé",
        kind="report",
        requires_location=True,
        allows_anonymous=True,
        is_public=True,
        department_id=portal.city.department_id,
        deadline_value=5,
        deadline_unit="working_days",
        description="<p>Un banc cassé dans un parc.</p>",
        question_definition=[
            {
                "name": "etat",
                "string": "Dans quel état ? *",
                "type": "selection",
                "selection": [["casse", "Cassé"], ["sale", "Sale"]],
            },
            {"name": "combien", "string": "Combien de bancs", "type": "integer"},
        ],
    )
    return "banc"


def count(portal, place):
    return portal.rpc.count("grc.request", [("place", "=", place)])


def test_without_scripts_in_french_on_a_telephone(portal, visit, bench):
    walk = Walk(visit(width=360, lang="fr", js=False), "noscript")
    walk.visitor.open(f"/citizen/new/{bench}")
    walk.check("intro")
    walk.tap(".grc-go")
    walk.type(**{"question-combien": "beaucoup"})
    walk.go_on()
    walk.check("what-errors")
    walk.assert_errors_lead_to_fields()
    walk.type(**{"question-combien": "2", "question-etat": "casse"})
    walk.go_on()
    walk.check("where")
    walk.page.go_back()
    walk.page.reload()
    assert walk.page.locator("[name='question-combien']").input_value() == "2"
    walk.page.go_forward()
    walk.go_on()
    walk.assert_errors_lead_to_fields()
    walk.type(place="Parc sans scripts")
    walk.go_on()
    walk.pass_until("who")
    walk.check("who")
    walk.go_on()
    walk.check("who-errors")
    walk.visitor.context.clear_cookies(name="session_id")
    walk.type(**ADA)
    walk.go_on()
    walk.check("check")
    walk.go_on()
    assert SENT.search(walk.page.url)
    assert count(portal, "Parc sans scripts") == 1
    assert portal.read_mistakes() == []


def test_slow_telephone_in_under_two_minutes(portal, visit, bench, record_property):
    walk = Walk(visit(width=360, lang="fr"), "slow")
    network = walk.visitor.context.new_cdp_session(walk.page)
    network.send("Network.emulateNetworkConditions", SLOW)
    walk.visitor.open(f"/citizen/new/{bench}")
    walk.tap(".grc-go")
    walk.type(**{"question-etat": "sale"})
    walk.go_on()
    walk.type(place="Parc lent")
    walk.go_on()
    walk.pass_until("who")
    walk.type(**ADA)
    walk.go_on()
    # A finger that presses twice before the answer comes.
    with walk.page.expect_navigation(url=SENT):
        walk.page.locator(".grc-actions .btn-primary").dblclick(no_wait_after=True)
    assert count(portal, "Parc lent") == 1
    record_property("taps", walk.taps + 1)
    record_property("seconds", round(walk.seconds))
    assert walk.taps < TAPS
    assert walk.seconds < SECONDS


def test_keyboard_in_english_offline_in_the_middle(portal, visit, bench):
    walk = Walk(visit(width=1280, lang="en"), "keyboard")
    page, keys = walk.page, walk.page.keyboard
    walk.visitor.open(f"/citizen/new/{bench}/what")
    press_until(page, "[name='question-etat']")
    keys.press("Space")
    press_until(page, "#description")
    keys.type("Two planks are missing")
    assert page.evaluate("document.activeElement.matches(':focus-visible')")
    with page.expect_navigation():
        press_until(page, ".grc-actions .btn-primary")
        keys.press("Enter")
    press_until(page, "#place")
    keys.type("Parc coupé")
    walk.visitor.context.set_offline(True)
    keys.press("Enter")
    page.locator(".grc-offline").wait_for(state="visible")
    walk.check("offline")
    assert page.locator("#place").input_value() == "Parc coupé"
    walk.visitor.context.set_offline(False)
    page.locator(".grc-offline").wait_for(state="hidden")
    page.reload()
    page.locator(".grc-status", has_text="is back").wait_for()
    assert page.locator("#place").input_value() == "Parc coupé"
    walk.check("restored")
    press_until(page, "#place")
    with page.expect_navigation():
        keys.press("Enter")
    walk.pass_until("who")
    with page.expect_navigation():
        press_until(page, ".grc-actions .btn-primary")
        keys.press("Enter")
    walk.assert_errors_lead_to_fields()
    keys.press("Tab")
    keys.press("Enter")
    assert page.locator("#contact_name:focus").count() == 1
    keys.type("Ada Lovelace")
    press_until(page, "#email")
    keys.type("ada@valmont.example")
    with page.expect_navigation():
        keys.press("Enter")
    walk.check("check")
    with page.expect_navigation(url=SENT):
        press_until(page, ".grc-actions .btn-primary")
        keys.press("Enter")
    assert count(portal, "Parc coupé") == 1


def press_until(page, selector, most=40):
    """Press Tab until what a selector names has the focus."""
    for _press in range(most):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the keyboard")


def test_logged_in_citizen_is_not_asked_again(portal, visit, bench):
    walk = Walk(visit(width=360, lang="fr", login="citoyen"), "account")
    walk.visitor.open(f"/citizen/new/{bench}/what")
    walk.type(**{"question-etat": "sale"})
    walk.go_on()
    walk.type(place="Parc du compte")
    walk.go_on()
    walk.pass_until("who")
    walk.check("who")
    assert "citoyen@valmont.example" in walk.page.locator(".grc-known").inner_text()
    walk.go_on()
    walk.go_on()
    assert SENT.search(walk.page.url)
    (request,) = portal.rpc.search_read(
        "grc.request", [("place", "=", "Parc du compte")], ["partner_id"]
    )
    assert request["partner_id"][0] == portal.city.citizens["citoyen"]


def test_one_request_from_ten_tabs_at_once(portal, bench):
    robot = Robot(portal.url)
    typed = {"question-etat": "sale", "contact_name": "Ada"}
    first = {**typed, "place": "Parc des dix", "email": "dix@valmont.example"}
    one = robot.fill(bench, **first)
    assert len(set(robot.send_at_once([one] * 10))) == 1
    assert count(portal, "Parc des dix") == 1
    second = {**typed, "place": "Parc des vingt", "email": "vingt@valmont.example"}
    ten = [robot.fill(bench, **second) for _tab in range(10)]
    assert len({address for address, _fields in ten}) == 10
    assert len(set(robot.send_at_once(ten))) == 1
    assert count(portal, "Parc des vingt") == 1
    assert portal.read_mistakes() == []


def test_server_killed_while_it_is_sent(portal, bench):
    """What the inbox has is made a request afterwards, and pressing Send again makes no other."""
    robot = Robot(portal.url)
    form = robot.fill(bench, **{"question-etat": "sale", "place": "Parc tué", **GRACE})
    sending = threading.Thread(target=lose, args=(robot, form))
    before = last_entry(portal)
    sending.start()
    wait_until(lambda: last_entry(portal) != before, "the entry in the inbox")
    portal.server.kill()
    sending.join()
    portal.server.start()
    address = robot.open(*form)[0]
    portal.rpc.run_job("grc_citizen.ir_cron_inbox")
    assert SENT.search(address) or SENT.search(robot.open(address)[0])
    assert count(portal, "Parc tué") == 1


def lose(robot, form):
    with suppress(OSError, HTTPException):  # the server dies under it
        robot.open(*form)


def last_entry(portal):
    return portal.database.execute("SELECT max(id) FROM grc_inbox_message")


def test_confirmed_by_the_code_of_the_mail(portal, visit, bench):
    (type_id,) = portal.rpc.search_read("grc.request.type", [("code", "=", bench)], ["id"])
    portal.rpc.call("grc.request.type", "write", [type_id["id"]], {"confirmation": "code"})
    try:
        walk = Walk(visit(width=360, lang="fr"), "code")
        walk.visitor.open(f"/citizen/new/{bench}/what")
        walk.type(**{"question-etat": "sale"})
        walk.go_on()
        walk.type(place="Parc confirmé")
        walk.go_on()
        walk.pass_until("who")
        walk.type(contact_name="Grace", email="hopper@valmont.example")
        walk.go_on()
        walk.go_on()
        walk.type(code="1")
        walk.go_on()
        walk.assert_errors_lead_to_fields()
        walk.check("code-error")
        assert count(portal, "Parc confirmé") == 0
        portal.rpc.send_mails()
        (mail,) = portal.sink.to("hopper@valmont.example")
        walk.type(code=re.search(r"\b\d{6}\b", mail.message["Subject"])[0])
        walk.go_on()
        assert SENT.search(walk.page.url)
        assert count(portal, "Parc confirmé") == 1
    finally:
        portal.rpc.call("grc.request.type", "write", [type_id["id"]], {"confirmation": "none"})
