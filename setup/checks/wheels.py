"""Each addon as a wheel, built with whool and installed in an environment without this folder."""

import hashlib
import shutil
import sys
import zipfile

from project import LOCAL, PYTHON, ROOT, files, own_dependencies, run

CLEAN = LOCAL / "venv-clean"
WHEELS = LOCAL / "wheels"
NOT_SHIPPED = ("pyproject.toml",)

# Run in the clean environment: every requirement of our wheels is there at a version that fits,
# and Odoo finds each addon where pip has put it.
INSPECT = """
import importlib.metadata as metadata, pathlib, re, site, sys
import odoo.release
from packaging.requirements import Requirement
from odoo.modules.module import Manifest, initialize_sys_path
initialize_sys_path()
problems = []
for addon in sys.argv[1:]:
    wheel = metadata.distribution("odoo-addon-" + addon)
    for line in wheel.requires or []:
        need = Requirement(line)
        version = odoo.release.version if need.name == "odoo" else None
        try:
            version = version or metadata.version(need.name)
        except metadata.PackageNotFoundError:
            problems.append(f"{addon}: {need} is not installed")
            continue
        if not need.specifier.contains(version, prereleases=True):
            problems.append(f"{addon}: {need} is asked for, {version} is installed")
    found = Manifest.for_addon(addon)
    if not found or not found.path.startswith(tuple(site.getsitepackages())):
        problems.append(f"{addon}: Odoo does not find it in the environment")
    __import__("odoo.addons." + addon)
sys.exit("\\n".join(problems) or 0)
"""


def check(report, addons):
    """Build and install the wheels of addons and of ours that they stand on."""
    shutil.rmtree(WHEELS, ignore_errors=True)
    built = []
    for addon in sorted(set(addons).union(*map(own_dependencies, addons))):
        passed, output = build(ROOT / addon)
        missing = missing_files(addon) if passed else []
        detail = output if not passed else f"not in the wheel: {', '.join(missing)}"
        if report.check(f"{addon}: wheel", passed and not missing, detail):
            built.append(addon)
    report.check("wheels in a clean environment", *install(built))


def check_metapackage(report, addons):
    """Build the wheel that pulls in the suite, and see that it names every addon."""
    passed, output = build(ROOT / "setup/_metapackage")
    if passed:
        with zipfile.ZipFile(next(WHEELS.glob("odoo_addons_*.whl"))) as wheel:
            name = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
            metadata = wheel.read(name).decode()
        left_out = [
            addon for addon in addons if f"Requires-Dist: odoo-addon-{addon}==" not in metadata
        ]
        passed, output = not left_out, f"not named: {', '.join(left_out)}"
    report.check("metapackage", passed, output)


def build(folder):
    command = [PYTHON, "-m", "build", "--wheel", "--no-isolation", "--outdir", WHEELS, folder]
    done = run(command, WHOOL_POST_VERSION_STRATEGY_OVERRIDE="none")
    shutil.rmtree(folder / "build", ignore_errors=True)
    return done


def missing_files(addon):
    """Return the files of an addon that its wheel lacks."""
    with zipfile.ZipFile(next(WHEELS.glob(f"odoo_addon_{addon}-*.whl"))) as wheel:
        shipped = set(wheel.namelist())
    wanted = [name for name in files(addon, committed=True) if not name.endswith(NOT_SHIPPED)]
    return [name for name in wanted if f"odoo/addons/{name}" not in shipped]


def install(addons):
    python = clean_environment()
    site_packages = next(CLEAN.glob("lib/python3.*/site-packages"))
    for old in site_packages.glob("odoo_addon_grc_*"):
        shutil.rmtree(old)
    for old in (site_packages / "odoo/addons").glob("grc_*"):
        shutil.rmtree(old)
    wheels = [next(WHEELS.glob(f"odoo_addon_{addon}-*.whl")) for addon in addons]
    passed, output = run([python, "-m", "pip", "install", "-q", "--no-deps", *wheels])
    if passed:
        passed, output = run([python, "-c", INSPECT, *addons], cwd="/", ODOO_RC="/dev/null")
    return passed, output


def clean_environment():
    """Make, or find, an environment with Odoo and what our addons declare, and nothing of ours."""
    setup = ROOT / "setup"
    lists = [setup / f"requirements{kind}.txt" for kind in ("-odoo", "-oca", "")]
    key = hashlib.sha256(b"".join(path.read_bytes() for path in lists)).hexdigest()
    stamp = CLEAN / "stamp"
    python = CLEAN / "bin/python"
    if stamp.exists() and stamp.read_text() == key:
        return python
    shutil.rmtree(CLEAN, ignore_errors=True)
    steps = [
        [sys.executable, "-m", "venv", CLEAN],
        [python, "-m", "pip", "install", "-q", "--prefer-binary", "-r", lists[0], "-r", lists[2]],
        [python, "-m", "pip", "install", "-q", "--pre", "--no-deps", "packaging", "-r", lists[1]],
    ]
    for step in steps:
        passed, output = run(step)
        if not passed:
            raise RuntimeError(f"the clean environment could not be made:\n{output}")
    pth = next(CLEAN.glob("lib/python3.*/site-packages")) / "odoo-tree.pth"
    shutil.copy(LOCAL / "odoo.path", pth)
    stamp.write_text(key)
    return python
