"""What has been changed in a document, on its page: for axe, by keyboard, on a phone, from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from audit import violations
from serving import served

import tools

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SETTINGS = "kind: workspace\nid: maple\nname: Maple School\nextends: ../library\nlanguages: [en, ar]\n"
OVERLAY = """\
kind: overlay
id: ours
changes:
  - at: first-policy#statements[answer].text
    replace: We answer every family at the door, within two days.
    why: Our families come to the door.
  - at: first-policy#statements
    add: {id: tea, heading: Tea, text: There is tea.}
  - {at: "first-policy#statements[answer]", lock: Our families count on it.}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Iterator[str]:
    """Where a school that has changed a document is served."""
    folder = tmp_path_factory.mktemp("lineage")
    tools.small_library(folder / "library", "[en, ar]")
    root = folder / "school"
    (root / "overlay").mkdir(parents=True)
    (root / "partnership.yaml").write_text(SETTINGS, encoding="utf-8")
    (root / "overlay/ours.yaml").write_text(OVERLAY, encoding="utf-8")
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    with served(Path(root / "site")) as found:
        yield found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("code", ["", "ar/"])
def test_the_changes_open_by_keyboard_and_can_be_read(
    browser: Browser, address: str, code: str, width: int, theme: str
):
    viewport = {"width": width, "height": 900}
    with browser.new_context(
        base_url=address, viewport=viewport, color_scheme=theme, reduced_motion="reduce"
    ) as context:
        tab = context.new_page()
        tab.goto(f"{code}documents/first-policy/")
        changes = tab.locator("details.changes")
        assert not changes.locator("ol").is_visible()
        changes.locator("summary").focus()
        tab.keyboard.press("Enter")
        assert changes.locator("ol").is_visible()
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_colour_is_not_the_only_sign(browser: Browser, address: str):
    with browser.new_context(base_url=address) as context:
        tab = context.new_page()
        tab.goto("documents/first-policy/")
        lines = [
            tab.locator(f".redline {tag}").first.evaluate("it => getComputedStyle(it).textDecorationLine")
            for tag in ("del", "ins")
        ]
        assert lines == ["line-through", "underline"]
