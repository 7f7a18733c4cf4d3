"""The template of each addon is what Odoo would export now, and French has all of it."""

import polib
from project import ROOT, run


def check(report, databases, addon, database):
    """Compare i18n/<addon>.pot with a fresh export, and fr.po with it."""
    fresh = databases.data / f"{addon}.pot"
    arguments = ["-d", database, "-l", "pot", "-o", fresh, addon]
    passed, output = run([ROOT / "setup/odoo", "i18n", "export", *arguments])
    if not passed or not fresh.exists():
        report.check(f"{addon}: translations exported", False, output)
        return
    folder = ROOT / addon / "i18n"
    expected = messages(fresh)
    template = messages(folder / f"{addon}.pot")
    report.check(f"{addon}: .pot current", expected == template, difference(expected, template))
    french = messages(folder / "fr.po", translated=True)
    report.check(f"{addon}: French complete", french == expected, difference(expected, french))
    passed, output = run(["msgfmt", "--check", "--output-file=/dev/null", folder / "fr.po"])
    report.check(f"{addon}: French well formed", passed, output)


def messages(path, translated=False):
    """Return the messages of a file; with ``translated`` only those that are, without doubt."""
    if not path.exists():
        return set()
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    return {entry.msgid for entry in entries if not translated or entry.translated()}


def difference(expected, found):
    lines = [f"missing: {text!r}" for text in sorted(expected - found)]
    lines += [f"too much: {text!r}" for text in sorted(found - expected)]
    return "\n".join([f"{len(lines)} differences; setup/i18n updates the files", *lines[:20]])
