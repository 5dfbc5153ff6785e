"""Pages in Arabic and Chinese, of a small library: turned around, in letters of their own, for axe and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from audit import violations
from keyboard import stops_of
from serving import served

import tools

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

DIRECTIONS = {"ar": "rtl", "zh-Hans": "ltr"}
KINDS = ("", "kits/", "kits/small/", "documents/", "documents/first-policy/", "404.html")
WIDTHS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """A small site whose shell speaks Arabic and Chinese; its documents are English still."""
    return tools.built_library(tmp_path_factory.mktemp("scripts") / "library", run_cli, "[en, ar, zh-Hans]") / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where it is served."""
    with served(site) as found:
        yield found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("code", DIRECTIONS)
def test_no_page_has_a_violation(browser: Browser, address: str, code: str, width: str, theme: str):
    found = []
    with browser.new_context(
        base_url=address, viewport=WIDTHS[width], color_scheme=theme, reduced_motion="reduce"
    ) as context:
        tab = context.new_page()
        for kind in KINDS:
            tab.goto(f"{code}/{kind}")
            assert tab.get_attribute("html", "dir") == DIRECTIONS[code]
            found += violations(tab)
    assert found == []


@pytest.mark.parametrize("kind", ["", "documents/first-policy/", "kits/small/"])
@pytest.mark.parametrize("code", DIRECTIONS)
def test_every_stop_can_be_seen_and_all_can_be_left(browser: Browser, address: str, code: str, kind: str):
    with browser.new_context(base_url=address, viewport=WIDTHS["desk"]) as context:
        tab = context.new_page()
        tab.goto(f"{code}/{kind}")
        wanted, stops = stops_of(tab)
        assert [stop for stop in stops if not (stop["seen"] and stop["ring"])] == []
        assert len(stops) == wanted


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("code", DIRECTIONS)
def test_nothing_sticks_out_and_the_header_is_one_line(browser: Browser, address: str, code: str, width: int):
    with browser.new_context(base_url=address, viewport={"width": width, "height": 640}) as context:
        tab = context.new_page()
        for kind in KINDS:
            tab.goto(f"{code}/{kind}")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            assert tab.locator("header").bounding_box()["height"] < 75


@pytest.mark.parametrize(("code", "wanted"), [("en/..", set()), ("ar", {"400", "700"}), ("zh-Hans", set())])
def test_fonts_for_arabic_come_with_arabic_pages_only(browser: Browser, address: str, code: str, wanted: set[str]):
    fetched: list[str] = []
    with browser.new_context(base_url=address) as context:
        tab = context.new_page()
        tab.on("request", lambda request: fetched.append(request.url))
        tab.goto(f"{code}/documents/")
        tab.evaluate("document.fonts.ready")
        tab.wait_for_load_state("networkidle")
    assert {url[-9:-6] for url in fetched if "noto-naskh-arabic" in url} == wanted
