"""Fixtures of the tests that cross processes: real servers on the loopback, a database a module.

`setup/test` says in the environment where things are: GRC_ODOO (Odoo's command line), GRC_TEMPLATE
(a database with the suite installed) and PostgreSQL's PGHOST, PGPORT, PGUSER, PGPASSWORD.
"""

import os
import pathlib
import tempfile

import pytest
from playwright.sync_api import sync_playwright
from support.chromium import launch
from support.database import Database
from support.dovecot import Dovecot
from support.odoo_server import OdooServer
from support.smtp_sink import SmtpSink

SHARED_DATA = pathlib.Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the long campaigns in whole")


@pytest.fixture(scope="session")
def long_run(request):
    """Whether the long campaigns are wanted in whole."""
    return request.config.getoption("--long")


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data beside the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real data is not at {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="module")
def work_folder():
    """A folder of this module's servers, readable by the servers that change user."""
    with tempfile.TemporaryDirectory(prefix="grc-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        yield pathlib.Path(folder)


@pytest.fixture(scope="module")
def database():
    """A copy of the template database, dropped at the end."""
    with Database(os.environ["GRC_TEMPLATE"]) as made:
        yield made


@pytest.fixture(scope="module")
def smtp_sink():
    """A mail server that keeps what Odoo sends and delivers nothing."""
    with SmtpSink() as sink:
        yield sink


@pytest.fixture(scope="module")
def imap_server(work_folder):
    """Dovecot, with a mailbox for whoever logs in."""
    with Dovecot(work_folder / "dovecot") as server:
        yield server


@pytest.fixture(scope="module")
def odoo_server(database, smtp_sink, work_folder):
    """Odoo on this module's database, its mail going to the sink, its jobs run on demand."""
    with OdooServer(database.name, work_folder / "odoo", smtp_port=smtp_sink.port) as server:
        yield server


@pytest.fixture(scope="module")
def rpc(odoo_server):
    """The models of the database as the user `admin`."""
    return odoo_server.client("admin", "admin")


@pytest.fixture(scope="session")
def chromium():
    """The browser."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
