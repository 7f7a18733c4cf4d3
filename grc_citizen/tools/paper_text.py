from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

#: The widest of the letters that papers are set in, compared with Helvetica.
WIDEST = 1.1


def count_lines(text, width, points):
    """Return how many lines a text takes in a column, at the most.

    :param str text: the text
    :param float width: of the column, in millimetres
    :param float points: size of the letters
    :rtype: int
    """
    room = width * mm / WIDEST
    space = stringWidth(" ", "Helvetica", points)
    lines, used = 1, 0
    for word in (text or "").split():
        length = stringWidth(word, "Helvetica", points)
        if used and used + space + length > room:
            lines, used = lines + 1, 0
        else:
            used += space if used else 0
        lines += int(length // room)
        used += length % room if length > room else length
    return lines
