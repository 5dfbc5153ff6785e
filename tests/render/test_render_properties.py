"""Custom properties that are written out: fewer of them, and never another look."""

from __future__ import annotations

from dataclasses import replace

import printing
import pytest

import tools
from partnerkit.model.locales import language
from partnerkit.render import print_html
from partnerkit.render.print_html import Printer
from partnerkit.render.properties import settled
from partnerkit.world import packaged_library

_CASES = {
    "one value": (":root { --a: red; }\np { color: var(--a) }", ":root {  }\np { color: red }"),
    "a value that names another": (
        ":root { --a: var(--b); --b: 1pt }\np { margin: var(--a) var(--b) }",
        "p { margin: 1pt 1pt }",
    ),
    "the last one counts": (":root { --a: red }\n:root { --a: blue }\np { color: var(--a) }", "p { color: blue }"),
    "another value in some places": (
        ":root { --a: red }\n.x { --a: blue }\np { color: var(--a) }",
        ":root { --a: red }\n.x { --a: blue }\np { color: var(--a) }",
    ),
    "another value by language": (
        ":root { --a: red }\n:root:lang(ar) { --a: blue }\np { color: var(--a) }",
        "var(--a)",
    ),
    "a rule inside another": ("@media print {\n  :root { --a: red }\n}\np { color: var(--a) }", "var(--a)"),
    "a value for where there is none": (":root { --a: red }\np { color: var(--a, blue) }", "var(--a, blue)"),
    "a circle": (":root { --a: var(--b); --b: var(--a) }\np { color: var(--a) }", "p { color: var(--"),
    "nobody has declared it": ("p { color: var(--a) }", "p { color: var(--a) }"),
    "a comment": (":root { /* --a: blue; */ --a: red }\np { color: var(--a) }", "p { color: red }"),
    "a name within a name": (":root { --a: red; --a-b: blue }\np { color: var(--a-b) }", "p { color: blue }"),
}


@pytest.mark.parametrize("case", _CASES)
def test_a_property_is_written_out_where_it_has_one_value(case: str):
    css, expected = _CASES[case]
    assert expected in settled(css)


@pytest.mark.parametrize(("code", "name"), [("en", "barriers-survey"), ("ar", "school-family-agreement")])
def test_a_document_looks_the_same(monkeypatch: pytest.MonkeyPatch, code: str, name: str):
    reading = tools.reading()
    printer = Printer(reading.libraries[code], language(code), packaged_library() / "templates")
    job = printer.document(reading.documents[code][name])
    monkeypatch.setattr(print_html, "settled", str)
    as_written = printer.document(reading.documents[code][name])
    assert job.css.count("var(") < as_written.css.count("var(") / 2
    assert replace(job, css="") == replace(as_written, css="")
    one, other = printing.printed(job, as_written)
    assert one == other
