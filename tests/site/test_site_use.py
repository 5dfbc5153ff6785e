"""The site in use: by keyboard, by search, on a narrow phone, without scripts; and whom the browser talks to meanwhile."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import web

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
    "for-families/",
    "make-it-yours/",
    "accessibility/",
    "404.html",
)
NARROW = {"width": 320, "height": 640}
"""1280 CSS pixels at 400 %: nothing may need scrolling in two directions (WCAG 2.1, 1.4.10)."""

_FOCUSED = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
  return {
    tag: it.tagName, id: it.id, classes: it.className, text: it.innerText?.trim() ?? '',
    seen: box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0 && box.right <= innerWidth + 1,
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none',
  };
}"""


def _focused(tab):
    return tab.evaluate(_FOCUSED)


@pytest.fixture
def phone(browser, address):
    """A tab of a narrow phone."""
    with browser.new_context(base_url=address, viewport=NARROW) as context:
        yield context.new_page()


# -- whom the browser talks to -----------------------------------------------------------------------------------------


def test_no_request_leaves_the_site_and_none_fails(tab, address):
    asked, failed, complaints = [], [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("requestfailed", lambda request: failed.append(request.url))
    tab.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    tab.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    for prefix in ("", "es/"):
        for kind in KINDS:
            tab.goto(prefix + kind, wait_until="networkidle")
        tab.goto(prefix)
        tab.keyboard.press("/")
        tab.keyboard.type("policy" if not prefix else "politica")
        tab.wait_for_selector(".search-results a")
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(address).netloc}
    assert failed == []
    assert complaints == []


def test_nothing_is_kept_about_a_visitor(tab):
    """The page about this site promises it: no cookies, and nothing stored that nobody chose."""
    for kind in KINDS:
        tab.goto(kind)
    assert tab.context.cookies() == []
    assert tab.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))") == []


# -- narrow, plain, and without scripts --------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "es/"])
def test_nothing_sticks_out_at_320_pixels(phone, prefix):
    wide = []
    for kind in KINDS:
        phone.goto(prefix + kind)
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            wide.append(f"{prefix + kind}: {width}")
    assert wide == []


def test_nothing_sticks_out_with_the_wider_spacing_that_readers_may_set(phone):
    """WCAG 2.1, 1.4.12: text spacing."""
    wide = []
    for kind in KINDS:
        phone.goto(kind)
        phone.add_style_tag(
            content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
            "p { margin-bottom: 2em !important }"
        )
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            wide.append(f"{kind}: {width}")
    assert wide == []


def test_a_wide_table_scrolls_in_its_own_region_with_the_keyboard(phone):
    phone.goto("documents/steering-committee-charter/")
    regions = phone.locator(".scroll[data-wide]")
    for index in range(regions.count()):
        region = regions.nth(index)
        assert region.get_attribute("tabindex") == "0"
        assert region.get_attribute("role") == "region"
        named = region.get_attribute("aria-labelledby")
        assert phone.locator(f"[id='{named}']").inner_text().strip()


def test_without_scripts_everything_can_be_read_and_reached(browser, address, built):
    with browser.new_context(base_url=address, viewport=NARROW, java_script_enabled=False) as context:
        tab = context.new_page()
        for kind in ("", "kits/", "kits/starter/", "documents/", "documents/family-engagement-policy/"):
            tab.goto(kind)
            main = tab.locator("main")
            assert main.is_visible()
            assert len(main.inner_text()) > 200
            for link in tab.locator("header nav a, main a, footer a").all():
                assert link.is_visible(), f"{kind}: {link.get_attribute('href')}"
            for button in tab.locator("[data-theme-button], [data-search-open], [data-share]").all():
                assert not button.is_visible(), f"{kind}: a button that does nothing is shown"
            there = {str(href) for href in web.page(built.site, kind).tree.xpath("//header//nav//a/@href")}
            assert {link.get_attribute("href") for link in tab.locator("header nav a").all()} == there
        tab.locator("header a[hreflang]").click()
        assert tab.locator("html").get_attribute("lang") == "es"


def test_with_reduced_motion_nothing_moves(browser, address):
    with browser.new_context(base_url=address, reduced_motion="reduce") as context:
        tab = context.new_page()
        moving = []
        for kind in ("", "kits/starter/", "documents/whole-child-vision/"):
            tab.goto(kind)
            moving += tab.evaluate(
                """() => [...document.querySelectorAll('*')].filter((it) => {
                  const style = getComputedStyle(it);
                  const longest = (list) => Math.max(...list.split(',').map(parseFloat));
                  return longest(style.transitionDuration) > 0.01
                    || (style.animationName !== 'none' && longest(style.animationDuration) > 0.01)
                    || style.scrollBehavior === 'smooth';
                }).map((it) => it.outerHTML.slice(0, 100))"""
            )
        assert moving == []


def test_a_page_prints_its_document_without_the_shell(tab):
    """Ctrl+P gives the document, not menus and buttons."""
    tab.goto("documents/family-engagement-policy/")
    tab.emulate_media(media="print")
    assert tab.locator("main h1").is_visible()
    for part in ("header nav", ".panel", ".quick", "footer nav"):
        for element in tab.locator(part).all():
            assert not element.is_visible(), part


# -- by keyboard -------------------------------------------------------------------------------------------------------


def test_the_first_stop_skips_to_the_content(tab):
    tab.goto("documents/")
    tab.keyboard.press("Tab")
    first = _focused(tab)
    assert first["classes"] == "skip"
    assert first["seen"]
    tab.keyboard.press("Enter")
    assert _focused(tab)["id"] == "site-main"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("kind", ["", "documents/", "documents/family-engagement-policy/", "kits/starter/"])
def test_every_stop_can_be_seen_and_all_can_be_left(tab, kind):
    tab.goto(kind)
    wanted = tab.evaluate(
        "[...document.querySelectorAll('a[href], button, summary, input, [tabindex=\"0\"]')]"
        ".filter((it) => it.checkVisibility({checkVisibilityCSS: true})).length"
    )
    stops = []
    for _ in range(wanted + 5):
        tab.keyboard.press("Tab")
        stop = _focused(tab)
        if stop["tag"] == "BODY":
            break
        stops.append(stop)
    hidden = [stop for stop in stops if not (stop["seen"] and stop["ring"])]
    assert hidden == []
    assert len(stops) == wanted


def test_the_menu_opens_and_closes_by_keyboard_on_a_phone(phone):
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


def test_targets_are_large_enough_for_a_thumb(phone):
    """WCAG 2.2, 2.5.8 asks for 24 pixels; buttons of the shell get 44."""
    phone.goto("")
    for selector in ("[data-menu-button]", "[data-search-open]", "header a[hreflang]"):
        box = phone.locator(selector).bounding_box()
        assert min(box["width"], box["height"]) >= 44, selector


def test_the_language_link_works_by_keyboard_and_keeps_the_page(tab):
    tab.goto("documents/family-engagement-policy/")
    tab.locator("header a[hreflang]").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/es/documents/family-engagement-policy/")
    assert tab.evaluate("document.documentElement.lang") == "es"
    tab.locator("header a[hreflang]").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: url.endswith("/documents/family-engagement-policy/") and "/es/" not in url)


def test_the_theme_button_goes_round_and_the_choice_survives(tab):
    def background():
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


def _search(tab, start, words):
    """Search from a page; the addresses found, and what the status line says."""
    tab.goto(start)
    tab.keyboard.press("/")
    assert _focused(tab)["id"] == "site-search-input"
    tab.keyboard.type(words)
    tab.wait_for_selector(".search-results a")
    links = tab.locator(".search-results a")
    return [urlsplit(link.evaluate("it => it.href")).path for link in links.all()], tab.locator(".search-status").inner_text()


def test_search_finds_english_words_in_english_pages(tab):
    found, said = _search(tab, "", "interpreter")
    assert "/documents/language-access-policy/" in found
    assert not [path for path in found if path.startswith("/es/")]
    assert "result" in said


def test_search_finds_spanish_words_without_their_accents_in_spanish_pages(tab):
    found, said = _search(tab, "es/documents/", "interprete")
    assert "/es/documents/language-access-policy/" in found
    assert [path for path in found if not path.startswith("/es/")] == []
    assert "resultado" in said


def test_arrows_walk_through_the_results_and_enter_opens_one(tab):
    found, _ = _search(tab, "kits/", "agreement")
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.matches('.search-results li:first-child a')")
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.matches('.search-results li:nth-child(2) a')")
    assert _focused(tab)["ring"]
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    assert _focused(tab)["id"] == "site-search-input"
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{found[0]}")


def test_escape_closes_the_search_and_gives_the_focus_back(tab):
    tab.goto("")
    opener = tab.locator("[data-search-open]")
    opener.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#site-search").evaluate("it => it.open")
    tab.keyboard.type("school")
    tab.keyboard.press("Escape")
    assert not tab.locator("#site-search").evaluate("it => it.open")
    assert tab.evaluate("document.activeElement.matches('[data-search-open]')")


def test_a_search_without_results_says_so(tab):
    tab.goto("")
    tab.keyboard.press("/")
    none = tab.locator("#site-search").get_attribute("data-none")
    tab.keyboard.type("zzqxjk")
    tab.wait_for_function("(none) => document.querySelector('.search-status').textContent === none", arg=none)
    assert tab.locator(".search-results a").count() == 0


def test_a_slash_in_a_field_is_a_slash(tab):
    tab.goto("")
    tab.keyboard.press("/")
    tab.keyboard.type("and/or")
    assert tab.locator("#site-search-input").input_value() == "and/or"


def test_words_of_menus_and_cards_are_not_search_results(tab):
    """A word that stands on every page would otherwise find every page."""
    tab.goto("")
    tab.keyboard.press("/")
    words = "Skip to the content"
    tab.keyboard.type(f'"{words}"')
    none = tab.locator("#site-search").get_attribute("data-none")
    tab.wait_for_function("(none) => document.querySelector('.search-status').textContent === none", arg=none)
