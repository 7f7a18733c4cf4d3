"""What citizens think of what was done, and being told of what they follow."""

import re
from urllib.parse import urlsplit

import pytest
from lxml import etree

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def ask(portal):
    """A function that records a request of a citizen and gives its id and what is read of it."""

    def record(email):
        request_id = portal.rpc.create(
            "grc.request",
            name="Lampadaire éteint devant chez moi",
            type_id=portal.city.types["lampadaire"],
            contact_name="Ines Usager",
            email_from=email,
        )
        return request_id, portal.rpc.call("grc.request", "read", [request_id])[0]

    return record


def read_links(mail, part):
    """Return the paths of the links of a mail that go to a page of ours, in order."""
    body = mail.message.get_body(("html",)).get_content()
    links = re.findall(r'href="([^"]+)"', body)
    return [link[link.index("/citizen") :] for link in links if part in link]


def receive(portal, address):
    """Return the last mail that the town sent to an address."""
    portal.rpc.send_mails()
    return portal.sink.to(address)[-1]


def test_opinion(portal, visit, ask):
    address = "avis@valmont.example"
    rpc = portal.rpc
    rpc.call("res.company", "write", [portal.city.company_id], {"grc_survey_hours": 0})
    request_id, _values = ask(address)
    rpc.call("grc.request", "action_close", [request_id])
    rpc.run_job("grc_citizen.ir_cron_ask_satisfaction")
    mail = receive(portal, address)
    assert "List-Unsubscribe-Post" in mail.message
    satisfied, _partly, unsatisfied = read_links(mail, "/citizen/rate/")

    def read_opinion():
        domain = [("res_model", "=", "grc.request"), ("res_id", "=", request_id)]
        return rpc.search_read("rating.rating", domain, ["rating", "feedback", "grc_reason_ids"])

    plain = visit(js=False)
    plain.open(unsatisfied)
    plain.check("opinion-asked")
    assert plain.page.locator("#face-1").is_checked()
    assert read_opinion() == [], "Looking says nothing"
    plain.page.locator(".grc-reason.grc-for-1 input:not(.grc-reopens)").first.check()
    plain.page.locator("#comment").fill("Trois semaines pour une ampoule.")
    plain.page.locator("form.grc-rate button").click()
    plain.check("opinion-given")
    (opinion,) = read_opinion()
    assert opinion["rating"] == 1
    assert len(opinion["grc_reason_ids"]) == 1

    visitor = visit()
    page = visitor.page
    visitor.open(satisfied.partition("?")[0])
    assert page.locator("#comment").input_value() == "Trois semaines pour une ampoule."
    page.locator("#face-1").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.locator("#face-5").is_checked()
    assert not page.locator(".grc-reason:not(.grc-for-5)").first.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    visitor.check("opinion-changed")
    page.locator("form.grc-rate button").press("Enter")
    page.locator(".alert-success").wait_for()
    (changed,) = read_opinion()
    assert (changed["id"], changed["rating"]) == (opinion["id"], 5)

    visitor.open(unsatisfied)
    page.locator("#comment").fill("")
    page.locator(".grc-reopens").check()
    page.locator("#reopen").check()
    page.locator("form.grc-rate button").click()
    page.locator("#errors").wait_for()
    assert page.evaluate("document.activeElement.id") == "errors"
    visitor.check("opinion-error")
    page.locator("#errors a").click()
    page.keyboard.type("Il s’est éteint à nouveau.")
    page.locator("form.grc-rate button").click()
    page.locator(".alert-success").wait_for()
    visitor.check("opinion-reopened")
    (request,) = rpc.call("grc.request", "read", [request_id], ["state", "not_fixed_count"])
    assert (request["state"], request["not_fixed_count"]) == ("progress", 1)
    wide = visit(width=1280, lang="en", dark=True)
    wide.open(satisfied)
    wide.check("opinion-not-now")
    visitor.open(f"{satisfied.partition('?')[0][:-3]}", 404)
    visitor.check("opinion-unknown")
    assert portal.read_mistakes() == []


def test_notices(portal, visit, ask):
    address = "voisin@valmont.example"
    rpc = portal.rpc
    request_id, values = ask("demande@valmont.example")
    code = values["tracking_code_display"]

    visitor = visit()
    page = visitor.page
    visitor.open(f"/citizen/track/{code}")
    page.locator(".grc-follow summary").focus()
    page.keyboard.press("Enter")
    visitor.check("notices-form")
    page.keyboard.press("Tab")
    page.keyboard.type(address)
    page.keyboard.press("Enter")
    page.wait_for_url("**/citizen/subscribe/sent")
    visitor.check("notices-sent")
    (confirm,) = read_links(receive(portal, address), "/subscribe/confirm/")

    plain = visit(js=False)
    plain.open(confirm)
    plain.check("notices-confirm")
    plain.page.locator("main form button").click()
    plain.check("notices-confirmed")

    rpc.call("grc.request", "action_take", [request_id])
    rpc.run_job("grc_citizen_portal.ir_cron_notify")
    notice = receive(portal, address)
    assert values["number"] in notice.message["Subject"]
    assert "Ines" not in notice.message.get_body(("html",)).get_content()
    (leave,) = read_links(notice, "/subscribe/leave/")
    assert leave in notice.message["List-Unsubscribe"]
    visitor.open(leave)
    visitor.check("notices-leave")
    answer = plain.context.request.post(
        portal.url + leave, form={"List-Unsubscribe": "One-Click"}, max_redirects=0
    )
    assert answer.status == 200
    visitor.open(leave)
    visitor.check("notices-left")
    told = len(portal.sink.to(address))
    rpc.call("grc.request", "action_close", [request_id])
    rpc.run_job("grc_citizen_portal.ir_cron_notify")
    rpc.send_mails()
    assert len(portal.sink.to(address)) == told

    wide = visit(width=1280, lang="en", dark=True)
    wide.open("/citizen/subscribe?about=grc.request.type&code=lampadaire")
    wide.check("notices-dark")
    visitor.open("/citizen/subscribe?about=grc.request.type&code=lampadaire")
    page.locator("#subscribe-email").evaluate("field => field.type = 'text'")
    page.locator("#subscribe-email").fill("pas une adresse")
    page.locator(".grc-subscribe button").click()
    page.locator("#errors").wait_for()
    visitor.check("notices-error")
    feed = page.locator('link[type="application/atom+xml"]').get_attribute("href")
    answer = visitor.context.request.get(portal.url + feed)
    texts = etree.fromstring(answer.body()).xpath("//a:entry/a:content/text()", namespaces=ATOM)
    assert any(values["number"] in text for text in texts)
    assert "devant chez moi" not in answer.text()
    assert urlsplit(feed).path == "/citizen/feed.atom"
    assert portal.read_mistakes() == []
