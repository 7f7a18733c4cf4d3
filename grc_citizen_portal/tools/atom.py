from lxml import etree

NAMESPACE = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def render_feed(feed, base_url, lang):
    """Return a feed as Atom (RFC 4287).

    :param dict feed: `id`, `title`, `author`; `path` of the feed and of the `page` it is of;
        `updated`; `entries`: list of dicts with `id`, `title`, `updated`, `text` and, when known,
        `published`. Moments are naive datetimes in UTC, or days in ISO 8601.
    :param str base_url: of the server
    :param str lang: of the texts, as in `fr-FR`
    :rtype: bytes
    """
    root = etree.Element(_name("feed"), {LANG: lang}, nsmap={None: NAMESPACE})
    _add(root, "id", feed["id"])
    _add(root, "title", feed["title"])
    _add(root, "updated", _format(feed["updated"]))
    _add(_add(root, "author"), "name", feed["author"])
    _add(root, "link", rel="self", type="application/atom+xml", href=base_url + feed["path"])
    _add(root, "link", rel="alternate", type="text/html", href=base_url + feed["page"])
    for values in feed["entries"]:
        entry = _add(root, "entry")
        _add(entry, "id", values["id"])
        _add(entry, "title", values["title"])
        if values.get("published"):
            _add(entry, "published", _format(values["published"]))
        _add(entry, "updated", _format(values["updated"]))
        _add(entry, "content", values["text"], type="text")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _name(tag):
    return f"{{{NAMESPACE}}}{tag}"


def _add(parent, tag, text=None, **attributes):
    element = etree.SubElement(parent, _name(tag), attributes)
    element.text = text
    return element


def _format(moment):
    """Return a moment as RFC 3339 wants it."""
    if isinstance(moment, str):
        return f"{moment}T00:00:00Z"
    return moment.replace(microsecond=0).isoformat() + "Z"
