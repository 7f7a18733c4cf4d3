"""Odoo is killed at random moments while it fetches mails: all of them become requests, once."""

import random
import threading
from http.client import HTTPException

import pytest
from support.odoo_server import OdooServer

SEED = 20260301
KILLS = 6
KILLS_LONG = 60
#: Lines of Odoo's log, one a statement, between the start of fetching and the kill.
LINES = (1, 1500)


@pytest.fixture(scope="module")
def odoo_server(database, smtp_sink, work_folder):
    """Odoo telling each of its SQL statements, which gives the moments to kill it at."""
    arguments = ["--log-handler=odoo.sql_db:DEBUG"]
    with OdooServer(database.name, work_folder / "odoo", smtp_sink.port, arguments) as server:
        yield server


class KillAfter:
    """Kills a server when its log has grown by a number of lines."""

    def __init__(self, server, lines):
        self._server = server
        self._left = lines
        self.done = threading.Event()

    def __call__(self, _line):
        self._left -= 1
        if self._left == 0:
            self._server.kill_now()
            self.done.set()


def fetch_until_killed(server, town_hall, lines):
    """Fetch while the server is to be killed; return whether it was."""
    killer = KillAfter(server, lines)
    server.on_line = killer
    try:
        town_hall.fetch()
    except (OSError, HTTPException):
        pass  # the server died under the call, which is what this test is about
    server.on_line = None
    return killer.done.is_set()


def test_all_of_them_once(odoo_server, town_hall, corpus, long_run):
    dice = random.Random(SEED)
    town_hall.deliver(mail.content for mail in corpus)
    killed = 0
    for _kill in range(KILLS_LONG if long_run else KILLS):
        if fetch_until_killed(odoo_server, town_hall, dice.randint(*LINES)):
            killed += 1
            odoo_server.kill()
            odoo_server.start()
        if not town_hall.count_unread():
            town_hall.imap.mark_all_unseen("mairie")
    town_hall.fetch_all()
    town_hall.rpc.run_job("grc_citizen.ir_cron_inbox")

    entries = town_hall.get_entries()
    assert killed >= (KILLS_LONG if long_run else KILLS) // 2
    assert len({entry["external_id"] for entry in entries}) == len(entries) == len(corpus)
    kept = {entry["raw"].replace(b"\r\n", b"\n").strip() for entry in entries}
    assert kept == {mail.content.replace(b"\r\n", b"\n").strip() for mail in corpus}
    assert {entry["state"] for entry in entries} <= {"done", "failed"}
    made = [entry["request_id"][0] for entry in entries if entry["outcome"] == "request"]
    assert len(set(made)) == len(made)
    assert town_hall.rpc.count("grc.request", []) == len(made)
    messages = town_hall.rpc.search_read(
        "mail.message",
        [("model", "=", "grc.request"), ("message_type", "=", "email")],
        ["message_id"],
    )
    assert len({message["message_id"] for message in messages}) == len(messages) == len(made)
