"""What the web client asks the server for when it shows a view, derived from that view."""

import json

from lxml import etree

#: As in the web client: more than this are shown as "10,000+", unless the view says otherwise.
COUNT_LIMIT = 10_000
PAGE = 80


def specification(env, model, arch):
    """Return the specification of ``web_read`` for the fields of a view.

    :param str model: of the records
    :param arch: element of the view
    """
    fields = env[model]._fields
    result = {}
    for node in arch.iter("field"):
        name = node.get("name")
        if name not in fields or any(
            parent.tag == "field" for parent in node.iterancestors() if parent is not arch
        ):
            continue
        field = fields[name]
        inner = result.setdefault(name, {})
        hidden = node.get("invisible") in ("1", "True") or node.get("column_invisible") in (
            "1",
            "True",
        )
        if field.type in ("many2one", "reference") and not hidden:
            inner["fields"] = {"display_name": {}}
        elif field.type in ("one2many", "many2many") and not hidden:
            inner["fields"] = _related(env, field, node)
    for bar in arch.iter("progressbar"):
        result.setdefault(bar.get("field"), {})
    return result


def _related(env, field, node):
    for view in node:
        if view.tag in ("list", "kanban"):
            return specification(env, field.comodel_name, view)
    if "tags" in (node.get("widget") or ""):
        names = [
            name for name in ("display_name", "color") if name in env[field.comodel_name]._fields
        ]
        return dict.fromkeys(names, {})
    return {}


class Client:
    """A user's browser: each method is one screen, and returns what the server answered.

    Views are loaded once, as a browser does; ``in_transaction`` gives the same browser elsewhere.
    """

    def __init__(self, env, model, views=None):
        self.env = env
        self.model = model
        self.records = env[model]
        self._views = {} if views is None else views

    def in_transaction(self, env):
        return Client(env, self.model, self._views)

    def _view(self, kind):
        if kind not in self._views:
            arch = etree.fromstring(self.records.get_views([(False, kind)])["views"][kind]["arch"])
            self._views[kind] = arch, specification(self.env, self.model, arch)
        return self._views[kind]

    def page(self, domain, order=None):
        """Show the first page of a list."""
        arch, wanted = self._view("list")
        return self.records.web_search_read(
            domain,
            wanted,
            limit=PAGE,
            order=order or arch.get("default_order") or "",
            count_limit=int(arch.get("count_limit", COUNT_LIMIT)) + 1,
        )

    def board(self, domain, cards=True):
        """Show a kanban by stage: counts, progress bars when the view has one, first cards."""
        arch, wanted = self._view("kanban")
        bar = arch.find(".//progressbar")
        progress = bar is not None and self.records.read_progress_bar(
            domain, "stage_id", {"field": bar.get("field"), "colors": json.loads(bar.get("colors"))}
        )
        groups = self.records.with_context(read_group_expand=True).web_read_group(
            domain,
            ["stage_id"],
            [],
            order=arch.get("default_order") or "",
            auto_unfold=cards,
            unfold_read_specification=wanted,
            unfold_read_default_limit=PAGE,
        )
        return groups, progress

    def open(self, record_id):
        """Show a form, its conversation included."""
        _arch, wanted = self._view("form")
        record = self.records.browse(record_id)
        values = record.web_read(wanted)
        messages = self.env["mail.message"]._message_fetch(
            domain=[("res_id", "=", record_id), ("model", "=", self.model)], thread=record
        )
        followers = record.message_follower_ids.partner_id.mapped("display_name")
        return values, messages["messages"].mapped("body"), followers

    def pivot(self, model, row, column, measures=()):
        """Show a pivot by a row and a column."""
        return self.env[model].formatted_read_grouping_sets(
            [], [[], [row], [column], [row, column]], [*measures, "__count"]
        )

    def count(self, domain):
        return self.records.search_count(domain)
