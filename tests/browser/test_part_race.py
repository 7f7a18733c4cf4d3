"""Two agents who close the last two parts of a request at the same moment."""

import threading

import pytest

ROUNDS = 3


@pytest.fixture(scope="module")
def departments(city):
    """Two departments, of the agent and of the manager."""
    return [
        city.rpc.create("grc.department", name=name, member_ids=[(6, 0, [city.users[login]])])
        for name, login in (("Eau", "agent"), ("Espaces verts", "responsable"))
    ]


def close_at_once(parts, odoo_server):
    """Have each part closed by another user, all at the same moment; return what went wrong."""
    start, problems = threading.Barrier(len(parts)), []

    def close(login, part_id):
        user = odoo_server.client(login, login)
        start.wait()
        try:
            user.call("grc.request", "action_close", [part_id])
        except Exception as error:  # noqa: BLE001, told by the test
            problems.append(error)

    threads = [
        threading.Thread(target=close, args=(login, part_id))
        for login, part_id in zip(("agent", "responsable"), parts, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def test_the_last_parts_close_the_request(city, departments, odoo_server):
    for _round in range(ROUNDS):
        whole = city.rpc.create("grc.request", name="Rue inondée", type_id=city.type_id)
        city.rpc.call("grc.request", "action_split", [whole], departments)
        parts = city.rpc.call("grc.request", "search", [("parent_id", "=", whole)], order="id")
        assert close_at_once(parts, odoo_server) == []
        (found,) = city.rpc.search_read(
            "grc.request", [("id", "=", whole)], ["state", "part_open_count", "part_count"]
        )
        assert (found["state"], found["part_count"], found["part_open_count"]) == ("done", 2, 0)
