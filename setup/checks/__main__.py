"""Run the checks of the project; see setup/test."""

import argparse
import pathlib
import signal
import sys

import lint
import odoo_tests
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
    with report.phase("each addon alone"):
        odoo_tests.check_alone(report, databases, names)
    with report.phase("the suite together"):
        suite = odoo_tests.check_together(report, databases, names)
    with report.phase("demo data"):
        odoo_tests.check_demo(report, databases, names)
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


def main():
    # Asked to stop, still drop the databases of the run.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
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
