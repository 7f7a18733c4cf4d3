"""A town that prints."""

import pytest
from support.printer import Printer
from support.printing_town import make_printing_town


@pytest.fixture(scope="module")
def town(rpc, imap_server):
    """The town and its papers to print."""
    return make_printing_town(rpc, imap_server)


@pytest.fixture(scope="module")
def printer(odoo_server, town):
    """The Print menu of the agent of the town."""
    return Printer(odoo_server.url, odoo_server.database, "agent", "agent")


@pytest.fixture(scope="module")
def papers(printer, town):
    """Every paper, printed by the agent: pages by the name of the report."""
    of_request = ("receipt", "acknowledgement_letter", "intervention", "file")
    printed = {name: printer.print(f"report_{name}", [town.request_id]) for name in of_request}
    printed["answer_letter"] = printer.print("report_answer_letter", [town.answer_id])
    printed["slip"] = printer.print("report_slip", town.many_ids)
    return printed
