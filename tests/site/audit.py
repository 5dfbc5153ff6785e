"""What axe-core has to say about a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tools

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(tab: Tab) -> list[str]:
    """What axe finds, one line each."""
    tab.evaluate(tools.axe())
    found = tab.evaluate(
        """async (tags) =>
          (await axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})).violations""",
        RULES,
    )
    return [
        f"{tab.url} [{rule['id']}] {node['html'][:140]}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]
