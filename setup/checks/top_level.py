"""The tests that cross addons and processes, run with pytest."""

import os
import subprocess
import xml.etree.ElementTree as ElementTree

from project import LOGS, ODOO, PYTHON, ROOT, run

#: Each file has its own servers and database: they wait for each other less than for the disk.
SIDE_BY_SIDE = ["--numprocesses=2", "--dist=loadfile"]
#: Odoo's own tests beside them, which are one process, are not to be kept waiting.
WHEN_IDLE = ["nice", "-n", "5"]


def check(report, files, template, long):
    """Run top-level test files on copies of a template, or fail at once where there is none.

    The tests find in their environment: GRC_ROOT, GRC_PYTHON (interpreter), GRC_ODOO (Odoo's
    command line), GRC_TEMPLATE (a database with the suite installed, to copy), and PGHOST, PGPORT,
    PGUSER and PGPASSWORD.
    """
    if not template:
        report.check("top-level tests", False, "not run: the suite could not be installed")
        return
    environment = {
        **os.environ,
        "GRC_ROOT": str(ROOT),
        "GRC_PYTHON": str(PYTHON),
        "GRC_ODOO": str(ODOO),
        "GRC_TEMPLATE": template,
    }
    results = LOGS / "top-level.xml"
    results.unlink(missing_ok=True)
    command = [
        *WHEN_IDLE,
        PYTHON,
        "-m",
        "pytest",
        "-rs",
        f"--junitxml={results}",
        *SIDE_BY_SIDE,
        *files,
    ]
    command += ["--long"] if long else []
    ended = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    if not results.exists():
        report.check("top-level tests", False, f"pytest ended with {ended.returncode}, no results")
        return
    total = failed = skipped = 0
    for suite in ElementTree.parse(results).iter("testsuite"):
        total += int(suite.get("tests"))
        failed += int(suite.get("failures")) + int(suite.get("errors"))
        skipped += int(suite.get("skipped"))
    if ended.returncode and not failed:
        failed = 1
        print(f"       pytest ended with {ended.returncode}")
    report.count("top-level tests", max(total - failed - skipped, 0), failed, skipped)


def check_collected(report):
    """See that pytest collects something from each top-level test file."""
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py"))
    _passed, output = run([PYTHON, "-m", "pytest", "--collect-only", "-q", "tests"])
    forgotten = [name for name in files if f"{name}::" not in output]
    detail = f"nothing collected from {', '.join(forgotten)}\n{output}"
    report.check("tests/: every test file is collected", not forgotten, detail)
