"""Waiting for what another process does."""

import time

PAUSE = 0.05


def wait_until(condition, what, seconds=120):
    """Return the first true value of a function, asked again and again.

    :param condition: function without argument
    :param str what: what is awaited, for the message
    :param float seconds: how long at most
    :raises TimeoutError: when it stays false
    """
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {seconds} s")
        time.sleep(PAUSE)
