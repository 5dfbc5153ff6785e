"""A page by keyboard: what has the focus, and every stop on the way through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab

_FOCUSED = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect();
  // The link of a card draws its ring around the whole card, by ::after.
  const rings = [null, '::after'].map((part) => getComputedStyle(it, part));
  return {
    tag: it.tagName, id: it.id, classes: it.className, text: it.innerText?.trim() ?? '',
    seen: box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0 && box.right <= innerWidth + 1,
    ring: rings.some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
  };
}"""


def focused(tab: Tab) -> dict[str, Any]:
    """What has the focus; a busy machine is given a moment to scroll to it."""
    found: dict[str, Any] = {}
    for _ in range(20):
        found = tab.evaluate(_FOCUSED)
        if found.get("seen", True):
            break
        tab.wait_for_timeout(50)
    return found


def stops_of(tab: Tab) -> tuple[int, list[dict[str, Any]]]:
    """How many stops a page should have, and those that Tab comes to."""
    wanted = tab.evaluate(
        "[...document.querySelectorAll('a[href], button, summary, input, [tabindex=\"0\"]')]"
        ".filter((it) => it.checkVisibility({checkVisibilityCSS: true})).length"
    )
    stops = []
    for _ in range(wanted + 5):
        tab.keyboard.press("Tab")
        stop = focused(tab)
        if stop["tag"] == "BODY":
            break
        stops.append(stop)
    return wanted, stops
