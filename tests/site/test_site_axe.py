"""axe-core finds nothing on any kind of page, in light and dark, on a phone and on a desk, in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

import tools

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KINDS = (
    "",
    "kits/",
    "kits/starter/",
    "documents/",
    "documents/by-pillar/",
    "documents/by-audience/",
    "documents/school-family-agreement/",  # an agreement, with signatures
    "documents/steering-committee-charter/",  # a committee, with a table
    "documents/parent-liaison-charter/",  # a role
    "documents/communication-working-group-charter/",  # a working group
    "documents/family-engagement-policy/",  # a policy
    "documents/meeting-agenda-minutes/",  # a form
    "documents/after-action-review/",  # a form with rows to fill in
    "documents/whole-child-vision/",  # a vision, with measures
    "documents/family-pulse-survey/",  # a survey, with scales
    "documents/technology-checklist/",  # a checklist, with boxes in a table
    "documents/value-alignment-matrix/",  # a matrix
    "documents/pilot-pathway/",  # stages and gates
    "documents/governance-map/",  # a tree
    "documents/partnership-budget/",  # amounts
    "for-families/",
    "accessibility/",
)
PREFIXES = {code: tools.prefix(code) for code in ("en", "es", "ar", "zh-Hans")}
"""A Latin alphabet and the source, one written from right to left, one without spaces."""
WIDTHS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


def _violations(tab: Tab) -> list[str]:
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


@pytest.fixture
def look(browser: Browser, address: str) -> Iterator[Callable[[str, str], Tab]]:
    """Open tabs that see the site in one way."""
    contexts = []

    def open_tab(width: str, theme: str) -> Tab:
        context = browser.new_context(
            base_url=address, viewport=WIDTHS[width], color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        return context.new_page()

    yield open_tab
    for context in contexts:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("code", PREFIXES)
def test_no_page_has_a_violation(look: Callable[[str, str], Tab], code: str, width: str, theme: str):
    tab = look(width, theme)
    found = []
    for kind in KINDS:
        tab.goto(PREFIXES[code] + kind)
        found += _violations(tab)
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("code", PREFIXES)
def test_menu_search_and_lost_page_have_no_violation(look: Callable[[str, str], Tab], code: str, theme: str):
    tab = look("phone", theme)
    tab.goto(PREFIXES[code])
    tab.click("[data-menu-button]")
    assert tab.get_attribute("[data-menu-button]", "aria-expanded") == "true"
    found = _violations(tab)

    tab.goto(PREFIXES[code])
    tab.click("[data-search-open]")
    tab.fill("#site-search-input", "interpre")
    tab.wait_for_selector(".search-results a")
    found += _violations(tab)

    tab.goto(PREFIXES[code] + "404.html")
    found += _violations(tab)
    assert found == []


def test_axe_notices_a_mistake(tab: Tab):
    """No violation means something only if there could have been one."""
    tab.goto("")
    tab.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"x.png\"><a href=\"#\"></a>')"
    )
    rules = {line.split("[")[1].split("]")[0] for line in _violations(tab)}
    assert {"image-alt", "link-name"} <= rules
