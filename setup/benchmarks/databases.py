"""The databases of the benchmarks: made once, kept from run to run, dropped with --clean."""

import hashlib
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tools import config

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "grc_bench_"


def configure():
    """Prepare Odoo in this process, quietly."""
    config.parse_config(["--log-level=error", "--no-http", "--max-cron-threads=0"])
    server.load_server_wide_modules()


def _execute(statement, *parameters):
    connection = psycopg2.connect(**sql_db.connection_info_for("postgres")[1])
    connection.autocommit = True
    try:
        with connection.cursor() as cr:
            cr.execute(statement, parameters)
            return cr.fetchall() if cr.description else None
    finally:
        connection.close()


def existing():
    rows = _execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", PREFIX)
    return [name for (name,) in rows]


def _note(name):
    """Return what the comment of a database says it was made from."""
    rows = _execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", name
    )
    return rows[0][0] if rows else None


def _set_note(name, note):
    _execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(note))
    )


def drop(name):
    if sql_db._Pool:
        sql_db.close_db(name)
    if name in Registry.registries:
        Registry.delete(name)
    _execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def copy(source, name):
    drop(name)
    sql_db.close_db(source)
    _execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(source)
        )
    )


def digest(*paths):
    """Return a digest of files and folders of Python and XML."""
    value = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.suffix in (".py", ".xml", ".csv") and "tests" not in file.parts:
                value.update(file.read_bytes())
    return value.hexdigest()[:16]


def _odoo(name, *arguments):
    command = [sys.executable, "-m", "odoo", "-d", name, "--stop-after-init", "--no-http"]
    done = subprocess.run(
        [*command, "--log-level=error", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"setup/bench: Odoo failed on {name}:\n{done.stderr[-3000:]}")


@contextmanager
def environment(name, user_id=SUPERUSER_ID, context=None):
    """Give an environment of a database in a transaction of its own, committed at the end."""
    with Registry(name).cursor() as cr:
        env = api.Environment(cr, user_id, context or {})
        yield env
        env.flush_all()


def install(name, addons):
    """Install addons in a database."""
    if addons:
        _odoo(name, "-i", ",".join(addons))


def _code(side):
    return digest(*(ROOT / addon for addon in side.own_addons))


def _source(side):
    return Path(sys.modules[side.__module__].__file__)


def installed(side):
    """Return the name of the side's database without requests, made or brought up to date.

    :param side: :class:`ours.Ours` or :class:`peer.Peer`
    """
    name = PREFIX + side.name
    return _ready(name, side, digest(_source(side)), lambda: _install(name, side))


def _install(name, side):
    drop(name)
    print(f"  installing {side.addon} in {name} …", flush=True)
    _odoo(name, "-i", side.addon)
    with environment(name) as env:
        side.organise(env)


def loaded(side, count, load):
    """Return the name of the side's database with ``count`` requests, loaded if need be.

    :param callable load: what fills an environment
    """
    name = f"{PREFIX}{side.name}_{count}"
    data = digest(Path(__file__).with_name("bulk.py"), _source(side))
    return _ready(name, side, data, lambda: _load(name, side, count, load))


def _load(name, side, count, load):
    copy(installed(side), name)
    print(f"  loading {count:,} into {name} …", flush=True)
    with environment(name) as env:
        load(side, env, count)
    with sql_db.db_connect(name).cursor() as cr:
        cr._cnx.autocommit = True
        cr._obj.execute("VACUUM ANALYZE")
        cr._cnx.autocommit = False
    sql_db.close_db(name)


def _ready(name, side, data, make):
    """Make a database, or only upgrade the addon when nothing but its code changed since."""
    code = _code(side)
    known = (_note(name) or "").split()
    if known[:1] != [data]:
        make()
    elif known[1:] != [code]:
        print(f"  upgrading {side.addon} in {name} …", flush=True)
        _odoo(name, "-u", side.addon)
    _set_note(name, f"{data} {code}")
    return name
