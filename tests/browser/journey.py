"""The way of one request through a mail program, Odoo and three desks."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from zoneinfo import ZoneInfo

from playwright.sync_api import expect
from pypdf import PdfReader
from support.back_end import MODAL
from support.city import DEPARTMENT_ADDRESS
from support.mail_corpus import read_html
from support.waiting import wait_until

CITIZEN = "jeanne.martin@writer.example"
SUBJECT = "Nid-de-poule rue Victor-Hugo"
REPORT = "Bonjour,\n\nUn grand trou s'est ouvert devant l'école.\n\nJeanne Martin"
QUESTION = "À quelle hauteur de la rue se trouve-t-il ?"
REPLY = "Devant le numéro 12."
ANSWER = "Le trou sera rebouché jeudi matin. "
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
FOLLOWED = [
    "name",
    "state",
    "department_id",
    "user_id",
    "date_received",
    "date_deadline",
    "deadline_state",
    "waiting_since",
    "waiting_working_hours",
    "date_first_answer",
    "date_closed",
]


def read_moment(text):
    """Return a moment that RPC gave, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read_text(mail):
    """Return what a reader of a mail sees."""
    text = read_html(mail.get_body(("html", "plain")).get_content())
    return " ".join(text.split())


def read_pdf(path):
    """Return the text of a PDF file."""
    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def write_mail(body, reply_to=None):
    """Return a mail to the department, as the citizen's own program writes it.

    :param EmailMessage reply_to: the mail it replies to
    """
    mail = EmailMessage()
    mail["Return-Path"] = f"<{CITIZEN}>"
    mail["Delivered-To"] = DEPARTMENT_ADDRESS
    mail["From"] = f"Jeanne Martin <{CITIZEN}>"
    mail["To"] = reply_to["Reply-To"] if reply_to else DEPARTMENT_ADDRESS
    mail["Subject"] = f"Re: {reply_to['Subject']}" if reply_to else SUBJECT
    mail["Message-ID"] = make_msgid(domain="writer.example")
    if reply_to:
        mail["In-Reply-To"] = reply_to["Message-ID"]
        mail["References"] = f"{reply_to['References'] or ''} {reply_to['Message-ID']}".strip()
    mail.set_content(body)
    return mail


class Journey:
    """Goes the way of one request, and keeps after each step what it had become.

    `states`, `mails` (to the citizen), `buttons` (of the agent) and `manager_buttons` are by step:
    arrived, taken, asked, replied, answered, closed.

    :param City city: the town
    :param SmtpSink sink: where its mails go
    :param back_end: function that gives the page of a login
    """

    def __init__(self, city, sink, back_end):
        self.city = city
        self.rpc = city.rpc
        self._sink = sink
        self.agent = back_end("agent")
        self.manager = back_end("responsable")
        self.front_desk = back_end("accueil")
        self.states, self.mails, self.buttons, self.manager_buttons = {}, {}, {}, {}

    def run(self):
        self._arrive()
        self._take()
        self._look_from_other_desks()
        self._ask()
        self._reply()
        self._answer()
        self._close()

    def mail(self, step):
        """Return the first mail that the citizen got from a step."""
        return self.mails[step][0]

    def read_request(self, *fields):
        """Return fields of the request."""
        domain = [("id", "=", self.request_id)]
        (values,) = self.rpc.search_read("grc.request", domain, list(fields))
        return values

    @property
    def french_deadline(self):
        """The day of the first deadline, as a French letter writes it."""
        deadline = read_moment(self.states["arrived"]["date_deadline"])
        local = deadline.astimezone(ZoneInfo("Europe/Paris"))
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}"

    def _note(self, step):
        """Keep what the request is after a step, and send the mails that wait."""
        self.states[step] = self.read_request(*FOLLOWED)
        before = len(self._sink.mails)
        self.rpc.send_mails()
        sent = self._sink.mails[before:]
        self.mails[step] = [mail.message for mail in sent if CITIZEN in mail.recipients]

    def _receive(self, mail):
        self.city.receive(mail)
        entry = self.city.town_hall.get_entries()[-1]
        assert (entry["state"], entry["error"]) == ("done", False)

    def _open_form(self, who):
        who.open(f"requests/{self.request_id}")
        who.wait_for_view("form")

    def _arrive(self):
        self._receive(write_mail(REPORT))
        (made,) = self.rpc.search_read("grc.request", [], ["number", "tracking_code_display"])
        self.request_id, self.number = made["id"], made["number"]
        self.code = made["tracking_code_display"]
        self._note("arrived")

    def _take(self):
        agent = self.agent
        agent.open("department-requests")
        card = agent.page.locator(".o_kanban_record", has_text=self.number)
        expect(card).to_contain_text(SUBJECT)
        agent.screenshot("department")
        card.click()
        agent.wait_for_view("form")
        agent.press("action_take")
        agent.screenshot("request")
        self.buttons["taken"] = agent.list_buttons()
        self._note("taken")
        agent.open("my-requests")
        expect(agent.page.locator(".o_data_row", has_text=self.number)).to_be_visible()
        agent.screenshot("my-queue")

    def _look_from_other_desks(self):
        self._open_form(self.manager)
        self.manager_buttons["taken"] = self.manager.list_buttons()
        self._open_form(self.front_desk)
        self.front_desk_buttons = self.front_desk.list_buttons()
        expect(self.front_desk.page.locator(".o_form_readonly")).to_be_visible()
        self.front_desk.screenshot("request-front-desk")
        report = self.rpc.id_of("grc_citizen.action_report_receipt")
        self.receipt = read_pdf(self.front_desk.download(str(report)))

    def _ask(self):
        self._open_form(self.agent)
        self.agent.press(str(self.rpc.id_of("grc_citizen.grc_request_wait_action")))
        self.agent.write_html("question", QUESTION, MODAL)
        self.agent.screenshot("question")
        self.agent.press_in_dialog("action_confirm")
        self.buttons["asked"] = self.agent.list_buttons()
        self.agent.screenshot("request-waiting")
        self._note("asked")

    def _reply(self):
        since = read_moment(self.states["asked"]["waiting_since"])
        wait_until(lambda: datetime.now(UTC) > since + timedelta(seconds=2), "two seconds", 10)
        self._receive(write_mail(REPLY, reply_to=self.mail("asked")))
        self.resumed_before = datetime.now(UTC)
        self._note("replied")
        self._open_form(self.agent)
        expect(self.agent.page.locator(".o-mail-Chatter")).to_contain_text(REPLY)

    def _answer(self):
        self.agent.press("action_answer")
        self.agent.choose_first("template_id", MODAL)
        self.agent.write_html("body", ANSWER, MODAL)
        self.agent.screenshot("answer")
        self.agent.press_in_dialog("action_send")
        self.agent.confirm()
        self._note("answered")

    def _close(self):
        self.agent.press("action_close")
        self.agent.confirm()
        self.buttons["closed"] = self.agent.list_buttons()
        self.agent.screenshot("request-closed")
        self._note("closed")
        self._open_form(self.manager)
        self.manager_buttons["closed"] = self.manager.list_buttons()
