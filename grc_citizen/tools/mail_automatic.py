"""Telling mails that machines wrote from those that people wrote.

Sources of the rules: RFC 3834 (automatic responses), RFC 3464 and 3462 (delivery reports),
RFC 5965 (abuse reports), RFC 8098 (read receipts), RFC 2369 and 2919 (lists), and the headers that
Exchange, Sisimai's corpus and common autoresponders really send.
"""

import re

from .mail_source import decode_words, one_line

BOUNCE = "bounce"
COMPLAINT = "complaint"
REPLY = "reply"
BULK = "bulk"

RESPONDER_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-AutoReply-From",
    "X-Mail-Autoreply",
    "X-Auto-Reply",
)
LIST_HEADERS = ("List-Id", "List-Unsubscribe", "List-Post", "X-Auto-Response-Suppress")
DAEMON = re.compile(r"(?:^|[<\s\"])(?:mailer-daemon|mail-daemon)(?:@|\b)", re.IGNORECASE)
POSTMASTER = re.compile(r"(?:^|[<\s\"])postmaster@", re.IGNORECASE)
BOUNCE_SUBJECT = re.compile(
    r"^(?:undeliver(?:able|ed)|returned mail|mail delivery (?:failed|failure)"
    r"|delivery (?:failure|status)|failure notice|mail system error|non[ -]remis"
    r"|échec de (?:la )?remise|message non (?:remis|distribué))",
    re.IGNORECASE,
)
REPLY_SUBJECT = re.compile(
    r"^(?:automatic reply|auto(?:matic)?[ -]?repl(?:y|ied)|auto[ -]?respons|auto:"
    r"|out of (?:the )?office|away (?:until|from)|on (?:vacation|leave) (?:until|from)"
    r"|vacation (?:reply|message)|réponse automatique|réponse d'absence|message d'absence"
    r"|notification d'absence|absence du bureau|absente? (?:du bureau|jusqu'au)"
    r"|accusé de lecture|read:|lu[ \xa0]?:)",
    re.IGNORECASE,
)


def header(message, name):
    """Return the first value of a header, decoded and on one line, "" when there is none."""
    try:
        value = str(message.get(name) or "")
    except Exception:  # the standard library's header parser raises many kinds of errors
        return ""
    return one_line(decode_words(value), limit=2000)


def automatic_kind(message):
    """Say whether a machine wrote a mail.

    :param email.message.Message message: the parsed mail
    :return: `BOUNCE` (a delivery report), `COMPLAINT` (an abuse report), `REPLY` (an automatic
        reply or notice, not to be answered), `BULK` (a list or mass mail, written by somebody but
        not to be answered by a machine), or None for a mail to be treated as a person's
    """
    report = _report_kind(message)
    if report:
        return report
    sender, subject = header(message, "From"), header(message, "Subject")
    nobody = _has_null_path(message)
    if DAEMON.search(sender):
        return BOUNCE
    if (nobody or POSTMASTER.search(sender)) and BOUNCE_SUBJECT.match(subject):
        return BOUNCE
    submitted = header(message, "Auto-Submitted").lower()
    precedence = header(message, "Precedence").lower()
    if (
        nobody
        or (submitted and not submitted.startswith("no"))
        or precedence in {"auto_reply", "auto-reply"}
        or header(message, "Preference").lower() == "auto_reply"
        or any(header(message, name) for name in RESPONDER_HEADERS)
        or REPLY_SUBJECT.match(subject.replace("’", "'"))
    ):
        return REPLY
    if precedence in {"bulk", "list", "junk"} or any(
        header(message, name) for name in LIST_HEADERS
    ):
        return BULK
    return None


def is_final_failure(message):
    """Say whether a delivery report tells of a failure for good, not of a delay or a success.

    RFC 3464 §2.3.3: the Action of a recipient is failed, delayed, delivered, relayed or expanded.
    A report without any Action is taken as a failure.
    """
    actions = [value.lower() for value in _report_fields(message, "Action")]
    return not actions or any(action.startswith("fail") for action in actions)


def failure_reason(message):
    """Return what the remote server said in a delivery report, on one line, "" for nothing."""
    for name in ("Diagnostic-Code", "Status"):
        for value in _report_fields(message, name):
            return one_line(value.split(";", 1)[-1], limit=300)
    return ""


def _report_kind(message):
    if message.get_content_type() != "multipart/report":
        return None
    kind = str(message.get_param("report-type") or "").lower()
    if kind == "feedback-report":
        return COMPLAINT
    if kind == "disposition-notification":
        return REPLY
    return BOUNCE


def _has_null_path(message):
    try:
        value = message.get("Return-Path")
    except Exception:  # the standard library's header parser raises many kinds of errors
        return False
    return value is not None and str(value).strip() == "<>"


def _report_fields(message, name):
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            value = header(block, name)
            if value:
                yield value
