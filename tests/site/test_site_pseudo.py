"""The site and its prints in languages that nobody speaks: no word escapes translation, none needs English's room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pseudo
import pytest
from lxml import html
from pypdf import PdfReader
from serving import served

import tools

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ENGLISH = re.compile(r"[A-Za-z]{2,}")
NAMES = re.compile(
    r"https://school\.example/\S+|Small library|PDF|ICS|TXT|CC BY 4\.0|MIT|English( \((accented|mirrored)\))?|\band\b|"
    r"(January|June|September|November)( \d+,)? \d{4}"
)
"""What is the same in every language: addresses, names of things and languages, dates and lists."""
SHOWN = ("title", "aria-label", "alt", "placeholder", "label")
BLOCKS = (
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "a",
    "dt",
    "dd",
    "td",
    "th",
    "caption",
    "button",
    "span",
    "title",
    "summary",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, run_cli: tools.Command) -> Path:
    """A site in English and both pseudo-languages."""
    root = pseudo.library(tmp_path_factory.mktemp("pseudo") / "library")
    done = run_cli("build", "--root", str(root), env={"SITE_URL": "https://school.example/"})
    assert done.code == 0, done.err
    return root / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where it is served."""
    with served(site) as found:
        yield found


def pages(site: Path, code: str) -> list[Path]:
    found = sorted((site / code).rglob("*.html"))
    assert len(found) > 15
    return found


def shown(page: Path, code: str) -> Iterator[str]:
    """What a page shows or says in its own language: words of blocks, names of things, what scripts will say."""
    root = html.parse(str(page)).getroot()
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        yield from (element.get(name, "") for name in SHOWN)
        yield from (value for name, value in element.items() if name.startswith("data-") and " " in value)
        if element.tag == "meta" and element.get("name") == "description":
            yield element.get("content", "")
        if element.tag in BLOCKS and element.xpath("ancestor-or-self::*[@lang][1]/@lang") == [code]:
            yield element.text_content()


def escaped(text: str) -> list[str]:
    return ENGLISH.findall(NAMES.sub("", pseudo.untranslated(text)))


def test_no_words_of_a_page_escape_translation(site: Path):
    found = {
        (page.parent.name, words)
        for page in pages(site, "en-XA")
        for text in shown(page, "en-XA")
        if (words := " ".join(escaped(text)))
    }
    assert found == set()


def test_no_words_of_a_print_escape_translation(site: Path):
    prints = sorted((site / "downloads" / "en-XA").rglob("*.pdf"))
    assert len(prints) > 10
    found = {path.name: escaped(" ".join(page.extract_text() for page in PdfReader(path).pages)) for path in prints}
    assert {name: words for name, words in found.items() if words} == {}


def test_search_engines_are_not_offered_them(site: Path):
    robots = '<meta name="robots" content="noindex">'
    for code in ("en-XA", "ar-XB"):
        assert all(robots in page.read_text(encoding="utf-8") for page in pages(site, code))
    home = (site / "index.html").read_text(encoding="utf-8")
    assert robots not in home
    assert re.findall(r'<link rel="alternate" hreflang="([\w-]+)"', home) == ["en", "x-default"]
    assert not re.search("XA|XB", (site / "sitemap.xml").read_text(encoding="utf-8"))


# -- in a browser ------------------------------------------------------------------------------------------------------

_CUT = """() => [...document.querySelectorAll('body *')].filter((it) => {
  const style = getComputedStyle(it), box = it.getBoundingClientRect();
  if (it.closest('.scroll, svg, .stack') || box.width < 2 || box.height < 2) return false;
  const hides = ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
  const cut = hides && (it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1);
  const speaks = [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const spills = speaks && style.display !== 'inline' && it.scrollWidth > it.clientWidth + 1;
  const outside = speaks && (box.right > innerWidth + 1 || box.left < -1);
  return (cut || spills || outside) && !it.matches('.hero');
}).map((it) => `${it.tagName}.${it.className}: ${it.innerText.slice(0, 60)}`)"""
_WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_longer_words_have_room(browser: Browser, address: str, site: Path, width: int):
    with browser.new_context(base_url=address, viewport={"width": width, "height": 800}) as context:
        tab = context.new_page()
        for page in pages(site, "en-XA"):
            tab.goto(page.relative_to(site).as_posix())
            assert (tab.url, tab.evaluate(_WIDER), tab.evaluate(_CUT)) == (tab.url, 0, [])


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_turn_around_whole(browser: Browser, address: str, site: Path, width: int):
    with browser.new_context(base_url=address, viewport={"width": width, "height": 800}) as context:
        tab = context.new_page()
        for page in pages(site, "ar-XB"):
            tab.goto(page.relative_to(site).as_posix())
            assert tab.get_attribute("html", "dir") == "rtl"
            assert (tab.url, tab.evaluate(_WIDER), tab.evaluate(_CUT)) == (tab.url, 0, [])
