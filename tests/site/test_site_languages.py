"""One site in several languages: each page says which it is in, and leads to the same page in the others."""

from __future__ import annotations

from pathlib import Path

import web
from lxml import etree

import tools
from partnerkit.model.locales import language


def test_there_is_a_page_in_every_language_for_every_page(built: tools.Built):
    addresses = {
        code: {page.address for page in web.pages(built.site) if page.language == code} for code in tools.CODES
    }
    for code in tools.CODES:
        assert addresses[code] == addresses["en"], code
    assert addresses["en"] >= {
        "index.html",
        "kits/index.html",
        "documents/index.html",
        "documents/by-pillar/index.html",
        "documents/by-audience/index.html",
        "translations/index.html",
        "accessibility/files/index.html",
        "404.html",
        *(f"documents/{name}/index.html" for name in tools.reading().libraries["en"].documents),
        *(f"kits/{name}/index.html" for name in tools.reading().libraries["en"].kits),
        *(f"{name}/index.html" for name in tools.reading().libraries["en"].pages),
    }


def test_every_page_says_its_language_and_direction(built: tools.Built):
    wrong = {
        page.name: (page.tree.get("lang"), page.tree.get("dir"))
        for page in web.pages(built.site)
        if (page.tree.get("lang"), page.tree.get("dir")) != (page.language, language(page.language).dir)
    }
    assert wrong == {}


def test_every_part_in_another_language_says_its_direction_too(built: tools.Built):
    wrong = [
        f"{page.name}: <{element.tag} lang={element.get('lang')} dir={element.get('dir')}>"
        for page in web.pages(built.site)
        for element in page.tree.xpath("//*[@lang]")
        if element.get("dir") != language(element.get("lang")).dir
    ]
    assert wrong == []


def test_the_language_menu_leads_to_the_same_page_in_every_language(built: tools.Built):
    for page in web.pages(built.site):
        links = page.tree.xpath("//header//a[@hreflang]")
        assert [link.get("hreflang") for link in links] == list(tools.CODES), page.name
        for link in links:
            code = link.get("hreflang")
            assert (link.get("lang"), link.get("dir")) == (code, language(code).dir), page.name
            assert " ".join(link.text_content().split()) == language(code).name
            assert (link.get("aria-current") == "true") == (code == page.language), page.name
            found = web.target(page.name, link.get("href"))
            assert found is not None
            # A page that is not there has no counterpart; the way out is the start page in the other language.
            address = "index.html" if page.address == "404.html" else page.address
            assert found[0] == tools.prefix(code) + address, page.name


def test_links_stay_in_the_language_of_the_page(built: tools.Built):
    """Whoever reads Spanish is not sent to English pages by a menu, a card or a crumb."""
    strays = [
        f"{page.name}: {address}"
        for page in web.pages(built.site)
        for element, address in page.links()
        if element.tag == "a" and not element.get("hreflang") and (found := web.target(page.name, address))
        if found[0].endswith(".html") and web.Page(found[0], page.tree).language != page.language
    ]
    assert strays == []


def test_ids_are_the_same_in_every_language(built: tools.Built):
    """A link to a clause keeps its meaning when a reader changes the language."""
    by_name = {page.name: page for page in web.pages(built.site)}
    different = {
        page.name: sorted(set(page.ids) ^ set(by_name[page.address].ids))
        for page in web.pages(built.site)
        if page.ids != by_name[page.address].ids
    }
    assert different == {}


def test_a_site_without_an_address_promises_none(built: tools.Built):
    """``hreflang`` links for search engines need full addresses (RFC 8288 allows others; search engines don't)."""
    for page in web.pages(built.site):
        assert page.tree.xpath("//link[@rel='alternate' or @rel='canonical']") == [], page.name


_START = "https://school.example/families/"
_REAL = (
    "",
    "kits/",
    "documents/",
    "documents/by-pillar/",
    "documents/by-audience/",
    "translations/",
    "accessibility/files/",
)
"""Pages of the small library whose every word is the interface's, which is translated."""


def test_alternate_links_name_real_translations_in_full_and_each_other(addressed: Path):
    """A page that shows the words of another language names the original, and is named by nobody."""
    for page in web.pages(addressed):
        head = page.tree.xpath("//head")[0]
        found = {link.get("hreflang"): link.get("href") for link in head.xpath("link[@rel='alternate'][@hreflang]")}
        canonical = head.xpath("link[@rel='canonical']/@href")
        if page.name.endswith("404.html"):
            assert (found, canonical) == ({}, [])
            continue
        plain = page.address.removesuffix("index.html")
        english, spanish = _START + plain, f"{_START}es/{plain}"
        if plain in _REAL:
            assert found == {"en": english, "es": spanish, "x-default": english}, page.name
            assert canonical == [english if page.language == "en" else spanish], page.name
        else:
            assert found == ({"en": english, "x-default": english} if page.language == "en" else {}), page.name
            assert canonical == [english], page.name


def test_the_sitemap_names_real_pages_with_their_translations(addressed: Path):
    tree = etree.parse(addressed / "sitemap.xml")
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    listed = {
        entry.findtext("s:loc", namespaces=names): {
            link.get("hreflang"): link.get("href") for link in entry.findall("x:link", names)
        }
        for entry in tree.findall("s:url", names)
    }
    real = {
        page.address.removesuffix("index.html") for page in web.pages(addressed) if not page.name.endswith("404.html")
    }
    assert set(listed) == {_START + address for address in real} | {f"{_START}es/{address}" for address in _REAL}
    for address, versions in listed.items():
        assert address in versions.values()
        assert set(versions) == ({"en", "es"} if address.removeprefix(_START).removeprefix("es/") in _REAL else {"en"})


def test_a_site_with_an_address_in_a_subfolder_finds_its_way_back_from_a_lost_page(addressed: Path):
    """A page that is not there is served at any depth, so its links count from the address of the site."""
    for page in web.pages(addressed):
        if page.name.endswith("404.html"):
            for _, address in page.links():
                if not web.is_outside(address) and not address.startswith("#"):
                    assert address.startswith("/families/"), f"{page.name}: {address}"
                    name = (web.target(page.name, address.removeprefix("/families")) or ("", ""))[0]
                    assert (addressed / name).is_file(), f"{page.name}: {address}"
