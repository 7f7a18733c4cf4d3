"""Places for which QR codes are printed: typed one a line, or pasted from a spreadsheet."""

import csv
from collections import namedtuple

from .deep_link import read_deep_link

#: A line of a list of places: `latitude` and `longitude` are decimal degrees, None when not given.
QrPlace = namedtuple("QrPlace", "place latitude longitude")
HEADINGS = {"place", "lieu", "name", "nom", "address", "adresse"}


def read_places(text):
    """Read a list of places.

    :param str text: one place a line, its latitude and longitude after it if known; columns are
        separated by tabs, semicolons or commas, and a line of headings is left out
    :return: places (:class:`QrPlace`), and lines that cannot be read: ``(number, line)``
    :rtype: tuple[list, list]
    """
    places, wrong = [], []
    for number, line in enumerate((text or "").splitlines(), 1):
        cells = _split(line)
        if not any(cells) or (number == 1 and cells[0].casefold() in HEADINGS):
            continue
        place = _read_line(cells)
        if place:
            places.append(place)
        else:
            wrong.append((number, line.strip()))
    return places, wrong


def _split(line):
    """Return the cells of a line. An address may hold commas: they separate columns only when two
    numbers follow."""
    separator = next((one for one in "\t;" if one in line), ",")
    cells = [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    if separator == "," and not (len(cells) > 2 and all(map(_is_number, cells[-2:]))):
        return [line.strip().strip('"')]
    return [", ".join(cells[:-2]), *cells[-2:]] if separator == "," else cells


def _is_number(cell):
    return cell.lstrip("+-").replace(".", "", 1).isdigit()


def _read_line(cells):
    """Return a place that its link will be read as, None when it would not be."""
    place, *rest = [*cells, "", ""][:3]
    latitude, longitude = (cell.replace(",", ".") for cell in rest)
    read = read_deep_link({"place": place, "lat": latitude, "lon": longitude})
    if any(cells[3:]) or read["dropped"] or not any((read["place"], read["latitude"])):
        return None
    return QrPlace(read["place"], read["latitude"], read["longitude"])
