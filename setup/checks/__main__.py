"""Run the checks of the project; see setup/test."""

import argparse
import contextlib
import pathlib
import signal
import sys
import threading

import lint
import odoo_tests
import psutil
import top_level
import wheels
from databases import Databases
from project import ROOT, addons
from report import Report


def arguments():
    parser = argparse.ArgumentParser(prog="setup/test", description="Test the project.")
    parser.add_argument(
        "what",
        nargs="*",
        help="addons (grc_citizen), test files of an addon (grc_citizen/tests/test_x.py) or"
        " top-level ones (tests/test_x.py); everything when left out",
    )
    parser.add_argument("--long", action="store_true", help="run the long campaigns in whole")
    return parser.parse_args()


def sorted_out(what):
    """Return (addons, test files of addons, top-level test files) that the arguments name."""
    whole, parts, top = [], [], []
    for argument in what:
        path = pathlib.Path(argument).resolve()
        if not path.exists() or not path.is_relative_to(ROOT):
            sys.exit(f"setup/test: there is no {argument} in the project")
        path = path.relative_to(ROOT)
        if str(path) in addons():
            whole.append(str(path))
        elif path.parts[0] in addons() and path.parts[1:2] == ("tests",) and path.suffix == ".py":
            parts.append(path)
        elif path.parts[0] == "tests":
            top.append(str(path))
        else:
            sys.exit(f"setup/test: {argument} is no addon and no test file")
    return whole, parts, top


def check_everything(report, databases, long):
    names = addons()
    with report.phase("linters"):
        lint.check(report, names, whole=True)
        top_level.check_collected(report)
    with report.phase("wheels"):
        wheels.check(report, names)
        wheels.check_metapackage(report, names)
    with report.phase("installation"):
        suite = odoo_tests.install_suite(report, databases, names)
    side_by_side(
        lambda: check_across(report, suite, long),
        lambda: check_within(report, databases, names, suite),
    )


def side_by_side(*tasks):
    """Run tasks at once: each is idle while it waits for a browser, a server or PostgreSQL.

    :raises Exception: what the first task that failed has raised
    """
    errors = []

    def run(task):
        try:
            task()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=[task], daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def check_within(report, databases, names, suite):
    with report.phase("each addon alone"):
        odoo_tests.check_alone(report, databases, names)
    if suite:
        with report.phase("the suite together"):
            odoo_tests.check_together(report, databases, names, suite)
    with report.phase("demo data"):
        odoo_tests.check_demo(report, databases, names)


def check_across(report, suite, long):
    with report.phase("tests across addons and processes"):
        top_level.check(report, ["tests"], suite, long)


def check_some(report, databases, whole, parts, top, long):
    if whole:
        with report.phase("linters"):
            lint.check(report, whole, whole=False)
        with report.phase("wheels"):
            wheels.check(report, whole)
        with report.phase("Odoo's tests"):
            odoo_tests.check_alone(report, databases, whole)
    for path in parts:
        with report.phase(str(path)):
            odoo_tests.check_alone(report, databases, [path.parts[0]], tags=f"/{path}")
    if top:
        with report.phase("tests across addons and processes"):
            suite = odoo_tests.install_suite(report, databases, addons())
            top_level.check(report, top, suite, long)


def stop(*_signal):
    """Asked to stop: end what was started, and still drop the databases of the run."""
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.terminate()
    sys.exit("stopped")


def main():
    signal.signal(signal.SIGTERM, stop)
    options = arguments()
    report = Report()
    selected = sorted_out(options.what)
    databases = Databases()
    try:
        if options.what:
            check_some(report, databases, *selected, options.long)
        else:
            check_everything(report, databases, options.long)
    finally:
        databases.close()
    return report.summary()


if __name__ == "__main__":
    sys.exit(main())
