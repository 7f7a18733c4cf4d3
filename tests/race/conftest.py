"""Two people of a small town, on the same request at the same moment."""

import threading
from contextlib import contextmanager

import psycopg2
import pytest
from psycopg2 import sql
from support.city import City
from support.odoo_server import RpcError
from support.waiting import wait_until

BLOCKED = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = %s AND wait_event_type = 'Lock' AND pid != pg_backend_pid()
"""


class Race:
    """Calls that reach the same row together: each has read before any has written.

    :param Database database: of the server
    """

    def __init__(self, database):
        self.database = database

    @contextmanager
    def _hold(self, table, record_id):
        connection = psycopg2.connect(dbname=self.database.name)
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    sql.SQL("SELECT id FROM {} WHERE id = %s FOR UPDATE").format(
                        sql.Identifier(table)
                    ),
                    (record_id,),
                )
            yield
        finally:
            connection.rollback()
            connection.close()

    def run(self, table, record_id, *calls):
        """Hold a row until every call waits for it, then let them go.

        :param calls: functions without argument
        :return: for each call what it gave, or the :class:`RpcError` that it met
        """
        results = [None] * len(calls)

        def run_one(position, call):
            try:
                results[position] = call()
            except RpcError as error:
                results[position] = error

        threads = [
            threading.Thread(target=run_one, args=item, daemon=True) for item in enumerate(calls)
        ]
        with self._hold(table, record_id):
            for thread in threads:
                thread.start()
            wait_until(
                lambda: self.database.execute(BLOCKED, self.database.name)[0][0] >= len(calls),
                "calls that wait for the row",
            )
        for thread in threads:
            thread.join(120)
            assert not thread.is_alive()
        return results


@pytest.fixture(scope="module")
def race(database):
    return Race(database)


@pytest.fixture(scope="module")
def city(rpc, imap_server):
    return City(rpc, imap_server)


@pytest.fixture(scope="module")
def agents(city, odoo_server):
    """The models as two people of one department see them."""
    return [odoo_server.client(login, login) for login in ("agent", "responsable")]
