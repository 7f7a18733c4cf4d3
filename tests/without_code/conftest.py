"""A town whose administrator also has Odoo's settings, and *Automation Rules* installed."""

import pytest
from support.city import City


@pytest.fixture(scope="module")
def city(rpc, imap_server):
    """A town with a department, an agent, a manager, a front desk and an administrator."""
    return City(rpc, imap_server)


@pytest.fixture(scope="module")
def settings(odoo_server, city, rpc):
    """The models as the administrator of the city, who has Odoo's settings too, sees them."""
    (module,) = rpc.call("ir.module.module", "search", [("name", "=", "base_automation")])
    rpc.call("ir.module.module", "button_immediate_install", [module])
    rpc.call(
        "res.users",
        "write",
        [city.users["administrateur"]],
        {"group_ids": [(4, rpc.id_of("base.group_system"))]},
    )
    return odoo_server.client("administrateur", "administrateur")


@pytest.fixture(scope="module")
def agent(odoo_server, city, rpc):
    """The models as an agent who may export sees them."""
    may_export = {"group_ids": [(4, rpc.id_of("base.group_allow_export"))]}
    rpc.call("res.users", "write", [city.users["agent"]], may_export)
    return odoo_server.client("agent", "agent")
