"""The site in use: by keyboard, by search, on a narrow phone, without scripts; and whom the browser talks to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import web
from keyboard import focused, stops_of

import tools

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

KINDS = (
    "",
    "kits/",
    "kits/governance/",
    "documents/",
    "documents/by-pillar/",
    "documents/by-audience/",
    "documents/school-family-agreement/",
    "documents/steering-committee-charter/",
    "documents/parent-liaison-charter/",
    "documents/family-engagement-policy/",
    "documents/after-action-review/",
    "documents/meeting-agenda-minutes/",
    "documents/whole-child-vision/",
    "documents/barriers-survey/",
    "documents/mindfulness-rubric/",
    "documents/collaboration-calendar/",
    "documents/governance-map/",
    "for-families/",
    "make-it-yours/",
    "accessibility/",
    "404.html",
)
NARROW = {"width": 320, "height": 640}
"""1280 CSS pixels at 400 %: nothing may need scrolling in two directions (WCAG 2.1, 1.4.10)."""


@pytest.fixture
def phone(browser: Browser, address: str):
    """A tab of a narrow phone."""
    with browser.new_context(base_url=address, viewport=NARROW) as context:
        yield context.new_page()


# -- whom the browser talks to -----------------------------------------------------------------------------------------


def test_no_request_leaves_the_site_and_none_fails(tab: Tab, address: str):
    asked, failed, complaints = [], [], []
    tab.on("request", lambda request: asked.append(request.url))
    # A request is cut off when the next page is opened meanwhile; that is no failure.
    tab.on("requestfailed", lambda it: failed.append(it.url) if it.failure != "net::ERR_ABORTED" else None)
    tab.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    tab.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    for prefix in ("", "es/"):
        for kind in KINDS:
            tab.goto(prefix + kind)
        tab.goto(prefix)
        tab.keyboard.press("/")
        tab.keyboard.type("policy" if not prefix else "politica")
        tab.wait_for_selector(".search-results a")
        tab.wait_for_load_state("networkidle")
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(address).netloc}
    assert failed == []
    assert complaints == []


def test_nothing_is_kept_about_a_visitor(tab: Tab):
    """The page about this site promises it: no cookies, and nothing stored that nobody chose."""
    for kind in KINDS:
        tab.goto(kind)
    assert tab.context.cookies() == []
    assert tab.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))") == []


# -- narrow, plain, and without scripts --------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", tools.prefixes("es", "ar", "zh-Hans").values())
def test_nothing_sticks_out_at_320_pixels(phone: Tab, prefix: str):
    wide = []
    for kind in KINDS:
        phone.goto(prefix + kind)
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            wide.append(f"{prefix + kind}: {width}")
    assert wide == []


def test_nothing_sticks_out_with_the_wider_spacing_that_readers_may_set(phone: Tab):
    """WCAG 2.1, 1.4.12: text spacing."""
    wide = []
    for kind in KINDS:
        phone.goto(kind)
        phone.add_style_tag(
            content="* { line-height: 1.5 !important; letter-spacing: .12em !important;"
            " word-spacing: .16em !important }"
            "p { margin-bottom: 2em !important }"
        )
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            wide.append(f"{kind}: {width}")
    assert wide == []


def test_a_wide_table_scrolls_in_its_own_region_with_the_keyboard(phone: Tab):
    phone.goto("documents/steering-committee-charter/")
    regions = phone.locator(".scroll[data-wide]")
    for index in range(regions.count()):
        region = regions.nth(index)
        assert region.get_attribute("tabindex") == "0"
        assert region.get_attribute("role") == "region"
        named = region.get_attribute("aria-labelledby")
        assert phone.locator(f"[id='{named}']").inner_text().strip()


def test_without_scripts_everything_can_be_read_and_reached(browser: Browser, address: str, built: tools.Built):
    with browser.new_context(base_url=address, viewport=NARROW, java_script_enabled=False) as context:
        tab = context.new_page()
        for kind in ("", "kits/", "kits/starter/", "documents/", "documents/family-engagement-policy/"):
            tab.goto(kind)
            main = tab.locator("main")
            assert main.is_visible()
            assert len(main.inner_text()) > 200
            for summary in tab.locator("main summary").all():
                summary.click()  # what folds opens without scripts too
            for link in tab.locator("header nav a, main a, footer a").all():
                assert link.is_visible(), f"{kind}: {link.get_attribute('href')}"
            for button in tab.locator("[data-theme-button], [data-search-open], [data-share]").all():
                assert not button.is_visible(), f"{kind}: a button that does nothing is shown"
            there = {str(href) for href in web.page(built.site, kind).tree.xpath("//header//nav//a/@href")}
            assert {link.get_attribute("href") for link in tab.locator("header nav a").all()} == there
        tab.locator("header .languages summary").click()
        tab.locator("header a[hreflang=es]").click()
        assert tab.locator("html").get_attribute("lang") == "es"


def test_with_reduced_motion_nothing_moves(browser: Browser, address: str):
    """Colors may fade; nothing may slide (WCAG 2.1, 2.3.3)."""
    with browser.new_context(base_url=address, reduced_motion="reduce") as context:
        tab = context.new_page()
        for kind in ("", "kits/", "kits/starter/", "documents/whole-child-vision/"):
            tab.goto(kind)
            moving = tab.evaluate(
                """() => [...document.querySelectorAll('*')].filter((it) => {
                  const style = getComputedStyle(it);
                  return style.animationName !== 'none' || style.scrollBehavior === 'smooth';
                }).map((it) => it.outerHTML.slice(0, 100))"""
            )
            assert moving == []
            for card in tab.locator("main li:has(> .card-title)").all():
                card.hover()
                sliding = tab.evaluate(
                    """() => document.getAnimations().map((it) => it.transitionProperty ?? it.animationName)
                      .filter((name) => !/color|shadow/.test(name))"""
                )
                assert sliding == [], card.inner_text()


def test_a_page_prints_its_document_without_the_shell(tab: Tab):
    """Ctrl+P gives the document, not menus and buttons."""
    tab.goto("documents/family-engagement-policy/")
    tab.emulate_media(media="print")
    assert tab.locator("main h1").is_visible()
    for part in ("header nav", ".panel", ".quick", "footer nav"):
        for element in tab.locator(part).all():
            assert not element.is_visible(), part


# -- by keyboard -------------------------------------------------------------------------------------------------------


def test_the_first_stop_skips_to_the_content(tab: Tab):
    tab.goto("documents/")
    tab.keyboard.press("Tab")
    first = focused(tab)
    assert first["classes"] == "skip"
    assert first["seen"]
    tab.keyboard.press("Enter")
    assert focused(tab)["id"] == "site-main"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("kind", ["", "documents/", "documents/family-engagement-policy/", "kits/starter/"])
def test_every_stop_can_be_seen_and_all_can_be_left(tab: Tab, kind: str):
    tab.goto(kind)
    wanted, stops = stops_of(tab)
    assert [stop for stop in stops if not (stop["seen"] and stop["ring"])] == []
    assert len(stops) == wanted


def test_the_menu_opens_and_closes_by_keyboard_on_a_phone(phone: Tab):
    phone.goto("")
    button = phone.locator("[data-menu-button]")
    link = phone.locator("header nav a").nth(1)
    assert button.get_attribute("aria-expanded") == "false"
    assert not link.is_visible()
    button.focus()
    phone.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert link.is_visible()
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.getElementById('site-menu').contains(document.activeElement)")
    phone.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert phone.evaluate("document.activeElement.matches('[data-menu-button]')")
    assert not link.is_visible()


def test_targets_are_large_enough_for_a_thumb(phone: Tab):
    """WCAG 2.2, 2.5.8 asks for 24 pixels; buttons of the shell get 44."""
    phone.goto("")
    for selector in ("[data-menu-button]", "[data-search-open]", "header .languages summary"):
        box = phone.locator(selector).bounding_box()
        assert min(box["width"], box["height"]) >= 44, selector


def test_the_language_menu_works_by_keyboard_and_keeps_the_page(tab: Tab):
    tab.goto("documents/family-engagement-policy/")
    for code, address in (("ar", "**/ar/documents/family-engagement-policy/"), ("es", "**/es/documents/*/")):
        tab.locator("header .languages summary").focus()
        tab.keyboard.press("Enter")
        link = tab.locator(f"header a[hreflang={code}]")
        assert link.is_visible()
        for _ in tools.CODES:
            tab.keyboard.press("Tab")
            if link.evaluate("it => it === document.activeElement"):
                break
        tab.keyboard.press("Enter")
        tab.wait_for_url(address)
        assert tab.evaluate("document.documentElement.lang") == code


def test_the_theme_button_goes_round_and_the_choice_survives(tab: Tab):
    def background() -> str:
        return tab.evaluate("getComputedStyle(document.body).backgroundColor")

    tab.emulate_media(color_scheme="light")
    tab.goto("")
    button = tab.locator("[data-theme-button]")
    light = background()
    said = [button.inner_text()]
    button.focus()
    for _ in range(2):
        tab.keyboard.press("Enter")
        said.append(button.inner_text())
    dark = background()
    assert dark != light
    assert len(set(said)) == 3, "the button says what is on"
    tab.reload()
    assert background() == dark
    assert tab.locator("[data-theme-button]").inner_text() == said[2]
    tab.goto("es/documents/")
    assert background() == dark, "the choice holds for the other pages too"
    tab.locator("[data-theme-button]").click()
    assert background() == light, "the third step follows the device again"
    tab.emulate_media(color_scheme="dark")
    assert background() == dark


# -- search ------------------------------------------------------------------------------------------------------------


def _search(tab: Tab, start: str, words: str) -> tuple[list[str], str]:
    """Search from a page; the addresses found, and what the status line says."""
    tab.goto(start)
    tab.keyboard.press("/")
    assert focused(tab)["id"] == "site-search-input"
    tab.keyboard.type(words)
    tab.wait_for_selector(".search-results a")
    links = tab.locator(".search-results a")
    return [urlsplit(link.evaluate("it => it.href")).path for link in links.all()], tab.locator(
        ".search-status"
    ).inner_text()


def test_search_finds_english_words_in_english_pages(tab: Tab):
    found, said = _search(tab, "", "interpreter")
    assert "/documents/language-access-policy/" in found
    assert not [path for path in found if path.startswith("/es/")]
    assert "result" in said


def test_search_finds_spanish_words_without_their_accents_in_spanish_pages(tab: Tab):
    found, said = _search(tab, "es/documents/", "interprete")
    assert "/es/documents/language-access-policy/" in found
    assert [path for path in found if not path.startswith("/es/")] == []
    assert "resultado" in said


def test_arrows_walk_through_the_results_and_enter_opens_one(tab: Tab):
    found, _ = _search(tab, "kits/", "agreement")
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.matches('.search-results li:first-child a')")
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.matches('.search-results li:nth-child(2) a')")
    assert focused(tab)["ring"]
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    assert focused(tab)["id"] == "site-search-input"
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{found[0]}")


def test_escape_closes_the_search_and_gives_the_focus_back(tab: Tab):
    tab.goto("")
    opener = tab.locator("[data-search-open]")
    opener.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#site-search").evaluate("it => it.open")
    tab.keyboard.type("school")
    tab.keyboard.press("Escape")
    assert not tab.locator("#site-search").evaluate("it => it.open")
    assert tab.evaluate("document.activeElement.matches('[data-search-open]')")


def test_a_search_without_results_says_so(tab: Tab):
    tab.goto("")
    tab.keyboard.press("/")
    none = tab.locator("#site-search").get_attribute("data-none")
    tab.keyboard.type("zzqxjk")
    tab.wait_for_function("(none) => document.querySelector('.search-status').textContent === none", arg=none)
    assert tab.locator(".search-results a").count() == 0


def test_a_slash_in_a_field_is_a_slash(tab: Tab):
    tab.goto("")
    tab.keyboard.press("/")
    tab.keyboard.type("and/or")
    assert tab.locator("#site-search-input").input_value() == "and/or"


def test_words_of_menus_and_cards_are_not_search_results(tab: Tab):
    """A word that stands on every page would otherwise find every page."""
    tab.goto("")
    tab.keyboard.press("/")
    words = "Skip to the content"
    tab.keyboard.type(f'"{words}"')
    none = tab.locator("#site-search").get_attribute("data-none")
    tab.wait_for_function("(none) => document.querySelector('.search-status').textContent === none", arg=none)
