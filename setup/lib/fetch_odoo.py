"""Unpack Debian's odoo-19, and the fonts and scripts that it links to, into a folder.

The mirror is the one of the machine's own apt sources. Nothing is installed over the system.
"""

import hashlib
import lzma
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

APT = pathlib.Path("/etc/apt")
# Odoo's stylesheets name the files of these releases, which later suites have dropped.
STABLE = ["fonts-font-awesome", "fonts-inconsolata"]
BESIDE_ODOO = [
    "odoo-19",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
STABLE_SUITE = "bookworm"
SUITES_WITH_ODOO = ["trixie-backports", "forky", "testing", "sid"]


def debian_mirrors():
    """Yield the addresses of Debian archives (security left out) in the machine's apt sources."""
    lines = []
    for path in [APT / "sources.list", *sorted((APT / "sources.list.d").glob("*.list"))]:
        if path.exists():
            lines += re.findall(r"^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)", path.read_text(), re.M)
    for path in sorted((APT / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", path.read_text()):
            fields = dict(re.findall(r"^(\w[\w-]*):\s*(.+)$", stanza, re.M))
            suites = fields.get("Suites", "").split()
            lines += [(uri, suites[0]) for uri in fields.get("URIs", "").split() if suites]
    for uri, suite in lines:
        if suite == STABLE_SUITE and uri.startswith(("http://", "https://")):
            yield uri.rstrip("/")


def read(address):
    with urllib.request.urlopen(address, timeout=120) as answer:
        return answer.read()


def packages(mirror, suite, wanted):
    """Return {name: fields} of the architecture-independent packages of a suite."""
    index = lzma.decompress(read(f"{mirror}/dists/{suite}/main/binary-all/Packages.xz")).decode()
    found = {}
    for stanza in index.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Filename|SHA256): (.+)$", stanza, re.M))
        if fields.get("Package") in wanted:
            found[fields["Package"]] = fields
    return found


def unpack(mirror, fields, root):
    data = read(f"{mirror}/{urllib.parse.quote(fields['Filename'])}")
    if hashlib.sha256(data).hexdigest() != fields["SHA256"]:
        raise ValueError(f"{fields['Package']}: the file is not the one that the index describes")
    with tempfile.NamedTemporaryFile(suffix=".deb") as archive:
        archive.write(data)
        archive.flush()
        subprocess.run(["dpkg-deb", "-x", archive.name, root], check=True)
    print(f"unpacked {fields['Filename']}", flush=True)


def fetch(mirror, root):
    """Unpack everything from one mirror; return whether it had it all."""
    stable = packages(mirror, STABLE_SUITE, STABLE)
    for suite in SUITES_WITH_ODOO:
        try:
            beside = packages(mirror, suite, BESIDE_ODOO)
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            continue
        if len(beside) == len(BESIDE_ODOO) and len(stable) == len(STABLE):
            for fields in [*beside.values(), *stable.values()]:
                unpack(mirror, fields, root)
            return True
    return False


def dangling_links(root):
    return [
        path for path in (root / "usr/lib").rglob("*") if path.is_symlink() and not path.exists()
    ]


def main():
    root = pathlib.Path(sys.argv[1])
    root.mkdir(parents=True, exist_ok=True)
    for mirror in dict.fromkeys(debian_mirrors()):
        try:
            if not fetch(mirror, root):
                continue
        except (OSError, ValueError) as error:
            print(f"this mirror cannot be used: {error}", file=sys.stderr)
            continue
        if dangling := dangling_links(root):
            sys.exit(f"links to nothing: {', '.join(map(str, dangling))}")
        return
    sys.exit("no Debian mirror of this machine has odoo-19")


if __name__ == "__main__":
    main()
