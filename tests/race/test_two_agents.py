"""Two agents take, answer, close and change the same request in real concurrent transactions."""

import pytest
from support.odoo_server import RpcError

REQUEST, ANSWER = "grc.request", "grc.request.answer"
NAMES = ["Amina Agent", "René Responsable"]
TOLD = "odoo.exceptions.UserError"


@pytest.fixture
def request_id(city, rpc):
    """A new request of a citizen who has an address."""
    return rpc.create(
        REQUEST,
        name="Trou rue du Port",
        type_id=city.type_id,
        contact_name="Jeanne Martin",
        email_from="jeanne@writer.example",
    )


def read(rpc, request_id, *names):
    [found] = rpc.search_read(REQUEST, [("id", "=", request_id)], list(names))
    return found


def tell_apart(results):
    """Return the position of who won and the message that the other was told."""
    told = [position for position, one in enumerate(results) if isinstance(one, RpcError)]
    assert len(told) == 1, results
    [second] = told
    assert results[second].name == TOLD
    return 1 - second, str(results[second])


def count_mails(rpc, request_id, text):
    return rpc.count(
        "mail.mail",
        [("model", "=", REQUEST), ("res_id", "=", request_id), ("subject", "ilike", text)],
    )


def test_taken_once(race, agents, rpc, request_id, odoo_server):
    results = race.run(
        "grc_request",
        request_id,
        *(lambda agent=agent: agent.call(REQUEST, "action_take", [request_id]) for agent in agents),
    )
    first, message = tell_apart(results)
    taken = read(rpc, request_id, "user_id", "state")
    assert (taken["user_id"][0], taken["state"]) == (agents[first].uid, "progress")
    assert NAMES[first] in message
    assert "SERIALIZATION_FAILURE" in odoo_server.read_log(), "their transactions crossed"
    second = agents[1 - first]
    second.call(REQUEST, "action_take", [request_id], context={"grc_take_over": True})
    assert read(rpc, request_id, "user_id")["user_id"][0] == second.uid


def test_closed_once(race, agents, rpc, request_id):
    results = race.run(
        "grc_request",
        request_id,
        *(
            lambda agent=agent: agent.call(REQUEST, "action_close", [request_id])
            for agent in agents
        ),
    )
    first, message = tell_apart(results)
    assert read(rpc, request_id, "state")["state"] == "done"
    assert NAMES[first] in message
    [stage_changes] = [
        rpc.count(
            "mail.tracking.value",
            [
                ("field_id.name", "=", "stage_id"),
                ("mail_message_id.model", "=", REQUEST),
                ("mail_message_id.res_id", "=", request_id),
            ],
        )
    ]
    assert stage_changes == 1


def test_an_answer_leaves_once(race, agents, rpc, request_id):
    answer_id = agents[0].create(
        ANSWER, request_id=request_id, subject="Notre réponse", body="<p>C'est fait.</p>"
    )
    results = race.run(
        "grc_request_answer",
        answer_id,
        *(lambda agent=agent: agent.call(ANSWER, "action_send", [answer_id]) for agent in agents),
    )
    tell_apart(results)
    assert count_mails(rpc, request_id, "Notre réponse") == 1


def test_two_answers_to_one_question(agents, rpc, request_id):
    """Both wrote one; the second to press is told of the first, which they have not seen."""
    answers = [
        agent.create(ANSWER, request_id=request_id, subject=f"Réponse {name}", body="<p>Oui.</p>")
        for agent, name in zip(agents, NAMES, strict=True)
    ]
    seen = {"grc_seen_sent": 0}
    agents[0].call(ANSWER, "action_send", [answers[0]], context=seen)
    with pytest.raises(RpcError, match=NAMES[0]):
        agents[1].call(ANSWER, "action_send", [answers[1]], context=seen)
    assert count_mails(rpc, request_id, "Réponse") == 1
    agents[1].call(ANSWER, "action_send", [answers[1]], context={"grc_seen_sent": 1})
    assert count_mails(rpc, request_id, "Réponse") == 2


def test_one_closes_while_the_other_refuses(race, agents, rpc, request_id):
    [reason_id] = rpc.call("grc.refusal.reason", "search", [], limit=1)
    refused = rpc.id_of("grc_citizen.grc_request_stage_refused")
    values = {"stage_id": refused, "refusal_reason_id": reason_id}
    results = race.run(
        "grc_request",
        request_id,
        lambda: agents[0].call(REQUEST, "action_close", [request_id]),
        lambda: agents[1].call(REQUEST, "write", [request_id], values),
    )
    first, _message = tell_apart(results)
    assert read(rpc, request_id, "state")["state"] == ("done", "refused")[first]


def test_what_the_form_showed_is_compared(race, agents, rpc, request_id):
    """Both give the request an agent from a form that showed none."""
    results = race.run(
        "grc_request",
        request_id,
        *(
            lambda agent=agent: agent.call(
                REQUEST,
                "web_save",
                [request_id],
                {"user_id": agent.uid, "grc_seen": {"user_id": False}},
                {"user_id": {}},
            )
            for agent in agents
        ),
    )
    first, message = tell_apart(results)
    assert read(rpc, request_id, "user_id")["user_id"][0] == agents[first].uid
    assert NAMES[first] in message


def test_a_button_of_an_old_page(agents, rpc, request_id):
    new = rpc.id_of("grc_citizen.grc_request_stage_new")
    agents[0].call(REQUEST, "action_wait_for_citizen", [request_id])
    with pytest.raises(RpcError, match=NAMES[0]):
        agents[1].call(
            REQUEST, "action_close", [request_id], context={"grc_seen": [request_id, new]}
        )
    assert read(rpc, request_id, "state")["state"] == "waiting"


def test_different_fields_are_both_kept(race, agents, rpc, request_id):
    results = race.run(
        "grc_request",
        request_id,
        lambda: agents[0].call(REQUEST, "write", [request_id], {"name": "Trou profond"}),
        lambda: agents[1].call(REQUEST, "write", [request_id], {"priority": "2"}),
    )
    assert results == [True, True]
    kept = read(rpc, request_id, "name", "priority")
    assert (kept["name"], kept["priority"]) == ("Trou profond", "2")
