"""The rules of kit HTML: each is broken once, and a document that keeps them all passes."""

from __future__ import annotations

import pytest

from partnerkit.compose.check import MAX_CELLS, MAX_DEPTH, check
from partnerkit.compose.parse import parse
from partnerkit.model.element import Element


def problems(inner: str) -> list[str]:
    """What is wrong with a document that has a title and this."""
    return [what for what, _ in check(parse(f'<article><h1 id="top">Title</h1>{inner}</article>'))]


def row(*cells: str) -> str:
    return "<tr>" + "".join(cells) + "</tr>"


@pytest.mark.parametrize(
    "inner",
    [
        "",
        "<p>Words, <em>soft</em>, <strong>strong</strong>, <bdi>a name</bdi>.</p>",
        "<section><h2>A</h2><h3>B</h3><h4>C</h4></section><section><h2>D</h2></section>",
        "<ul><li>one<ul><li>two</li></ul></li></ul>",
        '<p lang="zh-Hans" dir="ltr">a</p>',
        '<p><a href="https://a.example">a</a> <a href="#top">b</a> <a href="mailto:a@b">c</a></p>',
        '<p><a data-document="welcome">a</a></p>',
        (
            '<table><caption>C</caption><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
            '<tbody><tr><th scope="row">c</th><td></td></tr></tbody></table>'
        ),
        "<dl><dt>a</dt><dd>b</dd></dl>",
    ],
)
def test_what_is_sound(inner: str):
    assert problems(inner) == []


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("<script>alert(1)</script>", "<script> is not part of kit HTML"),
        ("<form><input/></form>", "<form> is not part of kit HTML"),
        ("<p><img/>a</p>", "<img> is not part of kit HTML"),
        ("<iframe>a</iframe>", "<iframe> is not part of kit HTML"),
        ("<style>a</style>", "<style> is not part of kit HTML"),
        ('<p onclick="alert(1)">a</p>', "the attribute onclick is not part of kit HTML"),
        ('<p style="color: red">a</p>', "the attribute style is not part of kit HTML"),
        ('<table><tr><td colspan="2">a</td></tr></table>', "the attribute colspan is not part of kit HTML"),
        ('<p><a href="javascript:alert(1)">a</a></p>', "the link 'javascript:alert(1)' is not allowed"),
        ('<p><a href="JavaScript:alert(1)">a</a></p>', "is not allowed"),
        ('<p><a href=" javascript:alert(1)">a</a></p>', "is not allowed"),
        ('<p><a href="data:text/html,a">a</a></p>', "is not allowed"),
        ('<p><a href="//example.org">a</a></p>', "is not allowed"),
        ('<p><a href="">a</a></p>', "is not allowed"),
        ('<p lang="klingon">a</p>', "'klingon' is not a language code"),
        ('<p lang="">a</p>', "'' is not a language code"),
        ("<h1>Second title</h1>", "two headings of level 1"),
        ("<h3>C</h3>", "the heading 'C' skips a level"),
        ("<section><h2>B</h2><h4>D</h4></section>", "the heading 'D' skips a level"),
        ('<p id="top">a</p>', "the id 'top' is used 2 times"),
        ('<table><tr><th scope="col">a</th></tr><tr><td>b</td><td>c</td></tr></table>', "rows of different lengths"),
        ("<table><tr><th>a</th></tr></table>", "a header cell has no scope"),
        ('<table><tr><th scope="">a</th></tr></table>', "a header cell has no scope"),
        ("<ul><li><p>a</p></li></ul>", "a list item holds a <p>"),
        ("<ul><li><div>a</div></li></ul>", "a list item holds a <div>"),
        ("<ul><li><h2>a</h2></li></ul>", "a list item holds a <h2>"),
        ("<p> </p>", "a p is empty"),
        ("<h2><em></em></h2>", "a h2 is empty"),
        ("<table><caption></caption><tr><td>a</td></tr></table>", "a caption is empty"),
        ("<div>" * 30 + "a" + "</div>" * 30, "elements are nested too deeply"),
        (
            "<table>" + row(*["<td>a</td>"] * 40) * (MAX_CELLS // 40 + 1) + "</table>",
            f"a table has more than {MAX_CELLS} cells",
        ),
    ],
)
def test_each_rule_is_kept(inner: str, words: str):
    assert [what for what in problems(inner) if words in what], problems(inner)


def test_a_document_without_a_title_is_not_one():
    assert "there is no heading" in [what for what, _ in check(parse("<article><p>a</p></article>"))]
    assert [what for what, _ in check(parse("<article><h2>a</h2></article>"))] == ["the heading 'a' skips a level"]


def test_bounds_are_met_exactly():
    """What is allowed is allowed up to the bound itself."""
    assert problems("<div>" * (MAX_DEPTH - 1) + "<p>a</p>" + "</div>" * (MAX_DEPTH - 1)) == []
    assert problems("<div>" * MAX_DEPTH + "<p>a</p>" + "</div>" * MAX_DEPTH) != []
    assert problems("<table>" + row(*["<td>a</td>"] * 40) * (MAX_CELLS // 40) + "</table>") == []


def test_every_problem_says_what_to_do():
    broken = parse('<article><h2 lang="xx" x="y">a</h2><ul><li><p></p></li></ul><b>c</b></article>')
    found = list(check(broken))
    assert len(found) >= 5
    assert all(what and hint.endswith((".", '"')) for what, hint in found)


def test_an_element_that_is_no_article_is_checked_all_the_same():
    assert [what for what, _ in check(Element("article", (), (Element("h1", (), ("T",)), Element("x-y", ()))))] == [
        "<x-y> is not part of kit HTML"
    ]
