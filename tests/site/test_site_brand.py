"""A brand in a browser: light and dark follow the device and the reader, and the palest brand still passes axe-core."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from audit import violations
from serving import served

import branding
import tools
from partnerkit.model.colour import clash_of_main, dark

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PALE = "#7ab8b0"
_CLASH = clash_of_main(PALE)
MAIN = _CLASH.instead if _CLASH else PALE
"""The palest shade of a hue that is accepted: every pair of words and ground is at its edge."""


@pytest.fixture(scope="module")
def branded(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """The site of a small library with a brand."""
    root = tools.small_library(tmp_path_factory.mktemp("branded") / "library", "[en, ar]")
    branding.brand(root, branding.SETTINGS.replace(branding.MAIN, MAIN))
    done = run_cli("build", "--root", str(root))
    assert done.code == 0, done.err
    return root / "site"


@pytest.fixture(scope="module")
def address(branded: Path) -> Iterator[str]:
    """Where it is served."""
    with served(branded) as found:
        yield found


@pytest.mark.parametrize("device", ["light", "dark"])
@pytest.mark.parametrize("chosen", ["auto", "light", "dark"])
def test_light_and_dark_follow_the_device_and_the_reader(browser: Browser, address: str, device: str, chosen: str):
    wanted = device if chosen == "auto" else chosen
    with browser.new_context(base_url=address, color_scheme=device) as context:
        context.add_init_script(f"localStorage.setItem('partnerkit-theme', '{chosen}')")
        tab = context.new_page()
        tab.goto("documents/first-policy/")
        found = tab.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--pine').trim()")
        assert found == (MAIN if wanted == "light" else dark(MAIN, None)["pine"])
        ground = tab.evaluate("getComputedStyle(document.querySelector('header .logo')).backgroundColor")
        assert ground == ("rgba(0, 0, 0, 0)" if wanted == "light" else "rgb(255, 255, 255)")


def test_without_scripts_the_device_decides(browser: Browser, address: str):
    with browser.new_context(base_url=address, color_scheme="dark", java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto("")
        link = tab.locator(".button").first.evaluate("one => getComputedStyle(one).backgroundColor")
        parts = bytes.fromhex(dark(MAIN, None)["pine"][1:])
        assert link == f"rgb({', '.join(str(part) for part in parts)})"


@pytest.mark.parametrize("device", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_has_a_violation(browser: Browser, address: str, device: str, width: int):
    found = []
    with browser.new_context(
        base_url=address, color_scheme=device, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    ) as context:
        tab = context.new_page()
        for name in ("", "kits/", "kits/small/", "documents/", "documents/first-policy/", "ar/"):
            tab.goto(name)
            found += violations(tab)
    assert found == []


@pytest.mark.parametrize("width", [360, 390, 700, 1280])
def test_the_header_is_no_wider_than_the_screen(browser: Browser, address: str, width: int):
    with browser.new_context(base_url=address, viewport={"width": width, "height": 800}) as context:
        tab = context.new_page()
        tab.goto("")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        box = tab.locator("header .logo").bounding_box()
        assert box is not None
        assert 24 <= box["height"] <= 48
