"""Prose: what may be shown, what is refused, and how a text carries its place and its language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit.model.text import Text, problem_in

LAWS = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize(
    "source",
    [
        "Plain words.",
        "**strong** and *soft*",
        "[a link](https://example.org/a?b=c&d=e)",
        "[mail](mailto:office@example.org)",
        "[a document](doc:welcome)",
        "5 < 6 and 7 > 6",
        "AT&T & Co.",
        "St Mary's & All Saints",
        "مدرسة النور",
        "a\u200bb \u200f\u200e \u2067isolated\u2069",
        "non\u00a0breaking \u202f narrow",
        "{school.name}",
        "🌱",
    ],
)
def test_what_may_be_shown(source: str):
    assert problem_in(source, block=False) is None


@pytest.mark.parametrize(
    ("source", "code", "offset"),
    [
        ("a <b>c</b>", "bad-prose", 2),
        ("a </p>", "bad-prose", 2),
        ("a <!-- c -->", "bad-prose", 2),
        ("a <script>alert(1)</script>", "bad-prose", 2),
        ("a <img src=x onerror=alert(1)>", "bad-prose", 2),
        ("a&nbsp;b", "bad-prose", 1),
        ("a&#106;b", "bad-prose", 1),
        ("a&#x6a;b", "bad-prose", 1),
        ("[a](javascript:alert(1))", "bad-prose", 4),
        ("[a](JavaScript:alert(1))", "bad-prose", 4),
        ("[a]( javascript:alert(1))", "bad-prose", 5),
        ("[a](<javascript:alert(1)>)", "bad-prose", 4),
        ("[a](data:text/html,x)", "bad-prose", 4),
        ("[a](file:///etc/passwd)", "bad-prose", 4),
        ("[a](//example.org)", "bad-prose", 4),
        ("[a](page.html)", "bad-prose", 4),
        ("[a](http://example.org)", "bad-prose", 4),
        ("[a](https://{school.name}.example)", "bad-prose", 4),
        ("a\x00b", "bad-prose", 1),
        ("a\x1bb", "bad-prose", 1),
        ("a\x85b", "bad-prose", 1),
        ("a\u202eb", "bad-prose", 1),
        ("a\u202ab", "bad-prose", 1),
        ("a\u2028b", "bad-prose", 1),
        ("a\u2029b", "bad-prose", 1),
        ("a\ue000b", "bad-prose", 1),
        ("a\tb", "bad-prose", 1),
        ("a\nb", "bad-prose", 1),
        ("a {", "unbalanced-braces", 2),
        ("a }", "unbalanced-braces", 2),
    ],
)
def test_what_is_refused_and_where(source: str, code: str, offset: int):
    problem = problem_in(source, block=False)
    assert problem is not None
    assert (problem[0], problem[2]) == (code, offset)


def test_blocks_may_have_lines():
    assert problem_in("one\n\ntwo\n- three", block=True) is None


@LAWS
@given(st.text(max_size=80))
def test_a_problem_has_a_place_and_what_has_none_can_be_read(source: str):
    problem = problem_in(source, block=True)
    if problem is None:
        assert Text(source, block=True).message is not None
        assert "\u202e" not in source
    else:
        assert 0 <= problem[2] < len(source)


def test_a_text_keeps_its_place_when_it_is_translated():
    text = Text("Welcome").bound("welcome#title")
    there = text.translated("Bienvenidos", "es")
    assert (there.key, there.lang, there.source, str(there)) == ("welcome#title", "es", "Bienvenidos", "Bienvenidos")
    assert (text.lang, text.source) == ("en", "Welcome")
