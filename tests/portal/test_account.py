"""The citizen's account: their requests, on a phone with the keyboard, and without scripts."""

import base64

import pytest
from support.portal_town import make_logo

PICTURE = {"name": "lamp.png", "mimeType": "image/png", "buffer": base64.b64decode(make_logo())}


class Account:
    """Requests of a citizen of the town, and what the town hall does with them."""

    def __init__(self, portal, login):
        self.rpc = portal.rpc
        self.city = portal.city
        self.partner_id = portal.city.citizens[login]

    def ask(self, name, **values):
        return self.rpc.create(
            "grc.request",
            name=name,
            partner_id=self.partner_id,
            type_id=self.city.types["lampadaire"],
            description=f"<p>{name}, <b>depuis hier</b>.</p>",
            **values,
        )

    def say(self, request_id, body):
        self.rpc.call(
            "grc.request",
            "message_post",
            [request_id],
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def act(self, action, request_id):
        self.rpc.call("grc.request", action, [request_id])

    def read(self, request_id, *names):
        (values,) = self.rpc.search_read("grc.request", [("id", "=", request_id)], names)
        return values


@pytest.fixture
def account(portal):
    return Account(portal, "citoyen")


def test_on_a_phone_with_the_keyboard(portal, visit, account):
    empty = visit(login="voisine")
    empty.open("/my/requests")
    empty.check("account-empty")

    waiting = account.ask("Lampadaire éteint rue Haute")
    account.say(waiting, "Quel est le numéro du mât ?")
    account.act("action_wait_for_citizen", waiting)
    done = account.ask("Lampadaire cassé place Basse")
    account.act("action_close", done)
    visitor = visit(login="citoyen")
    page = visitor.page
    visitor.open("/my")
    page.locator("[data-placeholder_count=grc_request_waiting_count]", has_text="1").wait_for()
    visitor.check("account-home")
    page.locator("a[href*='filter=waiting']").click()
    assert page.locator("article h2").all_inner_texts() == ["Lampadaire éteint rue Haute"]
    page.locator("#search").fill("introuvable")
    page.keyboard.press("Enter")
    page.locator(".grc-empty").wait_for()
    visitor.check("account-nothing-found")
    visitor.open("/my/requests")
    visitor.check("account-list")

    page.get_by_role("link", name="Lampadaire éteint rue Haute").focus()
    page.keyboard.press("Enter")
    page.locator("a[href='#message']").first.wait_for()
    visitor.check("account-request-waiting")
    page.locator("a[href='#message']").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.locator("button[value=message]").press("Enter")
    page.locator("#errors").wait_for()
    assert visitor.status == 422
    assert page.evaluate("document.activeElement.id") == "errors"
    visitor.check("account-request-error")
    page.locator("#errors a").press("Enter")
    assert page.evaluate("document.activeElement.id") == "message"
    page.keyboard.type("Le mât 1204, devant l’école")
    page.locator("button[value=message]").dblclick()
    page.locator(".alert-success").wait_for()
    visitor.check("account-request-sent")
    messages = portal.rpc.count(
        "mail.message",
        [("res_id", "=", waiting), ("model", "=", "grc.request"), ("body", "ilike", "mât 1204")],
    )
    assert (messages, account.read(waiting, "state")["state"]) == (1, "progress")

    visitor.open(f"/my/requests/{waiting}")
    page.locator("a[href$='/withdraw']").press("Enter")
    page.locator("#reason").fill("Réparé ce matin")
    visitor.check("account-withdraw")
    page.locator("form[action$='/withdraw'] button").press("Enter")
    page.locator(".alert-success").wait_for()
    visitor.check("account-request-withdrawn")
    assert account.read(waiting, "date_withdrawn")["date_withdrawn"]


def test_without_scripts(portal, visit, account):
    done = account.ask("Lampadaire cassé quai Sud")
    account.say(done, "<p>Réparé <img src='https://elsewhere.example/x.png'></p>")
    account.act("action_close", done)
    visitor = visit(width=1280, lang="en", js=False, login="citoyen")
    page = visitor.page
    visitor.open("/en/my")
    page.locator(".o_portal_index_card a[href='/my/requests']").click()
    page.get_by_label("Show").select_option("closed")
    page.get_by_role("button", name="Find").click()
    visitor.check("account-list")
    page.get_by_role("link", name="Lampadaire cassé quai Sud").click()
    visitor.check("account-request-closed")
    with page.expect_download() as download:
        page.get_by_role("link", name="Receipt (PDF)").click()
    with open(download.value.path(), "rb") as file:
        assert file.read(4) == b"%PDF"
    page.get_by_label("Your message").fill("Dark again")
    page.set_input_files("#files", PICTURE)
    page.get_by_role("button", name="It is not fixed: open it again").click()
    page.locator(".alert-success").wait_for()
    assert account.read(done, "not_fixed_count")["not_fixed_count"] == 1
    assert page.locator(".grc-message .grc-file").count() == 1
    visitor.check("account-request-open")

    visitor.context.clear_cookies()
    page.get_by_label("Your message").fill("Written before the session was lost")
    page.get_by_role("button", name="Send my message").click()
    assert "/web/login" in page.url
    # Odoo's own page to log in needs scripts.
    visitor.log_in("citoyen")
    visitor.open(f"/en/my/requests/{done}")
    assert page.get_by_label("Your message").input_value() == "Written before the session was lost"


def test_the_link_of_a_mail_needs_no_account(portal, visit, account):
    request_id = account.ask("Lampadaire éteint rue du Pont")
    link = portal.rpc.call("grc.request", "get_portal_url", [request_id])
    visitor = visit(dark=True)
    visitor.open(link)
    visitor.check("account-link-dark")
    other = account.ask("Lampadaire de quelqu’un d’autre")
    visitor.open(f"/my/requests/{other}")
    assert "/web/login" in visitor.page.url
    assert portal.read_mistakes() == []
