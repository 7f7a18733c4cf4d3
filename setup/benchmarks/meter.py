"""How long the process and its PostgreSQL backends were busy, and how many queries they ran.

Busy time is CPU time, which neighbours on the machine disturb less than wall time. Linux counts
that of another process in nanoseconds in /proc/<pid>/schedstat: nothing has to be run in batches.
"""

import gc
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

from odoo import sql_db


@dataclass
class Figures:
    """Busy milliseconds of the whole and of PostgreSQL alone, wall milliseconds, queries."""

    busy: list = field(default_factory=list)
    sql: list = field(default_factory=list)
    wall: list = field(default_factory=list)
    queries: list = field(default_factory=list)

    @property
    def median(self):
        return statistics.median(self.busy)

    @property
    def minimum(self):
        return min(self.busy)

    @property
    def query_count(self):
        return int(statistics.median(self.queries))


def _backends():
    """Return the busy seconds so far of each PostgreSQL backend this process is connected to."""
    busy = {}
    for connection in sql_db._Pool._connections:
        if not connection.closed:
            pid = connection.get_backend_pid()
            busy[pid] = int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return busy


def check():
    """Say why nothing can be measured here, if so."""
    try:
        _backends()
    except OSError as error:
        raise SystemExit(
            f"setup/bench: the busy time of PostgreSQL cannot be read ({error}). "
            "It must run on this machine, under Linux."
        ) from None


class _QueryCounter:
    """Counts the queries of every cursor while it is active, those opened inside included."""

    def __enter__(self):
        self.count = 0
        self._execute = execute = sql_db.Cursor.execute
        counter = self

        def counting(cursor, *args, **kwargs):
            counter.count += 1
            return execute(cursor, *args, **kwargs)

        sql_db.Cursor.execute = counting
        return self

    def __exit__(self, *_error):
        sql_db.Cursor.execute = self._execute


def record(figures, run):
    """Run a callable once and add what it took to the figures; return what it returned."""
    gc.collect()
    gc.disable()
    try:
        with _QueryCounter() as queries:
            before = _backends()
            wall, cpu = time.perf_counter(), time.process_time()
            result = run()
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            after = _backends()
    finally:
        gc.enable()
    sql = sum(busy - before.get(pid, 0) for pid, busy in after.items())
    figures.busy.append((cpu + sql) * 1000)
    figures.sql.append(sql * 1000)
    figures.wall.append(wall * 1000)
    figures.queries.append(queries.count)
    return result


def alternate(runs, times, warm_up=2):
    """Run callables in turn, so that what disturbs one disturbs the others too.

    :param dict runs: callable by name
    :param int times: how often each is measured
    :param int warm_up: runs before, not measured
    :return: dict of :class:`Figures` by name
    """
    figures = {name: Figures() for name in runs}
    for turn in range(times + warm_up):
        for name, run in runs.items():
            record(figures[name] if turn >= warm_up else Figures(), run)
    return figures
