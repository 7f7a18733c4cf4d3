"""What recording costs: one request, a thousand at once, a mail of an unknown sender."""

import itertools

import meter
from databases import environment

KNOWN = 10
BATCH = 1000
MAIL = """\
From: {name} <{name}@unknown.example>
To: department0@{domain}
Subject: Un trou devant le {number}
Date: Mon, 02 Mar 2026 09:30:00 +0100
Message-ID: <{number}.{name}@unknown.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Bonjour,

Il y a un trou dans la chaussée devant le {number} de la rue des Roses.

Cordialement
"""

_numbers = itertools.count(1)


def prepare(side, database):
    """Make the citizens who are known."""
    with environment(database) as env:
        env["res.partner"].create(
            [{"name": f"Known {n}", "email": f"known{n}@example.com"} for n in range(KNOWN)]
        )


def one(side, database):
    """Return what records one request, in a transaction of its own with nothing in the cache."""
    user_id, values = _front_desk(side, database)

    def run():
        number = next(_numbers)
        with environment(database, user_id) as env:
            env[side.model].create({**values[number % KNOWN], "name": f"Trou {number}"})

    return run


def batch(side, database):
    """Return what records a thousand requests in one call."""
    user_id, values = _front_desk(side, database)

    def run():
        with environment(database, user_id) as env:
            env[side.model].create(
                [{**values[n % KNOWN], "name": f"Trou {next(_numbers)}"} for n in range(BATCH)]
            )

    return run


def mail(side, database):
    """Return what takes in a plain mail of somebody new, as the mail server's job does."""

    def run():
        number = next(_numbers)
        source = MAIL.format(number=number, name=f"somebody{number}", domain=side.domain)
        with environment(database) as env:
            if not env["mail.thread"].message_process(False, source.encode()):
                raise RuntimeError(f"{side.name}: the mail made nothing")

    return run


def _front_desk(side, database):
    with environment(database) as env:
        user_id = side.user(env, "frontdesk").id
        values = [side.create_values(env, number) for number in range(KNOWN)]
    return user_id, values


def measure(sides, databases, times):
    """Return the figures by what is measured, then by side."""
    result = {}
    for name, make, repeat in (("one", one, times), ("mail", mail, times), ("batch", batch, 2)):
        runs = {side.name: make(side, databases[side.name]) for side in sides}
        result[name] = meter.alternate(runs, repeat, warm_up=3 if repeat > 2 else 1)
    return result
