"""Pages that only read are served from a streaming replica, the primary left alone."""

import csv
import os
import pathlib
import re
import urllib.error
import urllib.request

import pytest
from support.odoo_server import OdooServer
from support.replicated_postgres import ReplicatedPostgres
from support.waiting import wait_until

ROUTES = pathlib.Path(__file__).parents[2] / "grc_citizen_portal" / "readme" / "ROUTES.rst"
#: What the readme says of pages that print, and keep what they printed.
PRIMARY = "not from a replica"
#: What stands in an address for something of the town, by the name of the argument.
EXAMPLES = {"type": "lampadaire"}
NEVER_WAS = "0000000000"


def read_routes():
    """Return the paths that everybody may read from a replica, by the readme of the addon."""
    lines = [line.strip() for line in ROUTES.read_text().splitlines() if line.startswith('   "')]
    return [
        path.strip("`")
        for path, method, who, _reveals, limit in csv.reader(lines, skipinitialspace=True)
        if method == "GET" and who.startswith("everyone") and PRIMARY not in limit
    ]


@pytest.fixture(scope="module")
def town(work_folder, smtp_sink):
    """Odoo on a primary and its replica, with a request to follow: (server, tracking code)."""
    with ReplicatedPostgres(work_folder / "postgres") as postgres:
        postgres.load(os.environ["GRC_TEMPLATE"])
        postgres.start_replica()
        arguments = [
            "--db_host=127.0.0.1",
            f"--db_port={postgres.primary_port}",
            f"--db_user={postgres.user}",
            f"--db_password={postgres.password}",
            "--db_replica_host=127.0.0.1",
            f"--db_replica_port={postgres.replica_port}",
        ]
        folder = work_folder / "odoo"
        database = os.environ["GRC_TEMPLATE"]
        with OdooServer(database, folder, smtp_sink.port, arguments) as server:
            rpc = server.client("admin", "admin")
            type_id = rpc.create("grc.request.type", name="Lampadaire", code="lampadaire")
            request_id = rpc.create("grc.request", name="Un lampadaire", type_id=type_id)
            (request,) = rpc.search_read(
                "grc.request", [("id", "=", request_id)], ["tracking_code"]
            )
            get(server, "/citizen")  # builds the style sheets
            postgres.wait_for_replica()
            assert postgres.query(postgres.replica_port, database, "SELECT pg_is_in_recovery()")[0]
            yield server, request["tracking_code"]


def get(server, path):
    """Return the status of a page."""
    try:
        with urllib.request.urlopen(server.url + path) as answer:  # noqa: S310, the loopback
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def fill(route, code):
    """Return an address of a route: a type's, a request's, or of what is not there."""
    names = {"code": code if "new" not in route else EXAMPLES["type"]}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: names.get(found[1], NEVER_WAS), route)


def wait_for_line(server, words):
    """Return the last line of the server's log with these words, once it is there."""

    def find():
        lines = reversed(server.read_log().splitlines())
        return next((line for line in lines if words in line), None)

    return wait_until(find, f"the line of {words}")


def test_pages_are_read_from_the_replica(town):
    server, code = town
    start = len(server.read_log())
    for route in read_routes():
        path = fill(route, code)
        assert get(server, path) in (200, 404, 410), path
        line = wait_for_line(server, f'"GET {path} ')
        assert line.endswith(" ro"), line
    assert "retrying with a read/write cursor" not in server.read_log()[start:]
