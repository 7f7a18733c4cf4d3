"""One request, from the citizen's mail to the closing of its answer, in a real browser."""

import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
from playwright.sync_api import expect
from support.city import DELAY_HOURS, DEPARTMENT_ADDRESS, DOMAIN
from support.mail_corpus import read_html
from support.waiting import wait_until

CITIZEN = "jeanne.martin@writer.example"
SUBJECT = "Nid-de-poule rue Victor-Hugo"
QUESTION = "À quelle hauteur de la rue, s'il vous plaît ?"
ANSWER = "Le trou sera rebouché jeudi matin."
AGENT_ACTIONS = {
    "action_take", "action_answer", "action_close", "action_refuse", "action_split",
    "action_mark_duplicate", "action_resume", "action_reopen",
}


def write_mail(body, subject=SUBJECT, reply_to=None):
    """Return a mail as the citizen's own program writes it.

    :param reply_to: the mail it replies to
    """
    mail = EmailMessage()
    mail["Return-Path"] = f"<{CITIZEN}>"
    mail["Delivered-To"] = DEPARTMENT_ADDRESS
    mail["From"] = f"Jeanne Martin <{CITIZEN}>"
    mail["To"] = reply_to["Reply-To"] if reply_to else DEPARTMENT_ADDRESS
    mail["Subject"] = f"Re: {reply_to['Subject']}" if reply_to else subject
    mail["Message-ID"] = make_msgid(domain="writer.example")
    if reply_to:
        mail["In-Reply-To"] = reply_to["Message-ID"]
        mail["References"] = f"{reply_to['References'] or ''} {reply_to['Message-ID']}".strip()
    mail.set_content(body)
    return mail


class Journey:
    """Goes the way of one request and keeps what was seen on it."""

    def __init__(self, city, sink, back_end):
        self.city = city
        self.rpc = city.rpc
        self.sink = sink
        self.agent = back_end("agent")
        self.front_desk = back_end("accueil")
        self.manager = back_end("responsable")
        self.request_id = None
        self.steps = []

    def run(self):
        self.arrive()
        self.take()
        self.ask()
        self.reply()
        self.answer()
        self.close()

    def read(self, *fields):
        (values,) = self.rpc.search_read("grc.request", [("id", "=", self.request_id)], list(fields))
        return values

    def send_mails(self):
        """Send what waits; return the mails that the citizen got by that."""
        before = len(self.sink.mails)
        self.rpc.send_mails()
        return [mail.message for mail in self.sink.mails[before:] if CITIZEN in mail.recipients]

    def open_form(self, who):
        who.open(f"requests/{self.request_id}")
        who.wait_for_view("form")

    def arrive(self):
        body = "Bonjour,\n\nUn grand trou s'est ouvert devant l'école.\n\nJeanne Martin"
        self.city.receive(write_mail(body))
        (request,) = self.rpc.search_read("grc.request", [], ["number", "tracking_code_display"])
        self.request_id = request["id"]
        self.number, self.code = request["number"], request["tracking_code_display"]
        (self.acknowledgement,) = self.send_mails()

    def take(self):
        agent = self.agent
        agent.open("department-requests")
        card = agent.page.locator(".o_kanban_record", has_text=self.number)
        expect(card).to_contain_text(SUBJECT)
        agent.screenshot("department-kanban")
        card.click()
        agent.wait_for_view("form")
        agent.press("action_take")
        agent.screenshot("request-form")
        assert self.read("state", "user_id")["user_id"][0] == self.city.users["agent"]
        (self.taken,) = self.send_mails()
        agent.open("my-requests")
        expect(agent.page.locator(".o_data_row", has_text=self.number)).to_be_visible()
        agent.screenshot("my-queue")

    def ask(self):
        self.open_form(self.agent)
        self.deadline_asked = self.read("date_deadline")["date_deadline"]
        self.agent.press(str(self.rpc.id_of("grc_citizen.grc_request_wait_action")))
        self.agent.write_html("question", QUESTION, ".modal")
        self.agent.screenshot("ask-the-citizen")
        self.agent.press_in_dialog("action_confirm")
        self.agent.screenshot("request-waiting")
        self.waiting = self.read("state", "waiting_since", "deadline_state")
        (self.question,) = self.send_mails()

    def reply(self):
        since = read_moment(self.waiting["waiting_since"])
        wait_until(lambda: datetime.utcnow() >= since + timedelta(seconds=2), "a second of waiting", 5)
        self.city.receive(write_mail("Devant le numéro 12.", reply_to=self.question))
        self.resumed = self.read(
            "state", "waiting_since", "date_deadline", "waiting_working_hours", "deadline_state"
        )
        self.after_reply = self.send_mails()
        self.open_form(self.agent)
        expect(self.agent.page.locator(".o-mail-Chatter")).to_contain_text("Devant le numéro 12.")

    def answer(self):
        self.agent.press("action_answer")
        self.agent.choose("template_id", "", ".modal")
        self.agent.write_html("body", ANSWER, ".modal")
        self.agent.screenshot("answer")
        self.agent.press_in_dialog("action_send")
        self.agent.confirm()
        (self.answered,) = self.send_mails()

    def close(self):
        self.agent.press("action_close")
        self.agent.confirm()
        self.agent.screenshot("request-closed")
        self.closed = self.read("state", "date_closed", "deadline_state")
        (self.closing,) = self.send_mails()


def read_moment(text):
    return datetime.fromisoformat(text)


@pytest.fixture(scope="module")
def journey(city, smtp_sink, back_end):
    """The journey, once it is over."""
    made = Journey(city, smtp_sink, back_end)
    made.run()
    return made


def test_it_ends_closed_in_time(journey):
    assert journey.closed["state"] == "done"
