"""How a visitor wants pages to look: a small cookie, which the server reads for each page."""

from urllib.parse import parse_qsl, urlencode

COOKIE = "grc_comfort"
COOKIE_SECONDS = 400 * 24 * 3600
#: What may be chosen; the first value of each is what nobody needs to choose.
CHOICES = {
    "text": ("100", "125", "150", "200"),
    "theme": ("auto", "light", "dark"),
    "contrast": ("auto", "more"),
    "spacing": ("normal", "more"),
}


def read_comfort(chosen):
    """Return a value for each of :data:`CHOICES`.

    :param dict chosen: what was chosen; anything that may not be chosen is passed over
    """
    return {
        name: chosen[name] if chosen.get(name) in values else values[0]
        for name, values in CHOICES.items()
    }


def parse_cookie(cookie):
    """Return the choices that a cookie holds.

    :param str cookie: its value; empty or anything else than expected means no choice
    """
    return read_comfort(dict(parse_qsl(cookie or "")))


def format_cookie(comfort):
    """Return the cookie that holds some choices; empty when nothing differs from the usual."""
    return urlencode({name: one for name, one in comfort.items() if one != CHOICES[name][0]})


def get_html_attributes(comfort):
    """Return the attributes of the element `html` that the style sheet looks at."""
    attributes = {
        f"data-grc-{name}": comfort[name]
        for name in ("text", "contrast", "spacing")
        if comfort[name] != CHOICES[name][0]
    }
    if comfort["theme"] != "auto":
        attributes["data-bs-theme"] = comfort["theme"]
    return attributes
