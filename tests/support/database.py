"""Databases of the tests, copied from a template."""

import os
from uuid import uuid4

import psycopg2
from psycopg2 import sql


class Database:
    """A copy of a template database, dropped at the end.

    :param str template: name of the database to copy
    """

    def __init__(self, template):
        self.name = f"grc_test_{os.getpid()}_{uuid4().hex[:8]}"
        self._template = template

    def __enter__(self):
        self._administer("CREATE DATABASE {} TEMPLATE {}", self.name, self._template)
        return self

    def __exit__(self, *_error):
        # WITH (FORCE) needs the right to stop autovacuum; without it PostgreSQL does so itself.
        self.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user AND pid != pg_backend_pid()",
            self.name,
        )
        self._administer("DROP DATABASE IF EXISTS {}", self.name)

    def execute(self, statement, *parameters):
        """Run one SQL statement in its own transaction; return its rows, if it has any."""
        with psycopg2.connect(dbname=self.name) as connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    @staticmethod
    def _administer(statement, *names):
        connection = psycopg2.connect(dbname="postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
        finally:
            connection.close()
