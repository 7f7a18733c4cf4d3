"""What citizens see and do of their own data: details, consents, e-mail, copy, erasure."""

import io
import json
import re
import zipfile
from html import unescape

import pytest
from lxml.html import document_fromstring
from pypdf import PdfReader

WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture
def citizen(portal):
    """A citizen of the test's own, with one open and one closed request: login and contact."""
    number = portal.rpc.count("res.users", [("login", "like", "donnees%")]) + 1
    login = f"donnees{number}"
    values = {
        "name": f"Claire Données {number}",
        "login": login,
        "password": login,
        "email": f"{login}@valmont.example",
        "lang": "fr_FR",
        "tz": "Europe/Paris",
        "group_ids": [(6, 0, [portal.rpc.id_of("base.group_portal")])],
    }
    user_id = portal.rpc.call("res.users", "create", values, context={"no_reset_password": True})
    (user,) = portal.rpc.search_read("res.users", [("id", "=", user_id)], ["partner_id"])
    partner_id = user["partner_id"][0]
    for subject in ("Lampadaire éteint rue des Lilas", "Banc cassé place Haute"):
        request_id = portal.rpc.create(
            "grc.request",
            name=subject,
            type_id=portal.city.types["lampadaire"],
            partner_id=partner_id,
            description="<p>Depuis lundi, devant l’école.</p>",
        )
    portal.rpc.call("grc.request", "action_close", [request_id])
    return login, partner_id


def read_partner(portal, partner_id, *names):
    (values,) = portal.rpc.search_read("res.partner", [("id", "=", partner_id)], list(names))
    return [values[name] for name in names]


def read_link(portal, address, path):
    """Return the link to a path in the last mail to an address."""
    portal.rpc.send_mails()
    body = portal.sink.to(address)[-1].message.get_body(("html",)).get_content()
    return unescape(re.search(rf'href="[^"]*({path}[^"]*)"', body).group(1))


@WIDTHS
def test_details_and_consents(portal, visit, citizen, width):
    login, partner_id = citizen
    visitor = visit(width=width, lang="fr", login=login)
    page = visitor.page
    visitor.open("/my/data")
    visitor.check(f"data-{width}")
    page.click("a[href$='/my/data/profile']")
    visitor.check(f"data-profile-{width}")
    assert not page.is_visible("#company_registry")
    page.fill("#name", "Claire Dupré")
    page.fill("#phone", "06 12")
    page.check("#kind-company")
    page.fill("#company_registry", "123456789")
    page.press("#company_registry", "Enter")
    page.wait_for_selector("#errors")
    assert visitor.status == 422
    assert page.evaluate("document.activeElement.id") == "errors"
    visitor.check(f"data-profile-error-{width}")
    page.click("#errors a[href='#phone']")
    assert page.evaluate("document.activeElement.id") == "phone"
    assert page.input_value("#name") == "Claire Dupré"
    page.fill("#phone", "06 12 34 56 78")
    page.fill("#company_registry", "732 829 320")
    page.press("#phone", "Enter")
    page.wait_for_selector("[role=status]")
    assert read_partner(portal, partner_id, "name", "phone", "company_registry") == [
        "Claire Dupré",
        "+33612345678",
        "732829320",
    ]
    visitor.open("/my/data/preferences")
    page.check("#channel-sms")
    page.check("#lang-en_US")
    visitor.check(f"data-preferences-{width}")
    page.click("form.grc-own-form button")
    page.wait_for_selector("[role=status]")
    assert read_partner(portal, partner_id, "preferred_channel", "lang") == ["sms", "en_US"]
    visitor.open("/my/data/consents")
    news = portal.rpc.id_of("grc_citizen.grc_consent_purpose_newsletter")
    card = f"section[aria-labelledby=purpose-{news}]"
    for granted in (True, False):
        page.click(f"{card} button")
        page.wait_for_selector(f"{card} [role=status]")
        (row, *_older) = portal.rpc.search_read(
            "grc.consent", [("partner_id", "=", partner_id)], ["granted", "text"], order="id desc"
        )
        assert row["granted"] is granted
        assert row["text"] in page.inner_text(card)
    page.click(f"{card} summary")
    assert page.locator(f"{card} li").count() == 2
    visitor.check(f"data-consents-{width}")


def test_new_address_and_copy(portal, visit, citizen):
    login, partner_id = citizen
    visitor = visit(width=1280, lang="en", login=login)
    page = visitor.page
    visitor.open("/en/my/data/email")
    page.fill("#email", "nothing")
    page.press("#email", "Enter")
    page.wait_for_selector("#errors")
    visitor.check("data-email-error")
    page.fill("#email", f"new-{login}@valmont.example")
    page.press("#email", "Enter")
    page.wait_for_selector("form[action$=cancel]")
    visitor.check("data-email-waiting")
    link = read_link(portal, f"new-{login}@valmont.example", "/my/data/email/")
    assert read_partner(portal, partner_id, "email") == [f"{login}@valmont.example"]
    visitor.open(f"/en{link}")
    visitor.check("data-email-confirm")
    page.click("#wrap form button")
    page.wait_for_selector("[role=status]")
    assert read_partner(portal, partner_id, "email") == [f"new-{login}@valmont.example"]
    visitor.open(f"/en{link}", status=404)
    visitor.check("data-email-over")

    visitor.open("/en/my/data/export")
    visitor.check("data-export")
    page.click("#wrap form button")
    page.wait_for_selector("a[download]")
    visitor.check("data-export-ready")
    with page.expect_download() as download:
        page.click("a[download]")
    with open(download.value.path(), "rb") as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    data = json.loads(archive.read("data.json"))
    assert data["person"]["email"] == f"new-{login}@valmont.example"
    numbers = [entry["number"] for entry in data["requests"]]
    assert len(numbers) == 2
    (name,) = [name for name in archive.namelist() if name.endswith(".pdf")]
    pdf = PdfReader(io.BytesIO(archive.read(name)))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for words in (*numbers, "Lampadaire éteint rue des Lilas", "devant l’école"):
        assert words in text
    (html,) = [name for name in archive.namelist() if name.endswith(".html")]
    tree = document_fromstring(archive.read(html))
    assert [len(tree.findall(f".//h{level}")) for level in (1, 3)] == [1, 2]


def test_erasure_without_scripts(portal, visit, citizen):
    login, partner_id = citizen
    visitor = visit(width=360, lang="fr", js=False, login=login)
    page = visitor.page
    visitor.open("/my/data/erasure")
    visitor.check("data-erasure")
    page.click("button.btn-danger")
    page.wait_for_selector("#errors")
    assert page.locator("#errors li").count() == 2
    visitor.check("data-erasure-error")
    for again in (True, False):
        page.fill("#password", login)
        page.check("#sure")
        page.click("button.btn-danger")
        page.wait_for_selector("form[action$=cancel]")
        if again:
            visitor.check("data-erasure-asked")
            page.click("form[action$=cancel] button")
            page.wait_for_selector("[role=status]")
            visitor.open("/my/data/erasure")
    (erasure,) = portal.rpc.search_read(
        "grc.data.erasure", [("partner_id", "=", partner_id), ("state", "=", "waiting")], ["name"]
    )
    portal.rpc.call("grc.data.erasure", "action_carry_out", [erasure["id"]])
    visitor.open("/my/data/erasure")
    assert erasure["name"] in page.inner_text("[role=status]")
    visitor.check("data-erasure-going-on")
    portal.rpc.send_mails()
    assert portal.sink.to(f"{login}@valmont.example")
    assert [line for line in portal.read_mistakes() if "data" in line] == []
