"""Links and QR codes that open the form filled in: ``/citizen/new/<code>?place=…&origin=…``."""

import re
import unicodedata
from urllib.parse import urlencode

PLACE_LENGTH = 200
ORIGIN_LENGTH = 64
#: Characters that no address nor label needs: markup, and what changes the direction of a text.
_REFUSED = re.compile(r"[<>{}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_ORIGIN = re.compile(r"[\w .,:'’/()°-]+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,15})?")


def read_deep_link(params):
    """Read what the address of a form fills in. Other keys are none of its business.

    :param dict params: of the address, as received
    :return: ``place`` (str), ``latitude`` and ``longitude`` (decimal degrees, both or neither) and
        ``origin`` (str), None when not given or not right; ``dropped``: the names among ``place``,
        ``point`` and ``origin`` of what was given and is not right, to be told
    :rtype: dict
    """
    place, place_dropped = _read(params, "place", _read_place)
    origin, origin_dropped = _read(params, "origin", _read_origin)
    latitude, latitude_dropped = _read(params, "lat", _read_degrees, 90)
    longitude, longitude_dropped = _read(params, "lon", _read_degrees, 180)
    point_dropped = latitude_dropped or longitude_dropped
    if latitude is None or longitude is None:
        point_dropped = point_dropped or latitude is not longitude
        latitude = longitude = None
    dropped = {"place": place_dropped, "point": point_dropped, "origin": origin_dropped}
    return {
        "place": place,
        "latitude": latitude,
        "longitude": longitude,
        "origin": origin,
        "dropped": [name for name, is_dropped in dropped.items() if is_dropped],
    }


def make_deep_link(base, code, place=None, latitude=None, longitude=None, origin=None):
    """Return the address that opens the form of a type filled in.

    :param str base: address of the site, without a slash at its end
    :param str code: of the type
    """
    values = {"place": place, "lat": latitude, "lon": longitude, "origin": origin}
    query = urlencode({name: value for name, value in values.items() if value not in (None, "")})
    return f"{base}/citizen/new/{code}" + (f"?{query}" if query else "")


def _read(params, name, read, *args):
    """Return a value as read, None when it is not right, and whether it was given and is not."""
    given = params.get(name)
    if not isinstance(given, str) or not given.strip():
        return None, False
    value = read(" ".join(unicodedata.normalize("NFC", given).split()), *args)
    return value, value is None


def _read_place(text):
    if len(text) > PLACE_LENGTH or _REFUSED.search(text) or not text.isprintable():
        return None
    return text


def _read_origin(text):
    return text if len(text) <= ORIGIN_LENGTH and _ORIGIN.fullmatch(text) else None


def _read_degrees(text, limit):
    if not _NUMBER.fullmatch(text):
        return None
    degrees = float(text)
    return degrees if abs(degrees) <= limit else None
