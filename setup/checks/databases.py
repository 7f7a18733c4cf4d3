"""Test databases: copied from templates that hold all that is not ours.

A template is kept from run to run, under a name made of what it holds; its attachments are in the
database, so that a copy needs no files. The databases of a run go when it ends.
"""

import hashlib
import os
import re
import shutil
import subprocess

import psycopg2
from project import LOCAL, LOGS, ODOO, ROOT, addons, foreign_dependencies
from psycopg2 import sql

PREFIX = "grc_test"
ATTACHMENTS_INTO_DATABASE = """
parameters = env["ir.config_parameter"]
parameters.set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
parameters.search([("key", "=", "ir_attachment.location")]).unlink()
env.cr.commit()
"""


class Databases:
    """The databases and files of one run."""

    def __init__(self):
        self.data = LOCAL / f"test-data/{os.getpid()}"
        self.data.mkdir(parents=True)
        LOGS.mkdir(parents=True, exist_ok=True)
        self._configure()
        self.made = []
        self.connection = psycopg2.connect(dbname="postgres")
        self.connection.autocommit = True
        if os.environ.get("GRC_PGDATA"):
            self._drop_what_died()

    def _drop_what_died(self):
        """Drop what runs that were killed have left in the project's own cluster."""
        for name in self._names(f"{PREFIX}_%"):
            run = re.match(rf"{PREFIX}_(\d+)_", name)
            if run and not os.path.exists(f"/proc/{run[1]}"):
                self._drop(name)
        for folder in self.data.parent.iterdir():
            if not os.path.exists(f"/proc/{folder.name}"):
                shutil.rmtree(folder, ignore_errors=True)

    def _configure(self):
        """Give Odoo, in whatever this run starts, a configuration with files of its own."""
        text = (LOCAL / "odoo.conf").read_text()
        text = re.sub(r"^data_dir = .*$", f"data_dir = {self.data}", text, flags=re.M)
        configuration = self.data / "odoo.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(text)
        os.environ["ODOO_RC"] = str(configuration)

    def close(self):
        """Drop what this run has made."""
        for name in self.made:
            self._drop(name)
        wanted = {template_name(foreign_dependencies(addon)) for addon in addons()}
        wanted.add(template_name(set().union(*map(foreign_dependencies, addons()))))
        for name in self._names(f"{PREFIX}_tpl_%"):
            if name not in wanted:
                self._do("DROP DATABASE IF EXISTS {}", name)
        self.connection.close()
        shutil.rmtree(self.data, ignore_errors=True)

    def copy(self, label, template):
        """Make a database for this run from a template; return its name."""
        name = f"{PREFIX}_{os.getpid()}_{label}"
        self.made.append(name)
        self._drop(name)
        self._do("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def empty(self, label):
        """Return the name for a database of this run that Odoo is to create."""
        name = f"{PREFIX}_{os.getpid()}_{label}"
        self.made.append(name)
        return name

    def template(self, modules):
        """Return the template with these modules of others and French; make it if need be."""
        name = template_name(modules)
        if name in self._names(f"{PREFIX}_tpl_%"):
            return name
        print(f"       making a template with {', '.join(sorted(modules))}", flush=True)
        smaller = self._largest_template_within(modules)
        building = self.copy("building", smaller) if smaller else self.empty("building")
        arguments = ["-i", ",".join(modules), *([] if smaller else ["--load-language", "fr_FR"])]
        passed, log = self.odoo("template", building, "--no-http", *arguments)
        if not passed:
            raise RuntimeError(f"the template could not be made, see {log}")
        self.attachments_into_database(building)
        self._do("ALTER DATABASE {} RENAME TO {}", building, name)
        return name

    def _largest_template_within(self, modules):
        """Return the template, of those there are, that lacks the least of these modules."""
        made = self._names(f"{PREFIX}_tpl_%")
        sets = sorted((foreign_dependencies(addon) for addon in addons()), key=len, reverse=True)
        fitting = (template_name(other) for other in sets if other < modules)
        return next((name for name in fitting if name in made), None)

    def attachments_into_database(self, database):
        subprocess.run(
            [ODOO, "shell", "-d", database, "--no-http"],
            input=ATTACHMENTS_INTO_DATABASE,
            text=True,
            check=True,
            capture_output=True,
        )

    def odoo(self, label, database, *arguments):
        """Run Odoo on a database until it stops; return (went well, path of its log)."""
        log = LOGS / f"{label}.log"
        command = [ODOO, "-d", database, "--stop-after-init", f"--screenshots={LOGS}", *arguments]
        with log.open("wb") as output:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        return done.returncode == 0, log

    def _names(self, pattern):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])
            return {name for (name,) in cursor.fetchall()}

    def _drop(self, name):
        """Drop a database with who is connected to it.

        `WITH (FORCE)` would need the right to stop autovacuum, which PostgreSQL stops by itself.
        """
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user",
                [name],
            )
        self._do("DROP DATABASE IF EXISTS {}", name)

    def _do(self, statement, *names):
        with self.connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def template_name(modules):
    """Return the name of the template with these modules, of this Odoo and these OCA addons."""
    release = (LOCAL / "odoo.path").read_text().strip() + "/odoo/release.py"
    key = " ".join(sorted(modules)) + release + str(os.stat(release).st_mtime)
    key += (ROOT / "setup/requirements-oca.txt").read_text()
    return f"{PREFIX}_tpl_{hashlib.sha256(key.encode()).hexdigest()[:12]}"
