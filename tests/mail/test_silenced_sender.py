"""What a silenced sender mails is kept aside, whole, until it is released."""

from datetime import date, timedelta

MAIL = """\
Delivered-To: mairie@ville.example
From: {sender}
To: mairie@ville.example
Subject: {subject}
Message-ID: <{subject}@writer.example>

The lamp is out.
"""


def write_mail(subject, sender="Jeanne <Jeanne@Writer.example>"):
    return MAIL.format(subject=subject, sender=sender).encode()


def test_kept_aside_then_released(town_hall, smtp_sink):
    rpc = town_hall.rpc
    silence = rpc.create(
        "grc.silence",
        email="jeanne@writer.example",
        reason="Forty mails a day",
        date_to=str(date.today() + timedelta(days=30)),
    )
    town_hall.deliver([write_mail("silenced"), write_mail("heard", "Paul <paul@writer.example>")])
    town_hall.fetch_all()
    assert town_hall.count_unread() == 0
    rpc.run_job("grc_citizen.ir_cron_inbox")
    entries = {entry["subject"]: entry for entry in town_hall.get_entries()}
    assert entries["heard"]["state"] == "done"
    aside = entries["silenced"]
    assert (aside["state"], aside["request_id"]) == ("aside", False)
    assert aside["raw"].replace(b"\r\n", b"\n").strip() == write_mail("silenced").strip()
    assert rpc.count("grc.request", []) == 1
    rpc.send_mails()
    assert smtp_sink.to("jeanne@writer.example") == []
    assert rpc.search_read("grc.silence", [("id", "=", silence)], ["kept_count"])[0]["kept_count"]

    rpc.call("grc.inbox.message", "action_release", [aside["id"]])
    (released,) = (entry for entry in town_hall.get_entries() if entry["id"] == aside["id"])
    assert (released["state"], released["outcome"]) == ("done", "request")
    rpc.send_mails()
    assert len(smtp_sink.to("jeanne@writer.example")) == 1

    rpc.call("grc.silence", "action_end", [silence])
    town_hall.deliver([write_mail("after")])
    town_hall.fetch_all()
    assert rpc.count("grc.request", [("name", "=", "after")]) == 1
