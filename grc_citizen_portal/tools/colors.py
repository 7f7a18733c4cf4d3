"""Colours that text can be read on, from the two that a city chose for its letters."""

import re

#: WCAG 2.1, 1.4.3: text of any size; a little more, as pages have greyer areas than their ground.
READABLE = 4.6
#: WCAG 2.1, 1.4.6, for who asks for more contrast.
VERY_READABLE = 7.1
WHITE = "#ffffff"
BLACK = "#000000"
#: Of the page itself and its darkest or lightest area, by colour scheme.
LIGHT_GROUNDS = ("#ffffff", "#eef1f5")
DARK_GROUNDS = ("#14181d", "#232a33")
DEFAULT_PRIMARY = "#1f4f8b"
DEFAULT_SECONDARY = "#8a6d00"
STEPS = 50
HOVER = 0.15


def read_color(text, default):
    """Return a colour as `#rrggbb`.

    :param str text: `#rgb` or `#rrggbb`, as an administrator typed it
    :param str default: what to return instead of anything else
    """
    found = re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", (text or "").strip().lower())
    if not found:
        return default
    digits = found.group(1)
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def get_contrast(one, other):
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.1, 1.4.3)."""
    dark, light = sorted((_get_luminance(one), _get_luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def get_text_color(ground):
    """Return white or black, whichever is easier to read on a ground."""
    return max((WHITE, BLACK), key=lambda text: get_contrast(text, ground))


def mix(color, other, share):
    """Return a colour with a share, from 0 to 1, of another."""
    pairs = zip(_split(color), _split(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def make_readable(color, grounds, ratio=READABLE):
    """Return a colour darkened or lightened until it can be read on each of some grounds.

    :param str color: to keep as near as can be
    :param grounds: what it is written on: all light, or all dark
    :param float ratio: the least contrast
    """
    towards = get_text_color(grounds[0])
    for step in range(STEPS + 1):
        candidate = mix(color, towards, step / STEPS)
        if all(get_contrast(candidate, ground) >= ratio for ground in grounds):
            return candidate
    return towards


def make_palette(primary, secondary):
    """Return the colours of the pages by the name of their CSS variable and by scheme.

    :param str primary: the city's first colour, as typed; empty for the product's own
    :param str secondary: the second one
    :return: `light`, `dark` and their variants with `more` contrast: dict of name to colour
    :rtype: dict[str, dict[str, str]]
    """
    primary = read_color(primary, DEFAULT_PRIMARY)
    secondary = read_color(secondary, DEFAULT_SECONDARY)
    palette = {}
    for scheme, grounds in (("light", LIGHT_GROUNDS), ("dark", DARK_GROUNDS)):
        for name, ratio in ((scheme, READABLE), (f"{scheme}-more", VERY_READABLE)):
            link = make_readable(primary, grounds, ratio)
            # A button must be told from the ground that it stands on, as its text from itself.
            button = make_readable(primary, grounds[:1], 3 if ratio == READABLE else ratio)
            button = _separate(button, ratio)
            text = get_text_color(button)
            palette[name] = {
                "primary": button,
                "on-primary": text,
                "primary-hover": mix(button, BLACK if text == WHITE else WHITE, HOVER),
                "link": link,
                "accent": make_readable(secondary, grounds[:1], 3),
            }
    return palette


def _separate(ground, ratio):
    """Return a ground on which white or black reaches a ratio: above 4.58 not all do."""
    text = get_text_color(ground)
    return make_readable(ground, (text,), ratio)


def _split(color):
    return [int(color[at : at + 2], 16) for at in (1, 3, 5)]


def _get_luminance(color):
    """Return the relative luminance of a colour, as WCAG defines it."""
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _split(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
