"""A scanner mails letters: by SMTP to the town's mail server, from there by IMAP to Odoo."""

import base64
import smtplib
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import pytest
from support.odoo_server import RpcError
from support.papers import make_pdf

SCANNER = "copieur@ville.example"
ADDRESS = "courrier@ville.example"


@pytest.fixture(scope="module")
def letters_address(town_hall):
    """The town's address of scanned letters."""
    rpc = town_hall.rpc
    settings = rpc.create("res.config.settings", grc_scan_alias_name="courrier")
    rpc.call("res.config.settings", "execute", [settings])
    return ADDRESS


def write_mail(files, sender=SCANNER):
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, ADDRESS
    mail["Subject"], mail["Date"] = "Scan from KM C250i", formatdate()
    mail["Message-ID"] = make_msgid(domain="copieur.ville.example")
    mail.set_content("This E-mail was sent from a scanner.")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return mail


def send(mail, smtp_sink, town_hall):
    """Send a mail as the scanner does; the server delivers it, and Odoo fetches it."""
    before = len(smtp_sink.mails)
    with smtplib.SMTP("127.0.0.1", smtp_sink.port, timeout=30) as smtp:
        smtp.send_message(mail)
    (received,) = smtp_sink.mails[before:]
    town_hall.deliver([received.message.as_bytes()])
    town_hall.fetch_all()
    town_hall.rpc.send_mails()
    assert len(smtp_sink.mails) == before + 1, "nobody is answered"
    return town_hall.get_entries()[-1]


def read_letters(rpc):
    fields = ["name", "state", "page_count", "attachment_id", "date_arrival", "source"]
    return rpc.search_read("grc.scan", [], fields, order="id")


def test_each_pdf_becomes_a_letter_to_record(letters_address, town_hall, smtp_sink):
    files = [("SKM_1.pdf", make_pdf("Lettre un", 2)), ("SKM_2.pdf", make_pdf("Lettre deux"))]
    entry = send(write_mail(files), smtp_sink, town_hall)
    assert (entry["state"], entry["outcome"], entry["error"]) == ("done", "scan", False)
    letters = read_letters(town_hall.rpc)
    assert [(letter["name"], letter["page_count"]) for letter in letters] == [
        ("SKM_1.pdf", 2),
        ("SKM_2.pdf", 1),
    ]
    for letter, (_name, content) in zip(letters, files, strict=True):
        (file,) = town_hall.rpc.search_read(
            "ir.attachment", [("id", "=", letter["attachment_id"][0])], ["datas"]
        )
        assert base64.b64decode(file["datas"]) == content
    town_hall.imap.mark_all_unseen("mairie")
    town_hall.fetch_all()
    assert len(read_letters(town_hall.rpc)) == 2, "fetched again, not doubled"


def test_its_clock_starts_when_it_arrived(letters_address, town_hall, smtp_sink):
    send(write_mail([("clock.pdf", make_pdf("Horloge"))]), smtp_sink, town_hall)
    rpc = town_hall.rpc
    letter = read_letters(rpc)[-1]
    rpc.call(
        "grc.scan",
        "write",
        [letter["id"]],
        {"subject": "Lampadaire", "date_arrival": "2026-03-02 08:00:00"},
    )
    rpc.call("grc.scan", "action_record", [letter["id"]])
    (made,) = rpc.search_read("grc.request", [("name", "=", "Lampadaire")], ["date_received"])
    assert made["date_received"] == "2026-03-02 08:00:00"


def test_a_mail_without_letter_is_kept_with_the_reason(letters_address, town_hall, smtp_sink):
    before = read_letters(town_hall.rpc)
    entry = send(write_mail([]), smtp_sink, town_hall)
    assert entry["state"] == "failed"
    assert "PDF" in entry["error"]
    assert read_letters(town_hall.rpc) == before


def test_a_stranger_brings_no_letter_in(letters_address, town_hall, smtp_sink):
    before = read_letters(town_hall.rpc)
    mail = write_mail([("x.pdf", make_pdf("Intrus"))], sender="eve@writer.example")
    entry = send(mail, smtp_sink, town_hall)
    assert entry["state"] == "failed"
    assert "eve@writer.example" in entry["error"]
    assert read_letters(town_hall.rpc) == before


def test_recorded_by_many_at_once_it_makes_one_request(letters_address, town_hall, smtp_sink):
    send(write_mail([("race.pdf", make_pdf("Course"))]), smtp_sink, town_hall)
    rpc = town_hall.rpc
    letter_id = read_letters(rpc)[-1]["id"]
    rpc.call("grc.scan", "write", [letter_id], {"subject": "Course"})

    def record(_number):
        try:
            return rpc.call("grc.scan", "action_record", [letter_id])["tag"]
        except RpcError as error:
            return error.name

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(record, range(6)))
    assert answers.count("display_notification") == 1, answers
    assert answers.count("odoo.exceptions.UserError") == 5, answers
    assert rpc.count("grc.request", [("name", "=", "Course")]) == 1
