"""The screens, the same on both sides, asked for as the web client does."""

from dataclasses import dataclass

import bulk
from client import Client
from databases import environment

OPEN_OURS = [("date_closed", "=", False)]
OPEN_PEER = [("closed", "=", False)]
STEADY = 1.3


@dataclass(frozen=True)
class Screen:
    """One screen.

    ``growth``: the most its time may grow from 100,000 to 1,000,000 requests. ``ours`` and ``peer``
    take a :class:`Client` and what to look for, see :func:`sample`.
    """

    name: str
    login: str
    growth: float
    ours: callable
    peer: callable


def _peer_text(browser, text):
    """What the peer's search bar does with a text typed and Enter."""
    return browser.page(["|", ("number", "ilike", text), ("name", "ilike", text)])


def _portal_list(browser):
    """What a page of a portal needs: the first ones, and how many there are."""
    return browser.records.search([], limit=10).mapped("name"), browser.count([])


SCREENS = [
    Screen(
        "list of all that the agent may see",
        "agent3.1",
        STEADY,
        lambda browser, data: browser.page([]),
        lambda browser, data: browser.page([]),
    ),
    Screen(
        "list of all, front desk",
        "frontdesk",
        STEADY,
        lambda browser, data: browser.page([]),
        lambda browser, data: browser.page([]),
    ),
    Screen(
        "my queue, by deadline",
        "agent3.1",
        STEADY,
        lambda browser, data: browser.page(
            [("user_id", "=", browser.env.uid), *OPEN_OURS], "date_deadline, id"
        ),
        lambda browser, data: browser.page([("user_id", "=", browser.env.uid), *OPEN_PEER]),
    ),
    Screen(
        "open work of my department, by deadline",
        "agent3.1",
        STEADY,
        lambda browser, data: browser.page(
            [("is_my_department", "=", True), *OPEN_OURS], "date_deadline, id"
        ),
        lambda browser, data: browser.page([("team_id", "=", data["team"]), *OPEN_PEER]),
    ),
    Screen(
        "late in my department, counted",
        "agent3.1",
        STEADY,
        lambda browser, data: browser.count(
            [("deadline_state", "=", "late"), ("is_my_department", "=", True)]
        ),
        lambda browser, data: browser.count(
            [("team_id", "=", data["team"]), ("sla_expired", "=", True), *OPEN_PEER]
        ),
    ),
    Screen(
        "late, all that the agent may see",
        "agent3.1",
        STEADY,
        lambda browser, data: browser.page([("deadline_state", "=", "late")], "date_deadline, id"),
        lambda browser, data: browser.page([("sla_expired", "=", True), *OPEN_PEER]),
    ),
    Screen(
        "late in the whole city, counted",
        "director",
        STEADY,
        lambda browser, data: browser.count([("deadline_state", "=", "late")]),
        lambda browser, data: browser.count([("sla_expired", "=", True), *OPEN_PEER]),
    ),
    Screen(
        "kanban of open work, counts only",
        "agent3.1",
        STEADY,
        lambda browser, data: browser.board(
            [("is_my_department", "=", True), *OPEN_OURS], cards=False
        ),
        lambda browser, data: browser.board(
            [("team_id", "=", data["team"]), *OPEN_PEER], cards=False
        ),
    ),
    Screen(
        "kanban of open work, with its cards",
        "agent3.1",
        STEADY,
        lambda browser, data: browser.board([("is_my_department", "=", True), *OPEN_OURS]),
        lambda browser, data: browser.board([("team_id", "=", data["team"]), *OPEN_PEER]),
    ),
    Screen(
        "form of one, with its conversation",
        "agent3.1",
        STEADY,
        lambda browser, data: browser.open(data["record"]),
        lambda browser, data: browser.open(data["record"]),
    ),
    Screen(
        "search by number",
        "frontdesk",
        STEADY,
        lambda browser, data: browser.page([("reference", "ilike", data["number"])]),
        lambda browser, data: _peer_text(browser, data["number"]),
    ),
    Screen(
        "search by tracking code (peer: by number)",
        "frontdesk",
        STEADY,
        lambda browser, data: browser.page([("reference", "ilike", data["code"])]),
        lambda browser, data: _peer_text(browser, data["number"]),
    ),
    Screen(
        "search by telephone",
        "frontdesk",
        STEADY,
        lambda browser, data: browser.page([("person", "ilike", data["phone"])]),
        lambda browser, data: browser.page([("partner_id.phone", "ilike", data["phone"])]),
    ),
    Screen(
        "search by name",
        "frontdesk",
        STEADY,
        lambda browser, data: browser.page([("person", "ilike", data["person"])]),
        lambda browser, data: browser.page([("partner_id", "ilike", data["person"])]),
    ),
    Screen(
        "search by a common word",
        "frontdesk",
        2,
        lambda browser, data: browser.page([("search_text", "ilike", bulk.COMMON_WORD)]),
        lambda browser, data: _peer_text(browser, bulk.COMMON_WORD),
    ),
    Screen(
        "search by a common word, agent",
        "agent3.1",
        2,
        lambda browser, data: browser.page([("search_text", "ilike", "signalement")]),
        lambda browser, data: _peer_text(browser, "signalement"),
    ),
    Screen(
        "search by a rare word",
        "frontdesk",
        2,
        lambda browser, data: browser.page([("search_text", "ilike", bulk.RARE_WORD)]),
        lambda browser, data: _peer_text(browser, bulk.RARE_WORD),
    ),
    Screen(
        "front desk: first letters of a name",
        "frontdesk",
        STEADY,
        lambda browser, data: browser.env["grc.front.desk"].find(data["person"][:4]),
        lambda browser, data: browser.env["res.partner"].name_search(data["person"][:4], limit=8),
    ),
    Screen(
        "front desk: first digits of a telephone (peer: their tickets)",
        "frontdesk",
        STEADY,
        lambda browser, data: browser.env["grc.front.desk"].find(data["phone"][:8]),
        lambda browser, data: browser.page([("partner_id.phone", "ilike", data["phone"][:8])]),
    ),
    Screen(
        "front desk: a person's card (peer: their tickets)",
        "frontdesk",
        STEADY,
        lambda browser, data: browser.env["grc.front.desk"].get_card(data["partner"]),
        lambda browser, data: browser.page([("partner_id", "=", data["partner"])]),
    ),
    Screen(
        "statistics, department × month, all history",
        "director",
        3,
        lambda browser, data: browser.pivot(
            "grc.request.statistic",
            "department_id",
            "date_received:month",
            ["received_count:sum", "met_percent:avg", "hours_to_close:avg"],
        ),
        lambda browser, data: browser.pivot("helpdesk.ticket", "team_id", "create_date:month"),
    ),
    Screen(
        "a citizen's own, on the portal",
        "portal",
        STEADY,
        lambda browser, data: _portal_list(browser),
        lambda browser, data: _portal_list(browser),
    ),
]


def sample(side, env):
    """Return what is looked for in a database: an open request of the agent, and what names it."""
    agent = side.user(env, "agent3.1")
    record = env[side.model].search([("user_id", "=", agent.id)], limit=1)
    partner = record.partner_id
    data = {
        "record": record.id,
        "number": record.number,
        "partner": partner.id,
        "phone": partner.phone,
        "person": partner.name,
    }
    if "tracking_code" in record._fields:
        data["code"] = record.tracking_code_display
    else:
        data["team"] = record.team_id.id
    return data


def runs(sides, databases):
    """Return, for each screen, what shows it once, by (side, number of requests).

    :param list sides: both
    :param dict databases: name by (name of the side, number of requests)
    """
    samples = {}
    for side in sides:
        for (name, count), database in databases.items():
            if name == side.name:
                with environment(database) as env:
                    samples[name, count] = sample(side, env)
    for screen in SCREENS:
        yield (
            screen,
            {
                (side.name, count): _run(screen, side, database, samples[side.name, count])
                for side in sides
                for (name, count), database in databases.items()
                if name == side.name
            },
        )


def _run(screen, side, database, data):
    with environment(database) as env:
        user = side.user(env, screen.login)
        user_id, context = user.id, dict(user.with_user(user).context_get())
    show = getattr(screen, side.name)
    views = {}

    def run():
        with environment(database, user_id, context) as env:
            # Workers would be busy elsewhere: without them all the work is in one backend.
            env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
            show(Client(env, side.model, views), data)

    return run
