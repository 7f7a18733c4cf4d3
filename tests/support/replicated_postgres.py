"""A PostgreSQL of the tests' own, and a second one that follows it by streaming replication."""

import os
import pathlib
import secrets
import shutil
import subprocess

import psycopg2

from .ports import free_port
from .waiting import wait_until

BIN = pathlib.Path(os.environ.get("GRC_PG_BIN", "/usr/lib/postgresql/15/bin"))
#: PostgreSQL refuses to run as root: root runs it as the user that Debian made for it.
AS_OWNER = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
hot_standby = on
max_connections = 60
"""


class ReplicatedPostgres:
    """A primary and its replica, both on the loopback, stopped and forgotten at the end.

    :param pathlib.Path folder: for their files; it may be missing
    """

    user = "town"

    def __init__(self, folder):
        self.folder = folder
        self.password = secrets.token_hex(16)
        self.primary_port = free_port()
        self.replica_port = free_port()

    def __enter__(self):
        self.folder.mkdir(parents=True)
        if AS_OWNER:
            shutil.chown(self.folder, "postgres")
        secret = self.folder / "password"
        self._run("sh", "-c", f'umask 077; cat >"{secret}"', text=self.password)
        self._run(
            BIN / "initdb",
            "-D",
            self.folder / "primary",
            f"--username={self.user}",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        self._configure("primary", self.primary_port)
        self._start("primary")
        return self

    def __exit__(self, *_error):
        for name in ("replica", "primary"):
            if (self.folder / name / "postmaster.pid").exists():
                self.stop(name)

    def load(self, database):
        """Copy a database of the server that the tests use into the primary."""
        dump = subprocess.Popen(
            [BIN / "pg_dump", "--no-owner", "--no-privileges", database], stdout=subprocess.PIPE
        )
        self._client("createdb", self.primary_port, database)
        self._client("psql", self.primary_port, "-q", "-X", "-d", database, stdin=dump.stdout)
        if dump.wait():
            raise RuntimeError(f"pg_dump of {database} ended with {dump.returncode}")

    def start_replica(self):
        """Make a copy of the primary that follows it, and start it."""
        self._run(
            BIN / "pg_basebackup",
            "-D",
            self.folder / "replica",
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync",
            "--host=127.0.0.1",
            f"--port={self.primary_port}",
            f"--username={self.user}",
        )
        self._configure("replica", self.replica_port)
        self._start("replica")

    def wait_for_replica(self):
        """Wait until the replica has all that the primary has written so far."""
        (position,) = self.query(self.primary_port, "postgres", "SELECT pg_current_wal_lsn()")
        wait_until(
            lambda: self.query(
                self.replica_port, "postgres", "SELECT pg_last_wal_replay_lsn() >= %s", position
            )[0],
            "what the primary wrote",
        )

    def query(self, port, database, statement, *parameters):
        """Return the first row of what one of the two answers."""
        connection = psycopg2.connect(
            host="127.0.0.1",
            port=port,
            user=self.user,
            password=self.password,
            dbname=database,
        )
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters or None)
                return cursor.fetchone()
        finally:
            connection.close()

    def stop(self, name):
        """End one of the two at once.

        :param str name: `primary` or `replica`
        """
        self._run(BIN / "pg_ctl", "-D", self.folder / name, "-m", "immediate", "-w", "stop")

    def _configure(self, name, port):
        settings = f"{SETTINGS}port = {port}\n"
        target = self.folder / name / "postgresql.conf"
        self._run("sh", "-c", f'cat >>"{target}"', text=settings)

    def _start(self, name):
        log = self.folder / f"{name}.log"
        self._run(BIN / "pg_ctl", "-D", self.folder / name, "-l", log, "-w", "-t", "60", "start")

    def _run(self, *command, text=None):
        done = subprocess.run(
            [*AS_OWNER, *map(str, command)],
            cwd="/",
            env={**os.environ, "PGPASSWORD": self.password},
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr}")

    def _client(self, program, port, *arguments, stdin=subprocess.DEVNULL):
        subprocess.run(
            [BIN / program, *arguments],
            env={
                **os.environ,
                "PGHOST": "127.0.0.1",
                "PGPORT": str(port),
                "PGUSER": self.user,
                "PGPASSWORD": self.password,
            },
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            check=True,
        )
