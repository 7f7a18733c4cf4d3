"""One server for all tests of the citizen's pages, and Chromium in front of it."""

import os
import pathlib
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from support.database import Database
from support.odoo_server import Models, OdooServer
from support.portal_town import PortalTown
from support.smtp_sink import SmtpSink
from support.visitor import Visitor

#: Lines of the server's log that tell of a mistake.
MISTAKES = (" ERROR ", " CRITICAL ", "Traceback (most recent call last)", " WARNING ")
#: What the tests themselves do, by Odoo's outgoing interface.
QUIET = "--log-handler=odoo.addons.rpc.controllers.jsonrpc:ERROR"


@dataclass
class Portal:
    """A running server with the suite and a town: mail goes to `sink`, jobs run on demand."""

    server: OdooServer
    database: Database
    sink: SmtpSink
    rpc: Models
    city: PortalTown

    @property
    def url(self):
        return self.server.url

    def read_mistakes(self):
        """Return the lines of the server's log that tell of a mistake."""
        lines = self.server.read_log().splitlines()
        return [line for line in lines if any(mistake in line for mistake in MISTAKES)]


@pytest.fixture(scope="session")
def portal():
    """A town's server, one for the whole session: tests record requests of their own in it."""
    with ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="grc-", ignore_cleanup_errors=True)
        )
        database = stack.enter_context(Database(os.environ["GRC_TEMPLATE"]))
        sink = stack.enter_context(SmtpSink())
        server = stack.enter_context(
            OdooServer(database.name, pathlib.Path(folder) / "odoo", sink.port, [QUIET])
        )
        rpc = server.client("admin", "admin")
        yield Portal(server, database, sink, rpc, PortalTown(rpc))


@pytest.fixture
def visit(chromium, portal):
    """A function that gives a :class:`Visitor` with a browser of their own."""
    visitors = []

    def open_browser(**how):
        visitors.append(Visitor(chromium, portal.url, **how))
        return visitors[-1]

    yield open_browser
    for visitor in visitors:
        visitor.close()
    assert [problem for one in visitors for problem in one.watch.problems] == []
