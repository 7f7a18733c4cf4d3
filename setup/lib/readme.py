"""Write each addon's README.rst and static/description/index.html from its readme/ fragments.

With --check nothing is written, and the exit code says whether they are current.
"""

import ast
import pathlib
import sys

from docutils.core import publish_parts

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECTIONS = [
    (None, "DESCRIPTION"),
    ("Configuration", "CONFIGURE"),
    ("Usage", "USAGE"),
    ("Public routes", "ROUTES"),
    ("Known limits", "ROADMAP"),
    ("Changelog", "HISTORY"),
]
LICENCE = "Licence AGPL-3. Made by the {author}."


def underlined(title, mark):
    return f"{title}\n{mark * len(title)}\n"


def readme(addon):
    """Return the README of an addon as reStructuredText."""
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
    parts = [underlined(manifest["name"], "="), f"{manifest['summary']}.\n"]
    for title, fragment in SECTIONS:
        path = addon / "readme" / f"{fragment}.rst"
        if not path.exists():
            continue
        if title:
            parts.append(underlined(title, "-"))
        parts.append(path.read_text().strip() + "\n")
    parts.append(underlined("Licence", "-"))
    parts.append(LICENCE.format(author=manifest["author"]) + "\n")
    return "\n".join(parts)


def description(text):
    """Return the page that Odoo's list of applications shows, from the README."""
    settings = {"initial_header_level": 2, "halt_level": 2, "report_level": 5}
    body = publish_parts(text, writer_name="html5", settings_overrides=settings)["html_body"]
    return f'<section class="container">\n{body}</section>\n'


def main():
    check = "--check" in sys.argv[1:]
    stale = []
    for manifest in sorted(ROOT.glob("*/__manifest__.py")):
        addon = manifest.parent
        text = readme(addon)
        pages = {"README.rst": text, "static/description/index.html": description(text)}
        for name, content in pages.items():
            path = addon / name
            if path.exists() and path.read_text() == content:
                continue
            stale.append(str(path.relative_to(ROOT)))
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content)
    if stale:
        print(("not current, run setup/readme: " if check else "written: ") + ", ".join(stale))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
