"""A contractor's link in Chromium: taken from the mail, used, expired, revoked, tampered with."""

import base64
import re
from io import BytesIO

import pytest
from PIL import Image
from support.chromium import Watch, take_screenshots

CONTRACTOR = "atelier@pavage.example"
CITIZEN = {"contact_name": "Jeanne Riverain", "email_from": "jeanne@riverain.example"}
PATH = re.compile(r"/citizen/third-party/[\w-]+")
#: Of the page: what the sender of a form is refused with, and a link that does not open.
REFUSALS = ("422", "404", "410")


def picture(color):
    """Return a photo."""
    content = BytesIO()
    Image.new("RGB", (1600, 1200), color).save(content, "JPEG")
    return content.getvalue()


def upload(name, content):
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


class Contractor:
    """A contractor who opens what the mail holds, with or without scripts.

    :param browser: Chromium
    :param str url: of the server
    """

    def __init__(self, browser, url, scripts=True):
        self._context = browser.new_context(
            java_script_enabled=scripts, locale="fr-FR", viewport={"width": 390, "height": 844}
        )
        self._url = url
        self.page = self._context.new_page()
        self.watch = Watch(self.page)

    def open(self, path):
        return self.page.goto(self._url + path)

    def send(self):
        self.page.click("form[enctype] button[type=submit]")

    def close(self):
        self._context.close()
        problems = [one for one in self.watch.problems if not any(code in one for code in REFUSALS)]
        assert problems == []


@pytest.fixture(scope="module")
def request_id(city):
    """A request in progress, in the hands of the agent, with a photo."""
    made = city.rpc.create(
        "grc.request",
        name="Trou devant le 4 rue des Lilas",
        description="<p>Je suis Jeanne Riverain, mon mari est tombé.</p>",
        type_id=city.type_id,
        user_id=city.users["agent"],
        **CITIZEN,
    )
    city.rpc.create(
        "ir.attachment",
        name="jeanne-riverain.jpg",
        datas=base64.b64encode(picture("gray")).decode(),
        res_model="grc.request",
        res_id=made,
    )
    return made


@pytest.fixture(scope="module")
def paving(city):
    """A contractor, who reads French."""
    return city.rpc.create(
        "res.partner", name="Pavage et fils", is_company=True, email=CONTRACTOR, lang="fr_FR"
    )


@pytest.fixture
def asked(back_end, request_id, paving, odoo_server, rpc, smtp_sink):
    """A function by which the agent asks the contractor; it returns the path in the mail."""

    def ask():
        agent = back_end("agent")
        agent.open(f"my-requests/{request_id}")
        agent.press("action_ask_third_party")
        agent.page.locator(".modal [name='partner_id'] input").fill("Pavage")
        agent.page.locator(".o-autocomplete--dropdown-item", has_text="Pavage et fils").click()
        agent.wait_until_idle()
        agent.page.fill(".modal [name='instructions'] textarea", "Reboucher à froid, baliser.")
        agent.choose_first("attachment_ids", ".modal")
        agent.press_in_dialog("action_confirm")
        agent.check("ask a third party")
        before = len(smtp_sink.to(CONTRACTOR))
        rpc.run_job("mail.ir_cron_mail_scheduler_action")
        mails = smtp_sink.to(CONTRACTOR)[before:]
        assert len(mails) == 1
        body = mails[0].message.get_body(("html",)).get_content()
        assert "Voir ce qui est attendu" in body or "See what is needed" in body
        return PATH.search(body).group()

    return ask


@pytest.fixture
def contractor(chromium, odoo_server):
    """The browser of a contractor, without scripts: the page needs none."""
    visitor = Contractor(chromium, odoo_server.url, scripts=False)
    yield visitor
    visitor.close()


def read_links(rpc, request_id, *fields):
    return rpc.search_read(
        "grc.third.party.link", [("request_id", "=", request_id)], list(fields), order="id desc"
    )


def test_used(asked, contractor, chromium, odoo_server, rpc, request_id, back_end):
    path = asked()
    page = contractor.page
    assert contractor.open(path).status == 200
    text = page.inner_text("body")
    assert "Reboucher à froid" in text
    assert page.locator("img.img-thumbnail").count() == 1
    assert page.evaluate("document.querySelector('img.img-thumbnail').naturalWidth") == 1600
    source = page.content()
    for secret in ("Riverain", "jeanne", "mari est tombé"):
        assert secret not in source
    take_screenshots(page, "third-party-page", (1280, 390))

    page.fill("#note", "Fait ce matin, 2 m² repris.")
    page.set_input_files("#photos", [upload("scan.jpg", b"not a picture")])
    contractor.send()
    assert page.locator("#error").is_visible()
    assert page.input_value("#note") == "Fait ce matin, 2 m² repris."
    assert page.get_attribute("#photos", "aria-invalid") == "true"
    take_screenshots(page, "third-party-error", (1280, 390))

    page.set_input_files(
        "#photos", [upload("avant.jpg", picture("orange")), upload("apres.jpg", picture("green"))]
    )
    page.check("#done")
    contractor.send()
    assert page.locator("[role=status]").count()
    assert page.locator("textarea").count() == 0
    assert page.locator("ol img").count() == 2
    take_screenshots(page, "third-party-done", (1280, 390))

    (link,) = read_links(rpc, request_id, "state")
    assert link["state"] == "done"
    (found,) = rpc.search_read(
        "grc.request", [("id", "=", request_id)], ["photo_after_ids", "state"]
    )
    assert len(found["photo_after_ids"]) == 2
    assert found["state"] == "progress"
    agent = back_end("agent")
    agent.open(f"my-requests/{request_id}")
    agent.page.locator(".o_notebook a[name='third_parties']").click()
    agent.wait_until_idle()
    assert "Pavage et fils" in agent.page.inner_text(".o-mail-Chatter")
    agent.check("what the contractor did")

    scripted = Contractor(chromium, odoo_server.url)
    assert scripted.open(path).status == 200
    scripted.watch.wait_until_idle()
    scripted.close()


def test_expired(asked, contractor, rpc, request_id):
    path = asked()
    link = read_links(rpc, request_id)[0]
    rpc.call("grc.third.party.link", "write", [link["id"]], {"date_expiry": "2020-01-01 00:00:00"})
    assert contractor.open(path).status == 410
    assert "Lilas" not in contractor.page.content()
    assert "+33 1 99 00 00 00" in contractor.page.inner_text("body")


def test_revoked(asked, contractor, rpc, request_id, back_end):
    path = asked()
    link = read_links(rpc, request_id)[0]
    assert contractor.open(path).status == 200
    agent = back_end("agent")
    agent.open(f"third-parties/{link['id']}")
    agent.press("action_revoke")
    agent.confirm()
    contractor.page.fill("#note", "Trop tard")
    contractor.send()
    assert "Trop tard" not in contractor.page.content()
    assert contractor.page.locator("textarea").count() == 0
    assert contractor.open(path).status == 410
    agent.check("revoke")


def test_tampered_with(asked, contractor):
    path = asked()
    changed = path[:-1] + ("A" if path[-1] != "A" else "B")
    assert contractor.open(changed).status == 404
    tampered = contractor.page.inner_text("body")
    assert contractor.open("/citizen/third-party/" + "A" * 43).status == 404
    assert contractor.page.inner_text("body") == tampered
    take_screenshots(contractor.page, "third-party-refused", (1280, 390))
