"""What whoever has a tracking code sees and does, and that nobody is named."""

import base64
import io
import re
from datetime import date, timedelta

import pytest
from PIL import Image

CITIZEN = {
    "contact_name": "Ulysse Vandewalle",
    "email_from": "ulysse.vandewalle@courrier.example",
    "phone": "06 12 34 56 78",
}
STREET = "12 rue des Cerisiers"
#: Of the citizen and of the agent; of a file, its name.
SECRETS = (
    "Ulysse",
    "Vandewalle",
    "courrier.example",
    "12 34 56 78",
    "12345678",
    "Cerisiers",
    "Amina",
    "agents.example",
    "portrait",
    "Trou devant chez moi",
)


@pytest.fixture(scope="module")
def town(portal):
    """The town with one request in each telling state: their codes by state."""
    rpc = portal.rpc
    states = ("new", "waiting", "done", "merged", "secret", "over")
    ids = {state: record(portal, state) for state in states}
    agent = portal.server.client("agent", "agent")
    agent.call("grc.request", "action_take", [ids["waiting"]])
    agent.call("grc.request", "action_wait_for_citizen", [ids["waiting"]])
    answer(agent, ids["done"])
    rpc.call("grc.request", "write", [ids["done"]], {"photo_after_ids": [(0, 0, photo())]})
    agent.call("grc.request", "action_close", [ids["done"]])
    agent.call("grc.request", "action_mark_duplicate", [ids["merged"]], original_id=ids["new"])
    planned = str(date.today() + timedelta(days=5))
    agent.call("grc.request", "write", [ids["new"]], {"date_planned": planned})
    rpc.call("grc.request", "write", [ids["over"]], {"active": False})
    found = rpc.search_read(
        "grc.request",
        [("id", "in", list(ids.values())), ("active", "in", (True, False))],
        ["number", "tracking_code"],
    )
    by_id = {one["id"]: one for one in found}
    return {state: by_id[ids[state]] for state in states}


def record(portal, state):
    offer = "sensible" if state == "secret" else "lampadaire"
    partner_id = portal.rpc.create(
        "res.partner",
        name=CITIZEN["contact_name"],
        email=CITIZEN["email_from"],
        phone=CITIZEN["phone"],
        street=STREET,
    )
    values = {"partner_id": partner_id, "type_id": portal.city.types[offer], **CITIZEN}
    values["description"] = f"<p>{CITIZEN['contact_name']}, {STREET}</p>"
    return portal.rpc.create("grc.request", name="Trou devant chez moi", **values)


def answer(agent, request_id):
    answer_id = agent.create(
        "grc.request.answer",
        request_id=request_id,
        delivery="post",
        subject="Pour M. Vandewalle",
        body="<p>Bonjour Ulysse Vandewalle,</p><p>Le lampadaire de M. VANDEWALLE, 12 rue des "
        "Cerisiers, est réparé (ulysse.vandewalle@courrier.example, 0612345678).</p>"
        "<p>Cordialement</p><p>Amina Agent</p>",
    )
    agent.call("grc.request.answer", "action_send", [answer_id])


def photo():
    content = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Ulysse Vandewalle"
    Image.new("RGB", (640, 480), "#336699").save(content, "JPEG", exif=exif)
    datas = base64.b64encode(content.getvalue()).decode()
    return {"name": "portrait-ulysse.jpg", "datas": datas}


def assert_nobody_named(page):
    told = page.content()
    assert [secret for secret in SECRETS if secret.lower() in told.lower()] == []


def path(town, state, where="track"):
    return f"/citizen/{where}/{town[state]['tracking_code']}"


@pytest.mark.parametrize(
    ("width", "lang", "js", "states"),
    [
        (360, "fr", True, ("new", "waiting", "done", "merged", "secret")),
        (1280, "en", False, ("new", "done")),
    ],
)
def test_each_state_has_its_page_and_names_nobody(visit, town, width, lang, js, states):
    visitor = visit(width=width, lang=lang, js=js)
    for state in states:
        visitor.open(path(town, state))
        visitor.check(f"tracking-{state}-{'js' if js else 'plain'}")
        assert town[state]["number"] in visitor.page.inner_text("h1")
        assert visitor.page.locator("[aria-current=step]").count() == 1
        assert_nobody_named(visitor.page)
    visitor.open(path(town, "over"), status=410)
    visitor.check(f"tracking-over-{'js' if js else 'plain'}")
    visitor.open("/citizen/track/7K4MQ2XVHD", status=404)
    visitor.check(f"tracking-unknown-{'js' if js else 'plain'}")
    for state in ("new", "secret"):
        visitor.open(path(town, state, "sent"))
        visitor.check(f"sent-{state}-{'js' if js else 'plain'}")
        assert_nobody_named(visitor.page)


def test_dark(visit, town):
    visitor = visit(dark=True)
    for where, state in (("track", "new"), ("track", "done"), ("sent", "new")):
        visitor.open(path(town, state, where))
        visitor.check(f"{where}-{state}-dark")


def test_photo_of_the_work_says_nothing_of_who_took_it(visit, town):
    visitor = visit()
    visitor.open(path(town, "done"))
    image = visitor.page.locator("section img")
    image.scroll_into_view_if_needed()
    address = image.get_attribute("src")
    response = visitor.context.request.get(visitor.url + address)
    assert response.status == 200
    assert b"Ulysse" not in response.body()
    assert Image.open(io.BytesIO(response.body())).size == (640, 480)


@pytest.mark.parametrize("js", [True, False])
def test_code_typed_with_the_keyboard_alone(visit, town, js):
    visitor = visit(js=js)
    visitor.open("/citizen/track")
    visitor.check(f"track-{'js' if js else 'plain'}")
    field = visitor.page.locator("#code")
    field.focus()
    visitor.page.keyboard.type("trop court")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    assert visitor.status == 422
    visitor.check(f"track-wrong-{'js' if js else 'plain'}")
    assert visitor.page.locator("#errors a[href='#code']").count() == 1
    assert visitor.page.evaluate("document.activeElement.id") == "errors"
    code = town["new"]["tracking_code"]
    field = visitor.page.locator("#code")
    field.fill(f"{code[:5].lower()} – {code[5:].lower()}".replace("0", "o").replace("1", "l"))
    field.press("Enter")
    visitor.page.wait_for_url(f"**/{code}")
    assert town["new"]["number"] in visitor.page.inner_text("h1")


def test_words_are_added_and_a_lost_session_keeps_them(visit, town, portal):
    visitor = visit(lang="en")
    visitor.open(path(town, "waiting"))
    words = "The lamp is behind the school"
    visitor.page.get_by_label("Your message").fill(words)
    visitor.context.clear_cookies(name="session_id")
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name="Send the message").click()
    assert visitor.status == 400
    visitor.check("tracking-words-lost-session")
    assert visitor.page.get_by_label("Your message").input_value() == words
    visitor.page.get_by_role("button", name="Send the message").click()
    visitor.page.wait_for_url(re.compile("sent=1"))
    visitor.check("tracking-words-sent")
    assert visitor.page.get_by_role("status").inner_text().startswith("Thank you")
    assert "school" not in visitor.page.inner_text("main")
    [request] = portal.rpc.search_read(
        "grc.request", [("number", "=", town["waiting"]["number"])], ["state"]
    )
    assert request["state"] == "progress"


def test_calendar_file_is_one_event_of_a_day(visit, town):
    visitor = visit()
    response = visitor.context.request.get(f"{visitor.url}{path(town, 'new', 'sent')}/deadline.ics")
    text = response.text()
    assert response.headers["content-type"].startswith("text/calendar")
    assert re.search(r"DTSTART;VALUE=DATE:\d{8}\r\n", text)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert town["new"]["tracking_code"] not in text
