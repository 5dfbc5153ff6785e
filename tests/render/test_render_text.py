"""A document as plain text: no word is lost, and what paper shows by its layout is said."""

from __future__ import annotations

import re
import unicodedata

import pytest

import tools
from partnerkit.compose.parse import parse
from partnerkit.model.element import Element
from partnerkit.render.text import TextWords, directed, text_file, text_of
from partnerkit.render.text import _Writer as Writer

_WORD = re.compile(r"[\u4e00-\u9fff]|(?:(?![\u4e00-\u9fff])[^\W_])+")
"""A word; in Chinese, whose words have no space between them, a letter."""
WORDS = TextWords({"concern-form": "Concern Form"}, ":")


def _text(markup: str, direction: str = "ltr") -> str:
    blocks = Writer(WORDS).blocks(parse(f"<article>{markup}</article>"), direction)
    return "\n\n".join("\n".join(block) for block in blocks)


def _without_heads(element: Element) -> Element:
    """The heads of tables stand with each cell, not before all of them."""
    return element.holding(
        *(child if isinstance(child, str) else _without_heads(child) for child in element.children if not _head(child))
    )


def _head(child: Element | str) -> bool:
    return isinstance(child, Element) and child.tag == "thead"


def _lost(wanted: list[str], found: list[str]) -> list[str]:
    """The words that are not there in this order."""
    rest = iter(found)
    return [word for word in wanted if word not in rest]


@pytest.mark.parametrize("code", tools.CODES)
def test_every_word_of_every_document_is_there_in_order(code: str):
    documents = tools.reading().documents[code]
    words = TextWords({name: one.title for name, one in documents.items()}, ":")
    for document in documents.values():
        text = text_of(document, words)
        found = _WORD.findall(text)
        assert _lost(_WORD.findall(_without_heads(document.body).text), found)[:5] == [], document.id
        heads = [one.text for one in document.body.iter() if one.tag == "th" and one.get("scope") == "col"]
        assert tools.lost(tools.words(" ".join(set(heads))), tools.words(text)).keys() <= set(), document.id


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_paragraph_is_one_line_and_nothing_is_set_twice(code: str):
    for document in tools.reading().documents[code].values():
        lines = text_of(document, WORDS).splitlines()
        assert all(line == line.rstrip() for line in lines), document.id
        assert "  \n" not in "\n".join(lines)
        for element in document.body.iter():
            if element.tag == "p" and not any(isinstance(child, Element) for child in element.children):
                assert any(element.text in line for line in lines), (document.id, element.text)


def test_a_table_is_said_row_by_row():
    table = (
        '<table><caption>Who meets</caption><thead><tr><th scope="col">What</th><th scope="col">When</th></tr></thead>'
        '<tbody><tr><th scope="row">Council</th><td>Monday</td></tr><tr><th scope="row">Board</th><td>Friday</td></tr>'
        '<tr><td class="write-cell"></td><td class="write-cell tick"></td></tr>'
        '<tr><td class="write-cell"></td><td class="write-cell tick"></td></tr></tbody></table>'
    )
    assert _text(table) == (
        "Who meets\n\nWhat: Council\nWhen: Monday\n\nWhat: Board\nWhen: Friday\n\nWhat: ____\nWhen: [ ]"
    )


def test_blanks_boxes_and_lines_to_write_on_are_marks():
    assert _text('<p>At <span class="slot" data-slot="school.name">school name</span>.</p>') == "At ____ (school name)."
    assert _text('<ul class="boxes"><li>Yes</li><li>No</li></ul>') == "[ ] Yes\n[ ] No"
    assert _text('<div class="write"></div><div class="write"></div>') == "____"
    assert _text('<p class="sign-line">Name and signature</p>') == "Name and signature: ____"


def test_links_say_where_they_lead():
    assert _text('<p>Use <a data-document="concern-form">this form</a>.</p>') == "Use this form (Concern Form)."
    assert _text('<p><a data-document="concern-form">Concern Form</a></p>') == "Concern Form"
    assert _text('<p><a data-document="nowhere">a form</a></p>') == "a form"
    assert _text('<p><a href="https://example.org/">more</a></p>') == "more (https://example.org/)"
    assert _text('<p><a href="mailto:a@b.org">a@b.org</a> <a href="#top">up</a></p>') == "a@b.org up"


def test_lists_have_their_numbers_and_what_is_inside_is_moved_in():
    assert _text("<ol><li>One<ul><li>a</li><li>b</li></ul></li><li>Two</li></ol>") == "1. One\n  - a\n  - b\n2. Two"
    assert _text("<dl><dt>Who:</dt><dd>All</dd><dt>When</dt><dd>Now</dd></dl>") == "Who: All\nWhen: Now"
    assert _text("<h1>Title</h1><h2>Part</h2><h3>Small</h3>") == "Title\n=====\n\nPart\n----\n\n-- Small --"


def test_direction_marks_stand_only_where_they_are_needed():
    assert directed("مدرسة Maple", "rtl") == "\u202bمدرسة Maple\u202c"
    assert directed("Maple مدرسة", "rtl") == "\u202b\u200fMaple مدرسة\u202c"
    assert directed("Maple", "ltr") == "Maple"
    assert directed("____", "rtl") == "____"
    assert (
        _text('<p>رقم <bdi dir="ltr">(555) 010-0100</bdi></p>', "rtl") == "\u202bرقم \u2066(555) 010-0100\u2069\u202c"
    )
    assert _text('<p>اسم <bdi dir="ltr">Maple</bdi></p>', "rtl") == "\u202bاسم Maple\u202c"
    assert _text("<ul><li>مدرسة</li></ul>", "rtl") == "\u202b- مدرسة\u202c"
    assert _text("<h1>مدرسة</h1>", "rtl") == "\u202bمدرسة\u202c\n====="
    assert _text('<p dir="ltr">Not yet</p>', "rtl") == "Not yet"


@pytest.mark.parametrize("code", tools.CODES)
def test_marks_of_direction_are_those_of_right_to_left_languages(code: str):
    documents = tools.reading().documents[code]
    direction = next(iter(documents.values())).language.dir
    found = {
        char
        for document in documents.values()
        for char in text_of(document, WORDS)
        if unicodedata.category(char) == "Cf" and char not in "\u200c\u200d\u00ad\u2060\ufeff"
    }
    assert found <= (
        {"\u2066", "\u2067", "\u2069", "\u200e", "\u200f", "\u202b", "\u202c"} if direction == "rtl" else set()
    )


@pytest.mark.parametrize("name", ["a" * 200, "A, B; C: D\\", "مدرسة النور 12", "School 🏫👩‍👧", "_*[x](y)*_"])
def test_unusual_names_come_through_whole(name: str):
    element = Element("article", (), (Element("p", (), ("At ", Element("bdi", (), (name,)), ".")),))
    (block,) = Writer(WORDS).blocks(element, "ltr")
    assert block == [f"At {name}."]


def test_a_file_is_utf_8_that_no_browser_mistakes():
    data = text_file("Año\n\nDos", "https://example.org/")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == "Año\r\n\r\nDos\r\n\r\nhttps://example.org/\r\n"
