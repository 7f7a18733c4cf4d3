"""axe-core, which finds what breaks WCAG in a page."""

import os
import pathlib

SCRIPT = ".local/node/node_modules/axe-core/axe.min.js"
#: WCAG 2.0 and 2.1, levels A and AA; and the size of targets, which only WCAG 2.2 asks for.
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
RUN = "options => axe.run(document, options).then(found => found.violations)"


def find_violations(page):
    """Return what axe-core finds wrong in a page, a text for each element.

    :param page: of playwright
    :rtype: list[str]
    """
    if not page.evaluate("typeof axe === 'object'"):
        root = pathlib.Path(os.environ["GRC_ROOT"])
        page.evaluate((root / SCRIPT).read_text(encoding="utf-8"))
    return [
        f"{violation['id']}: {node['html'][:200]} {' '.join(node['failureSummary'].split())}"
        for violation in page.evaluate(RUN, OPTIONS)
        for node in violation["nodes"]
    ]
