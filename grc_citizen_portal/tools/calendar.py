"""Events for people's calendars: RFC 5545."""

from datetime import timedelta

LINE_OCTETS = 75


def make_day_event(uid, day, summary, description, stamp):
    """Return a calendar file of one event that lasts a day and takes no time.

    :param str uid: the same for the same event, everywhere and always (RFC 5545, 3.8.4.7)
    :param date day: of the event
    :param str summary: plain
    :param str description: plain
    :param datetime stamp: when it was written, in UTC
    :rtype: bytes
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//GRC Citizen//Requests//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escape(summary)}",
        f"DESCRIPTION:{_escape(description)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold(line)}\r\n" for line in lines).encode()


def _escape(text):
    """RFC 5545, 3.3.11."""
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return "\\n".join(text.splitlines())


def _fold(line):
    """Break a line into lines of 75 octets, never inside a character: RFC 5545, 3.1."""
    folded, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE_OCTETS:
            folded, size = f"{folded}\r\n ", 1
        folded, size = folded + character, size + octets
    return folded
