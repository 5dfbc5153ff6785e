"""Nothing is lost, doubled or put in another order between a composed document and its page."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
import web

import tools
from partnerkit.model.element import HEADINGS


def _squeezed(text: str) -> str:
    """A text without white space: where a browser folds it is not the matter here."""
    return "".join(text.split())


def _page(site: Path, code: str, name: str) -> web.Page:
    return web.page(site, f"{tools.prefix(code)}documents/{name}/")


@pytest.mark.parametrize("code", tools.CODES)
def test_every_paragraph_of_every_document_stands_on_its_page_in_order(built: tools.Built, code: str):
    for name, document in tools.reading().documents[code].items():
        (article,) = _page(built.site, code, name).tree.xpath("//article")
        text, at = _squeezed(article.text_content()), 0
        for paragraph in tools.paragraphs(document.body):
            found = text.find(_squeezed(paragraph), at)
            assert found >= 0, f"{code}/{name}: {paragraph!r} is not there, or in another place"
            at = found


@pytest.mark.parametrize("code", tools.CODES)
def test_every_id_of_a_document_is_an_anchor_of_its_page(built: tools.Built, code: str):
    for name, document in tools.reading().documents[code].items():
        # The heading of a section takes the section's id on a page; its own is for print only.
        wanted = [element.get("id") for element in document.body.iter() if element.get("id") and element.tag != "h2"]
        there = set(_page(built.site, code, name).ids)
        assert [each for each in wanted if each not in there] == [], f"{code}/{name}"


@pytest.mark.parametrize("code", tools.CODES)
def test_the_outline_of_a_page_is_that_of_its_document(built: tools.Built, code: str):
    for name, document in tools.reading().documents[code].items():
        wanted = [(each.tag, _squeezed(each.text)) for each in document.body.iter() if each.tag in HEADINGS]
        (article,) = _page(built.site, code, name).tree.xpath("//article")
        found = [(each.tag, _squeezed(each.text_content())) for each in article.iter(*HEADINGS)]
        assert found == wanted, f"{code}/{name}"


@pytest.mark.parametrize("code", tools.CODES)
def test_tables_and_lists_keep_their_shape(built: tools.Built, code: str):
    """A raw block that Markdown cut in two would leave its second half as text."""
    tags = ("table", "tr", "th", "td", "ol", "ul", "li", "dl", "dt", "dd", "caption", "p")
    for name, document in tools.reading().documents[code].items():
        wanted = {tag: sum(each.tag == tag for each in document.body.iter()) for tag in tags}
        # A copy: other tests read the same page.
        (article,) = copy.deepcopy(_page(built.site, code, name).tree).xpath("//article")
        shell = ".//nav | .//details | .//p[contains(@class, 'quick') or contains(@class, 'banner')]"
        for extra in article.xpath(shell):
            extra.drop_tree()
        found = {tag: sum(1 for _ in article.iter(tag)) for tag in tags}
        assert found == wanted, f"{code}/{name}"


def test_no_markdown_or_template_is_left_in_a_page(built: tools.Built):
    """Signs of a page file that was not read as it was meant: braces of Jinja, attribute lists, raw headings."""
    for page in web.pages(built.site):
        text = page.words()
        for sign in ("{{", "}}", "{%", "{#", "{:", "markdown=", "](", "**"):
            assert sign not in text, f"{page.name}: {sign}"
        assert page.tree.xpath("//@markdown") == [], page.name


def test_every_page_has_one_title_one_first_heading_and_a_description(built: tools.Built):
    titles = {}
    for page in web.pages(built.site):
        (title,) = page.tree.xpath("//head/title/text()")
        (heading,) = page.tree.xpath("//h1")
        assert " ".join(heading.text_content().split()), page.name
        titles.setdefault((page.language, title), []).append(page.name)
        if not page.name.endswith("404.html"):
            (description,) = page.tree.xpath("//meta[@name='description']/@content")
            assert description.strip(), page.name
            assert "<" not in description, page.name
    # The three orders of the same documents need names that tell their tabs apart (WCAG 2.4.2).
    assert {title: names for title, names in titles.items() if len(names) > 1} == {}


def test_pages_name_the_length_of_the_files_they_offer(built: tools.Built):
    """The number of pages on a card is that of the PDF behind it."""
    listed = json.loads((built.site / "downloads.json").read_bytes())["files"]
    pages = {(entry["language"], entry.get("document")): entry["pages"] for entry in listed if entry["format"] == "pdf"}
    for code, unit in (("en", "page"), ("es", "página")):
        listing = web.page(built.site, f"{tools.prefix(code)}documents/")
        cards = listing.tree.xpath("//li[@class='document-card']")
        assert len(cards) == len(tools.reading().documents[code])
        for card in cards:
            (href,) = card.xpath(".//h3/a/@href")
            name = href.strip("/").rsplit("/", 1)[-1]
            said = card.xpath(".//ul[@class='tags']/li[1]")[0].text_content()
            assert said.startswith(f"{pages[code, name]} {unit}"), f"{code}/{name}: {said}"
