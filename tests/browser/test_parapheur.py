"""Answers validated in the parapheur, in a real browser and in French, until they leave."""

import pytest
from journey import read_text
from support.back_end import MODAL, BackEnd

DESKTOP, PHONE = 1280, 390
ENTRIES = ".o_grc_entry"
LETTER = ".o_grc_letter .o_grc_body"


class Circuit:
    """Two levels of a small town, and answers that wait for the first."""

    def __init__(self, city, server, sink):
        self.city, self.rpc, self._sink = city, city.rpc, sink
        self.agent = server.client("agent", "agent")
        group = (6, 0, [self.rpc.id_of("grc_citizen.group_validator")])
        values = {
            "name": "Élise Élue",
            "login": "elue",
            "password": "elue",
            "email": "elue@agents.example",
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "notification_type": "inbox",
            "odoobot_state": "disabled",
            "group_ids": [group],
        }
        official = self.rpc.call("res.users", "create", values, context={"no_reset_password": True})
        self.rpc.call(
            "grc.department", "write", [city.department_id], {"elected_official_id": official}
        )
        for sequence, (name, validator) in enumerate(
            (("Responsable de service", "manager"), ("Adjointe au maire", "elected"))
        ):
            self.rpc.create(
                "tier.definition", name=name, sequence=sequence, grc_validator=validator
            )

    def submit(self, name, text="<p>Bonjour,</p><p>La rue sera fermée lundi.</p>"):
        """Record a request and submit an answer to it; return the id of the answer."""
        request_id = self.rpc.create(
            "grc.request",
            name=name,
            type_id=self.city.type_id,
            email_from=f"Paul <{name.lower()}@writer.example>",
            description="<p>Quand la rue sera-t-elle fermée ?</p>",
        )
        answer_id = self.agent.create(
            "grc.request.answer",
            request_id=request_id,
            subject=f"Votre demande : {name}",
            body=text,
            delivery="email",
        )
        self.agent.call("grc.request.answer", "request_validation", [answer_id])
        return answer_id

    def read(self, answer_id, *fields):
        domain = [("id", "=", answer_id)]
        (values,) = self.rpc.search_read("grc.request.answer", domain, list(fields))
        return values

    def send(self, answer_id):
        """Send an answer as its agent; return the text of the mail that the citizen gets."""
        before = len(self._sink.mails)
        self.agent.call("grc.request.answer", "action_send", [answer_id])
        self.rpc.send_mails()
        subject = self.read(answer_id, "subject")["subject"]
        sent = [mail.message for mail in self._sink.mails[before:]]
        (mail,) = [one for one in sent if one["Subject"] == subject]
        return read_text(mail)


class Desk:
    """The parapheur of a user on a screen."""

    def __init__(self, page):
        self.back_end, self.page = page, page.page

    def open(self):
        self.back_end.open("parapheur")

    def names(self):
        return self.page.locator(f"{ENTRIES} .fw-bold").all_inner_texts()

    def choose(self, name):
        self.page.locator(ENTRIES, has_text=name).click()
        self.back_end.wait_until_idle()

    def press(self, button):
        self.page.locator(f".o_grc_{button}").click()
        self.back_end.wait_until_idle()


@pytest.fixture(scope="module")
def circuit(city, odoo_server, smtp_sink):
    return Circuit(city, odoo_server, smtp_sink)


@pytest.fixture(scope="module")
def desk(chromium, odoo_server, circuit):
    """A function that gives the parapheur of a user on a screen of a width."""
    opened = {}

    def sit(login, width):
        if (login, width) not in opened:
            page = BackEnd(chromium, odoo_server.url, login, login, width)
            opened[login, width] = Desk(page)
        opened[login, width].open()
        return opened[login, width]

    yield sit
    for made in opened.values():
        made.back_end.close()


def test_change_shows_and_what_leaves_is_what_was_validated(circuit, desk):
    answer_id = circuit.submit("Repas")
    head = desk("responsable", DESKTOP)
    assert "Quand la rue" in head.page.locator(".o_grc_request").inner_text()
    assert "fermée lundi" in head.page.locator(LETTER).inner_text()
    head.back_end.screenshot("parapheur")
    head.press("change_text")
    editor = head.page.locator(f"{MODAL} .odoo-editor-editable")
    editor.click()
    head.page.keyboard.press("Control+End")
    head.page.keyboard.type(" Merci de votre patience.")
    head.back_end.screenshot("parapheur-change")
    head.back_end.confirm()
    assert head.names() == []
    head.back_end.check("change")

    official = desk("elue", PHONE)
    assert official.names() == ["Repas"]
    official.back_end.screenshot("parapheur-queue")
    official.choose("Repas")
    inserted = official.page.locator(".o_grc_decisions ins").inner_text()
    assert "Merci de votre patience." in inserted
    assert "patience" in official.page.locator(LETTER).inner_text()
    official.back_end.screenshot("parapheur-answer")
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert not official.page.evaluate(wide), "nothing is cut at 390 px"
    official.press("approve")
    assert official.page.locator(".o_view_nocontent").is_visible()
    official.back_end.screenshot("parapheur-empty")
    official.back_end.check("approve on a phone")

    assert circuit.read(answer_id, "state")["state"] == "ready"
    mail = circuit.send(answer_id)
    assert "La rue sera fermée lundi. Merci de votre patience." in mail


def test_sent_back_with_a_comment(circuit, desk, back_end):
    answer_id = circuit.submit("Benne")
    head = desk("responsable", DESKTOP)
    head.choose("Benne")
    head.press("send_back")
    head.back_end.confirm()
    assert head.page.locator(f"{MODAL} .invalid-feedback").is_visible(), "the comment is needed"
    head.page.locator(f"{MODAL} textarea").fill("Précisez l'heure.")
    head.back_end.screenshot("parapheur-send-back")
    head.back_end.confirm()
    assert "Benne" not in head.names()
    assert circuit.read(answer_id, "state")["state"] == "draft"
    head.back_end.check("send back")
    agent = back_end("agent")
    agent.open(f"grc.request.answer/{answer_id}")
    note = agent.page.locator("[name='validation_summary'] .alert")
    assert "Précisez l'heure." in note.inner_text()
    agent.screenshot("answer-sent-back")


def test_several_at_once_with_what_was_refused(circuit, desk):
    names = ["Un", "Deux", "Trois"]
    ids = {name: circuit.submit(name) for name in names}
    head = desk("responsable", DESKTOP)
    first = head.page.locator(".o_grc_request h2").inner_text()
    head.page.keyboard.press("j")
    head.back_end.wait_until_idle()
    assert head.page.locator(".o_grc_request h2").inner_text() != first
    circuit.agent.call("grc.request.answer", "restart_validation", [ids["Deux"]])
    head.page.locator("#o_grc_choose_all").check()
    head.press("approve_chosen")
    head.back_end.confirm()
    refused = head.page.locator(f"{MODAL} li")
    refused.first.wait_for()
    assert refused.count() == 1
    assert "Deux" in refused.inner_text()
    head.back_end.screenshot("parapheur-refused")
    head.back_end.confirm()
    assert head.names() == []
    head.back_end.check("several at once")
    official = desk("elue", PHONE)
    assert sorted(official.names()) == ["Trois", "Un"]
