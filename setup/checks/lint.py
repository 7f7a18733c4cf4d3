"""The linters, each counted as one check for all that it is given."""

import ast
import re

from project import LOCAL, PYTHON, ROOT, VENV_BIN, files, run

NODE_BIN = LOCAL / "node/node_modules/.bin"
PRETTIER = [
    NODE_BIN / "prettier",
    f"--plugin={LOCAL / 'node/node_modules/@prettier/plugin-xml/src/plugin.js'}",
    "--check",
    "--log-level=warn",
]
# A model with several subjects is split over files, one subject each.
ONE_SUBJECT_A_FILE = ["--disable=consider-merging-classes-inherited"]
# That check empties what reads the same in French, which then counts as not translated.
SAME_IN_FRENCH = ["--disable=po-pretty-format"]
PRETTY = r"\.(xml|js|mjs|scss|css|json|md|yml)$"


def check(report, addons, whole):
    """Lint addons; with ``whole`` also what stands beside them."""
    places = [*addons, *(["setup", "tests"] if whole else [])]
    python = files(*(f"{place}/*.py" for place in places))
    names = files(*([] if whole else addons))
    pretty = [name for name in names if re.search(PRETTY, name)]
    scripts = [name for name in names if re.search(r"\.m?js$", name)]
    shell = [name for name in names if (ROOT / name).read_bytes()[:19] == b"#!/usr/bin/env bash"]
    translations = [name for name in names if re.search(r"\.pot?$", name)]
    checks = {
        "ruff check": [VENV_BIN / "ruff", "check", *python],
        "ruff format": [VENV_BIN / "ruff", "format", "--check", *python],
        "pylint-odoo": [VENV_BIN / "pylint", *ONE_SUBJECT_A_FILE, *addons],
        "oca-checks-odoo-module": [VENV_BIN / "oca-checks-odoo-module", *addons],
        "oca-checks-po": [VENV_BIN / "oca-checks-po", *SAME_IN_FRENCH, *translations],
        "prettier": [*PRETTIER, *pretty],
        "eslint": [NODE_BIN / "eslint", *scripts],
        "shellcheck": ["shellcheck", "--external-sources", *shell],
        "README and description current": [PYTHON, ROOT / "setup/lib/readme.py", "--check"],
    }
    given = {
        "oca-checks-po": translations,
        "prettier": pretty,
        "eslint": scripts,
        "shellcheck": shell,
    }
    for name, command in checks.items():
        if given.get(name, True):
            report.check(name, *run(command))
    for addon in addons:
        forgotten = uncollected(ROOT / addon / "tests")
        report.check(f"{addon}: every test file is collected", not forgotten, ", ".join(forgotten))


def uncollected(folder):
    """Return the test files of an addon that its tests/__init__.py does not import."""
    tree = ast.parse((folder / "__init__.py").read_text())
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }
    return sorted(path.name for path in folder.glob("test_*.py") if path.stem not in imported)
