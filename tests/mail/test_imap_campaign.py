"""Real mails on a real IMAP server become requests, and not one is lost."""

import re

import pytest
from support.mail_corpus import WORD, read_html

#: Machines that the manifest, which looked at two headers, does not name: a null return path tells.
AUTOMATIC_WITHOUT_HEADERS = {
    "sisimai__rfc3834-02.eml",
    "sisimai__lhost-gmail-01.eml",
    "sisimai__lhost-qmail-01.eml",
}
OUTCOMES = {"request", "message", "auto_reply", "bounce"}


@pytest.fixture(scope="module")
def fetched(town_hall, corpus):
    """The corpus once Odoo has fetched it all and sent what it had to send."""
    town_hall.deliver(mail.content for mail in corpus)
    town_hall.fetch_all()
    town_hall.rpc.send_mails()
    return town_hall.get_entries()


@pytest.fixture(scope="module")
def pairs(corpus, fetched):
    """Each mail with its entries."""
    return [
        (mail, [entry for entry in fetched if same(entry["raw"], mail.content)]) for mail in corpus
    ]


def same(raw, other):
    return raw.replace(b"\r\n", b"\n").strip() == other.replace(b"\r\n", b"\n").strip()


def test_the_corpus_is_whole(corpus):
    assert len(corpus) == 77


def test_none_is_missing_none_is_doubled(pairs, fetched):
    assert {mail.name: len(entries) for mail, entries in pairs if len(entries) != 1} == {}
    assert len(fetched) == len(pairs)


def test_each_ends_as_exactly_one_thing(pairs):
    unclear = {
        mail.name: entry
        for mail, (entry,) in pairs
        if not (
            entry["state"] == "done"
            and entry["outcome"] in OUTCOMES
            or entry["state"] == "failed"
            and entry["error"]
            and not entry["request_id"]
        )
    }
    assert unclear == {}


def test_what_failed_failed_for_a_reason_that_people_understand(pairs):
    errors = {entry["error"] for _mail, (entry,) in pairs if entry["state"] == "failed"}
    assert all(error.startswith("Another mail with the same Message-ID") for error in errors), (
        errors
    )


def test_each_new_request_has_its_own_record(pairs, town_hall):
    made = [entry["request_id"][0] for _mail, (entry,) in pairs if entry["outcome"] == "request"]
    assert len(set(made)) == len(made)
    assert town_hall.rpc.count("grc.request", []) == len(made)


def test_machines_are_recognised_and_people_are_heard(pairs):
    wrong = {
        mail.name: entry["outcome"]
        for mail, (entry,) in pairs
        if entry["state"] == "done"
        and (mail.is_automatic or mail.name in AUTOMATIC_WITHOUT_HEADERS)
        != (entry["outcome"] in ("auto_reply", "bounce"))
    }
    assert wrong == {}


def test_no_automatic_mail_was_answered(pairs, smtp_sink):
    machines = {
        mail.sender for mail, (entry,) in pairs if entry["outcome"] in ("auto_reply", "bounce")
    }
    assert {address for address in machines if address and smtp_sink.to(address)} == set()


def test_people_were_answered(pairs, smtp_sink):
    people = {
        mail.sender
        for mail, (entry,) in pairs
        if entry["outcome"] == "request" and "bulk" not in mail.features and "@" in mail.sender
    }
    acknowledged = {address for address in people if smtp_sink.to(address)}
    assert len(acknowledged) >= len(people) - 2, people - acknowledged


def test_text_is_readable(pairs, town_hall):
    """Every word that the declared charset gives is in the request, and no sign of a wrong one."""
    made = {
        entry["request_id"][0]: mail for mail, (entry,) in pairs if entry["outcome"] == "request"
    }
    requests = town_hall.rpc.search_read(
        "grc.request", [("id", "in", list(made))], ["name", "description"]
    )
    compared, unreadable = 0, {}
    for request in requests:
        mail, words = made[request["id"]], made[request["id"]].get_words()
        text = read_html(request["description"] or "<p></p>")
        if "\ufffd" in text + request["name"] or re.search(
            r"Ã[\x80-\xbf©¨ª«´¢]", text + request["name"]
        ):
            unreadable[mail.name] = "mojibake"
        if words:
            compared += 1
            missing = words - set(WORD.findall(text))
            if missing:
                unreadable[mail.name] = sorted(missing)[:10]
    assert unreadable == {}
    assert compared > 30


def test_fetching_again_makes_nothing_new(town_hall, fetched):
    town_hall.imap.mark_all_unseen("mairie")
    town_hall.fetch_all()
    assert len(town_hall.get_entries()) == len(fetched)
