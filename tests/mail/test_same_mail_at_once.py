"""The same mail brought in by many at the same moment makes one request."""

from concurrent.futures import ThreadPoolExecutor

MAIL = """\
From: Jeanne Martin <jeanne@writer.example>
To: mairie@ville.example
Subject: {subject}
Message-ID: <{subject}@writer.example>

The lamp is out.
"""
BRINGERS = 8


def bring(rpc, contents):
    """Hand mails to Odoo's gateway, all at once, as as many mail servers would."""
    with ThreadPoolExecutor(len(contents)) as pool:
        return list(
            pool.map(
                lambda content: rpc.call("mail.thread", "message_process", False, content), contents
            )
        )


def test_one_mail_many_times(town_hall):
    bring(town_hall.rpc, [MAIL.format(subject="once")] * BRINGERS)
    town_hall.rpc.run_job("grc_citizen.ir_cron_inbox")
    (entry,) = town_hall.get_entries()
    assert (entry["state"], entry["outcome"]) == ("done", "request")
    assert town_hall.rpc.count("grc.request", [("name", "=", "once")]) == 1


def test_many_mails_at_once(town_hall):
    subjects = [f"lamp-{number}" for number in range(BRINGERS)]
    bring(town_hall.rpc, [MAIL.format(subject=subject) for subject in subjects])
    town_hall.rpc.run_job("grc_citizen.ir_cron_inbox")
    made = town_hall.rpc.search_read("grc.request", [("name", "like", "lamp-")], ["name", "number"])
    assert sorted(request["name"] for request in made) == subjects
    assert len({request["number"] for request in made}) == BRINGERS
