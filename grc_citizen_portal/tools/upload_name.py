"""Names of files that strangers send."""

import re
import unicodedata

MAX_LENGTH = 80
#: Not allowed in names by Windows, where agents save what they read.
RESERVED_SIGNS = re.compile(r'[<>:"|?*]')
RESERVED_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,5})$")


def clean_stem(name):
    """Return the name of a file without folder, extension, or signs that are not seen.

    Control signs go, those that turn the direction of writing among them (Unicode category C): with
    one, ``photo_gpj.exe`` reads ``photo_exe.jpg``.

    :param str name: as the browser gave it
    :return: 80 characters at most, perhaps none
    :rtype: str
    """
    text = _get_shown(name)
    text = EXTENSION.sub("", text)
    text = RESERVED_SIGNS.sub("_", text)[:MAX_LENGTH].strip(" .")
    return f"_{text}" if RESERVED_NAMES.match(text) else text


def get_extension(name):
    """Return the extension of a file's name in small letters, without its dot, perhaps none.

    :param str name: as the browser gave it
    :rtype: str
    """
    found = EXTENSION.search(_get_shown(name))
    return found[1].lower() if found else ""


def _get_shown(name):
    text = unicodedata.normalize("NFC", re.split(r"[/\\]", name or "")[-1])
    text = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C")
    return " ".join(text.split())
