"""One request, from the citizen's mail to the closing of its answer, in a real browser."""

from datetime import timedelta

import pytest
from journey import ANSWER, CITIZEN, QUESTION, REPLY, SUBJECT, Journey, read_moment, read_text
from support.city import DELAY_HOURS, DEPARTMENT_ADDRESS, DOMAIN
from support.odoo_server import RpcError

#: Buttons that act on a request, beyond reading and printing.
ACTIONS = {
    "action_take",
    "action_resume",
    "action_answer",
    "action_close",
    "action_refuse",
    "action_reopen",
    "action_split",
    "action_mark_duplicate",
}
ENGLISH = (
    "Dear ",
    "Your request",
    "We received",
    "Tracking code",
    "Department in charge",
    "answer by",
)


@pytest.fixture(scope="module")
def journey(city, smtp_sink, back_end):
    """The journey, once it is over."""
    made = Journey(city, smtp_sink, back_end)
    made.run()
    return made


def test_it_comes_by_mail_to_the_department(journey, city):
    arrived = journey.states["arrived"]
    assert arrived["state"] == "new"
    assert arrived["department_id"][0] == city.department_id
    assert arrived["name"] == SUBJECT
    received, deadline = map(read_moment, (arrived["date_received"], arrived["date_deadline"]))
    assert abs(deadline - received - timedelta(hours=DELAY_HOURS)) <= timedelta(seconds=1)


def test_the_agent_takes_it(journey, city):
    taken = journey.states["taken"]
    assert (taken["state"], taken["user_id"][0]) == ("progress", city.users["agent"])
    assert taken["date_deadline"] == journey.states["arrived"]["date_deadline"]


def test_it_waits_with_its_clock_stopped(journey):
    asked = journey.states["asked"]
    assert (asked["state"], asked["deadline_state"]) == ("waiting", "paused")
    assert asked["waiting_since"]
    assert journey.buttons["asked"] >= {"action_resume", "action_close", "action_refuse"}
    assert not journey.buttons["asked"] & {"action_take", "action_reopen"}


def test_it_resumes_with_its_deadline_moved_by_the_time_it_waited(journey):
    before, after = journey.states["asked"], journey.states["replied"]
    assert (after["state"], after["deadline_state"]) == ("progress", "on_time")
    assert not after["waiting_since"]
    moved = read_moment(after["date_deadline"]) - read_moment(before["date_deadline"])
    waited = timedelta(hours=after["waiting_working_hours"])
    assert waited >= timedelta(seconds=1)
    assert abs(moved - waited) <= timedelta(seconds=1)
    resumed = read_moment(before["waiting_since"]) + waited
    assert resumed <= journey.resumed_before


def test_the_reply_is_in_the_conversation_and_not_a_second_request(journey, city):
    assert city.rpc.count("grc.request", []) == 1
    replies = city.rpc.search_read(
        "mail.message",
        [("model", "=", "grc.request"), ("message_type", "=", "email"), ("body", "ilike", REPLY)],
        ["res_id", "author_id"],
    )
    assert [reply["res_id"] for reply in replies] == [journey.request_id]
    assert replies[0]["author_id"][1] == "Jeanne Martin"


def test_it_ends_answered_and_closed_in_time(journey, city):
    closed = journey.states["closed"]
    assert (closed["state"], closed["deadline_state"]) == ("done", "met")
    assert closed["date_first_answer"] <= closed["date_closed"]
    (answer,) = city.rpc.search_read("grc.request.answer", [], ["state", "sent_by_id"])
    assert (answer["state"], answer["sent_by_id"][0]) == ("sent", city.users["agent"])


def test_the_citizen_received_each_thing_once(journey):
    assert {step: len(mails) for step, mails in journey.mails.items()} == {
        "arrived": 1,
        "taken": 1,
        "asked": 1,
        "replied": 0,
        "answered": 1,
        "closed": 1,
    }


def test_the_acknowledgement_says_all_that_the_law_asks(journey):
    text = read_text(journey.mail("arrived"))
    assert journey.number in text and journey.number in journey.mail("arrived")["Subject"]
    assert journey.code in text
    assert journey.french_deadline in text
    assert "Voirie" in text
    assert DEPARTMENT_ADDRESS in text
    assert "+33 1 99 00 00 00" in text


def test_the_question_and_the_answer_are_those_of_the_agent(journey):
    assert QUESTION in read_text(journey.mail("asked"))
    assert ANSWER in read_text(journey.mail("answered"))
    assert QUESTION not in read_text(journey.mail("answered"))


def test_the_citizen_received_it_all_in_french(journey):
    for step, expected in {
        "arrived": ("bien reçu", "Code de suivi", "Service chargé"),
        "taken": ("Votre demande", "prise en charge"),
        "asked": ("Votre demande",),
        "answered": ("Votre demande",),
        "closed": ("Votre demande", "close"),
    }.items():
        mail = journey.mail(step)
        text = f"{mail['Subject']}\n{read_text(mail)}"
        assert [words for words in expected if words.lower() not in text.lower()] == [], text
        assert [words for words in ENGLISH if words in text] == [], text
        assert 'lang="fr-FR"' in mail.get_body(("html",)).get_content()


def test_headers_say_which_mails_a_machine_wrote(journey):
    steps = [step for step, mails in journey.mails.items() if mails]
    automatic = {step: journey.mail(step)["Auto-Submitted"] for step in steps}
    assert automatic == {
        "arrived": "auto-replied",
        "taken": "auto-generated",
        "asked": None,
        "answered": None,
        "closed": "auto-generated",
    }
    for step in steps:
        mail = journey.mail(step)
        assert DEPARTMENT_ADDRESS in mail["Reply-To"]
        assert CITIZEN in mail["To"]


def test_no_mail_goes_to_the_town_itself(journey, smtp_sink):
    recipients = {address for mail in smtp_sink.mails for address in mail.recipients}
    assert {address for address in recipients if address.endswith(DOMAIN)} == set()
    assert recipients == {CITIZEN, "responsable@agents.example", "agent@agents.example"}


def test_the_manager_may_do_what_a_state_allows(journey):
    assert journey.manager_buttons["taken"] & ACTIONS == {
        "action_take",
        "action_answer",
        "action_close",
        "action_refuse",
        "action_split",
        "action_mark_duplicate",
    }
    assert journey.manager_buttons["closed"] & ACTIONS == {"action_answer", "action_reopen"}


def test_the_front_desk_reads_and_prints_only(journey, city, odoo_server):
    assert journey.front_desk_buttons & ACTIONS == set()
    assert journey.number in journey.receipt
    assert journey.code in journey.receipt
    desk = odoo_server.client("accueil", "accueil")
    for action in ("action_take", "action_close", "action_reopen"):
        with pytest.raises(RpcError) as refused:
            desk.call("grc.request", action, [journey.request_id])
        assert refused.value.name == "odoo.exceptions.AccessError"
    assert journey.read_request("state") == {"id": journey.request_id, "state": "done"}


def test_nobody_saw_an_error(journey):
    for who in (journey.agent, journey.manager, journey.front_desk):
        who.check()
