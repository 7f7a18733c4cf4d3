"""Chromium on a small town."""

import pytest
from support.back_end import BackEnd
from support.city import City


@pytest.fixture(scope="module")
def city(rpc, imap_server):
    """A town with a department, an agent, a manager, a front desk and an administrator."""
    return City(rpc, imap_server)


@pytest.fixture(scope="module")
def back_end(chromium, odoo_server, city):
    """A function that gives the back end of a user by login, whose password is the login."""
    opened = {}

    def log_in(login):
        if login not in opened:
            opened[login] = BackEnd(chromium, odoo_server.url, login, login)
        return opened[login]

    yield log_in
    for login, page in opened.items():
        page.screenshot(f"last-{login}")
        page.close()
