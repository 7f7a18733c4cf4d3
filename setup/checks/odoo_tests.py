"""Odoo's own test runner on our addons: each alone, then the suite together."""

import re
import socket

import translations
from project import ODOO, ROOT, VENV_BIN, foreign_dependencies, run

RESULT = re.compile(r"odoo\.tests\.result: (\d+) failed, (\d+) error\(s\) of (\d+) tests")
SKIPPED = re.compile(r"^\S+ \S+ \d+ INFO \S+ odoo\.addons\.\S+: skipped .*", re.M)
CHECKLOG = ROOT / "setup/checks/checklog.cfg"


def check_alone(report, databases, addons, tags=None):
    """Install each addon with what it depends on in a database of its own, and test it there."""
    for addon in addons:
        template = databases.template(foreign_dependencies(addon))
        database = databases.copy(addon, template)
        wanted = tags or f"/{addon}"
        arguments = ["-i", addon, f"--test-tags={wanted}"]
        ran = tests(report, databases, f"{addon} alone", database, *arguments)
        if ran and not tags:
            translations.check(report, databases, addon, database)


def install_suite(report, databases, addons):
    """Install the suite; return its database, which can be copied, or None if it failed."""
    modules = set().union(*map(foreign_dependencies, addons))
    suite = databases.copy("suite", databases.template(modules))
    if not installs(report, databases, "suite installs", suite, "-i", ",".join(addons)):
        return None
    databases.attachments_into_database(suite)
    return suite


def check_together(report, databases, addons, suite):
    """Upgrade the installed suite with all its tests, and uninstall it."""
    database = databases.copy("upgrade", suite)
    tags = ",".join(f"/{addon}" for addon in addons)
    arguments = ["-u", ",".join(addons), f"--test-tags={tags}"]
    tests(report, databases, "suite upgraded", database, *arguments)
    lint_tags = "--test-tags=/test_lint:TestIndex,/test_lint:TestNaming"
    tests(report, databases, "Odoo's test_lint", database, "-i", "test_lint", lint_tags)
    check_uninstall(report, databases, addons, suite)


def check_uninstall(report, databases, addons, suite):
    """Uninstall the addons, the last first, and see that they leave no table and no record."""
    database = databases.copy("uninstall", suite)
    for addon in reversed(addons):
        passed, output = run([ODOO, "module", "uninstall", "-d", database, addon])
        report.check(f"{addon}: uninstalls", passed and " ERROR " not in output, output)
    query = (
        "SELECT 'table ' || relname FROM pg_class"
        " WHERE relkind IN ('r', 'v') AND relname LIKE 'grc%'"
        " UNION ALL SELECT 'record ' || module || '.' || name FROM ir_model_data"
        " WHERE module LIKE 'grc%'"
    )
    passed, output = run(["psql", "-X", "-At", "-d", database, "-c", query])
    report.check("nothing is left after uninstalling", passed and not output.strip(), output)


def check_demo(report, databases, addons):
    """Install the suite with demo data, as setup/demo does."""
    database = databases.empty("demo")
    arguments = ["-i", ",".join(addons), "--with-demo", "--load-language", "fr_FR"]
    installs(report, databases, "demo data", database, *arguments)


def installs(report, databases, name, database, *arguments):
    """Run Odoo once without tests; return whether that went well."""
    label = name.replace(" ", "-")
    passed, log = databases.odoo(label, database, "--no-http", *arguments)
    report.check(name, passed, tail(log))
    check_log(report, name, log)
    return passed


def tests(report, databases, name, database, *arguments):
    """Run Odoo's tests once and count them as Odoo does; return whether there were any."""
    label = re.sub(r"\W+", "-", name)
    port = f"--http-port={free_port()}"
    _passed, log = databases.odoo(label, database, port, *arguments)
    text = log.read_text(errors="replace")
    found = RESULT.findall(text)
    failures, errors, run_count = map(int, found[-1]) if found else (0, 0, 0)
    failed = failures + errors
    skipped = len(SKIPPED.findall(text))
    detail = tail(log) if failed else ""
    if not run_count:
        failed, detail = 1, "no test was run\n" + tail(log)
    report.count(name, max(run_count - failed - skipped, 0), failed, skipped, detail)
    check_log(report, name, log)
    return bool(run_count)


def check_log(report, name, log):
    """See that Odoo has logged no warning and no error but those of its own that are known."""
    command = [VENV_BIN / "checklog-odoo", "-c", CHECKLOG, "--no-echo", log]
    passed, output = run(command, TERM="dumb")
    report.check(f"{name}: log", passed, output.partition("errors that caused failure")[2])


def tail(log):
    """Return the part of a log that says why: its errors with their tracebacks, or its end."""
    records = re.split(r"^(?=\d{4}-\d\d-\d\d \d\d:)", log.read_text(errors="replace"), flags=re.M)
    errors = [record for record in records if re.match(r"\S+ \S+ \d+ (ERROR|CRITICAL) ", record)]
    return f"{log.relative_to(ROOT)}\n" + "".join(errors or records[-15:])


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
