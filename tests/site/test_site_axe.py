"""axe-core finds nothing on any kind of page, in light and dark, on a phone and on a desk, in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from audit import violations

import tools

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

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
    "accessibility/files/",  # every PDF, folded by kind
)
PREFIXES = tools.prefixes("es", "ar", "zh-Hans")
WIDTHS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


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
        found += violations(tab)
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("code", PREFIXES)
def test_menu_search_and_lost_page_have_no_violation(look: Callable[[str, str], Tab], code: str, theme: str):
    tab = look("phone", theme)
    tab.goto(PREFIXES[code])
    tab.click("[data-menu-button]")
    assert tab.get_attribute("[data-menu-button]", "aria-expanded") == "true"
    found = violations(tab)

    tab.goto(PREFIXES[code])
    tab.click("[data-search-open]")
    tab.fill("#site-search-input", "interpre")
    tab.wait_for_selector(".search-results a")
    found += violations(tab)

    tab.goto(PREFIXES[code] + "404.html")
    found += violations(tab)
    assert found == []


def test_axe_notices_a_mistake(tab: Tab):
    """No violation means something only if there could have been one."""
    tab.goto("")
    tab.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"x.png\"><a href=\"#\"></a>')"
    )
    rules = {line.split("[")[1].split("]")[0] for line in violations(tab)}
    assert {"image-alt", "link-name"} <= rules
