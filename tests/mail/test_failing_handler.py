"""A mail whose handling fails waits in the inbox; stock Odoo marks it as read and forgets it."""

import pytest

MAIL = """\
Delivered-To: {to}
From: Jeanne Martin <jeanne@writer.example>
To: {to}
Subject: {subject}
Message-ID: <{subject}@writer.example>

The lamp is out.
"""


@pytest.fixture
def failing_type(database, town_hall):
    """A type of request that the database refuses, as a broken customisation would."""
    type_id = town_hall.rpc.create(
        "grc.request.type", name="Lighting", code="lighting", department_id=town_hall.department_id
    )
    town_hall.rpc.call(
        "grc.department",
        "write",
        [town_hall.department_id],
        {"alias_defaults": repr({"department_id": town_hall.department_id, "type_id": type_id})},
    )
    database.execute("ALTER TABLE grc_request ADD CONSTRAINT broken CHECK (type_id <> %s)", type_id)
    return type_id


def test_it_waits_and_retry_works(failing_type, database, town_hall, smtp_sink):
    content = MAIL.format(to="mairie@ville.example", subject="lamp")
    town_hall.deliver([content.encode()])
    town_hall.fetch_all()

    (entry,) = town_hall.get_entries()
    assert entry["state"] == "failed"
    assert "La base de données a refusé" in entry["error"]
    assert b"The lamp is out." in entry["raw"]
    assert town_hall.count_unread() == 0, "the mail server would not give it again"
    assert town_hall.rpc.count("grc.request", []) == 0
    town_hall.rpc.send_mails()
    assert smtp_sink.mails == [], "the citizen is not told of a failure that is ours"

    town_hall.rpc.call("grc.inbox.message", "action_retry", [entry["id"]])
    assert town_hall.get_entries()[0]["state"] == "failed", "the cause is still there"

    database.execute("ALTER TABLE grc_request DROP CONSTRAINT broken")
    town_hall.rpc.call("grc.inbox.message", "action_retry", [entry["id"]])
    (entry,) = town_hall.get_entries()
    assert (entry["state"], entry["outcome"]) == ("done", "request")
    (request,) = town_hall.rpc.search_read("grc.request", [], ["name", "type_id"])
    assert request["name"] == "lamp"
    assert request["type_id"][0] == failing_type
    town_hall.rpc.send_mails()
    assert len(smtp_sink.to("jeanne@writer.example")) == 1


def test_what_the_inbox_cannot_keep_stays_unread_on_its_server(database, town_hall):
    before = len(town_hall.get_entries())
    database.execute("ALTER TABLE grc_inbox_message ADD CONSTRAINT no_more CHECK (false) NOT VALID")
    content = MAIL.format(to="mairie@ville.example", subject="stays")
    town_hall.deliver([content.encode()])
    town_hall.fetch()
    assert town_hall.count_unread() == 1
    assert len(town_hall.get_entries()) == before

    database.execute("ALTER TABLE grc_inbox_message DROP CONSTRAINT no_more")
    town_hall.fetch()
    assert town_hall.count_unread() == 0
    assert town_hall.rpc.count("grc.request", [("name", "=", "stays")]) == 1
