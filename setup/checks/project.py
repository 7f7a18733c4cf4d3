"""Where things are, what the addons declare, and how to run a command."""

import ast
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
VENV_BIN = LOCAL / "venv/bin"
PYTHON = VENV_BIN / "python"
ODOO = ROOT / "setup/odoo"
LOGS = LOCAL / "log/test"


def addons():
    """Return the names of our addons, each after those that it depends on."""
    names = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))
    return sorted(names, key=lambda name: (len(own_dependencies(name)), name))


def manifest(addon):
    return ast.literal_eval((ROOT / addon / "__manifest__.py").read_text())


def own_dependencies(addon):
    """Return our addons that an addon stands on, directly or not."""
    found = set()
    for name in manifest(addon)["depends"]:
        if (ROOT / name / "__manifest__.py").exists():
            found |= {name} | own_dependencies(name)
    return found


def foreign_dependencies(addon):
    """Return the modules of others that an addon, and ours below it, ask for."""
    ours = own_dependencies(addon)
    asked = set()
    for name in {addon} | ours:
        asked |= set(manifest(name)["depends"])
    return asked - ours


def files(*patterns, committed=False):
    """Return the project's files of these patterns; ``committed``: only those that git knows."""
    kinds = ["--cached"] if committed else ["--cached", "--others", "--exclude-standard"]
    command = ["git", "ls-files", "-z", *kinds, "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).exists()})


def run(command, cwd=ROOT, **environment):
    """Run a command; return (whether it went well, what it printed)."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return done.returncode == 0, done.stdout
