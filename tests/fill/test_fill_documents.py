"""Filling: a school's values and decisions in a document, as words and never as markup, and nothing else changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from partnerkit.compose import Composer
from partnerkit.compose.check import check
from partnerkit.fill import Profile, fill
from partnerkit.load import load
from partnerkit.model.document import Document
from partnerkit.model.element import Element, html, rewritten
from partnerkit.model.kinds import DOCUMENT_KINDS
from partnerkit.model.library import Library
from partnerkit.model.locales import language
from partnerkit.render.page import page_body
from partnerkit.render.print_html import Printer
from partnerkit.translate import read_catalogs, translate
from partnerkit.validate import validate
from partnerkit.world import packaged_library
from tools import CHECKOUT, reading

TEMPLATES = packaged_library() / "templates"
LAWS = settings(max_examples=60, deadline=None, derandomize=True, database=None)

Workspace = Callable[[Mapping[str, str | bytes | None]], Path]

SLOTS = """\
kind: slots
id: slots
groups:
  - {id: school, title: Your school}
slots:
  - {id: school.name, type: name, label: school name, help: Its name., example: Maple School, group: school}
  - {id: reply.days, type: number, label: days, help: How many., example: '2', group: school}
  - {id: first.day, type: date, label: first day, help: When., example: '2027-08-30', group: school}
  - {id: goal.share, type: percent, label: share, help: How much., example: '85', group: school}
  - {id: fund.sum, type: money, label: sum, help: How much., example: '1200', group: school}
  - {id: review.month, type: month, label: month, help: Which., example: '9', group: school}
  - {id: has.garden, type: flag, label: garden, help: Whether., example: 'true', group: school}
  - id: school.level
    type: choice
    label: the school''s level
    help: Which.
    example: high
    group: school
    choices: [{id: high, label: High school}, {id: pre, label: Parents'' preschool}]
"""

POLICY = """\
kind: policy
id: welcome
type: policy
code: "6020"
title: Welcome to {school.name}
version: "1.0"
status: draft
owner: principal
audience: [families]
pillars: [mutual-respect]
adaptation: core
summary: We greet everybody at {school.name}.
review: {every: P1Y, next: 2027-09-15}
change_log:
  - {id: first, version: "1.0", on: 2026-11-22, note: First.}
purpose: PROSE
scope: All of **{school.name}** and [our friends at {school.name}](https://example.org).
statements:
  - {id: one, text: First.}
  - id: two
    optional: true
    optional_note: If you like.
    text: Second.
    items:
      - {id: inner, text: Inner.}
      - {id: garden, when: {var: has.garden}, text: In the garden.}
      - {id: last, text: Last.}
  - {id: three, number: 3.A, text: Third.}
  - id: four
    text: Fourth.
    items:
      - {id: inner, text: Inner.}
  - {id: five, when: {eq: [school.level, high]}, optional: true, text: Fifth.}
responsible: principal
approval_body: school-board
"""

ES = """\
msgctxt "welcome#purpose"
msgid "SOURCE"
msgstr "TARGET"
"""


def library_of(make: Workspace, prose: str, spanish: str = "") -> Library:
    quoted = "'" + prose.replace("'", "''") + "'"
    files: dict[str, str | bytes | None] = {
        "content/slots.yaml": SLOTS,
        "content/policy/welcome.yaml": POLICY.replace("PROSE", quoted),
    }
    if spanish:
        files["content/locale/es/welcome.po"] = ES.replace("SOURCE", prose).replace("TARGET", spanish)
    loaded = load(make(files), TEMPLATES)
    checked = validate(loaded.value)
    assert (loaded.diagnostics, checked.diagnostics) == ((), ())
    if not spanish:
        return checked.value
    localized = translate(checked.value, read_catalogs(loaded.value.catalogs["es"]).value, language("es"))
    assert localized.diagnostics == ()
    return localized.value


def document_of(library: Library, code: str = "en") -> Document:
    result = Composer(library, language(code), TEMPLATES).compose(library.documents["welcome"])
    assert result.diagnostics == ()
    assert result.value is not None
    return result.value


def filled(library: Library, values: Mapping[str, str], code: str = "en", **choices: bool) -> Document:
    switches = {f"welcome#statements[{name}]": on for name, on in choices.items()}
    return fill(document_of(library, code), Profile(values, switches, library.slots))


def block(document: Document, key: str = "welcome#purpose") -> Element:
    (found,) = [element for element in document.body.iter() if element.get("data-key") == key]
    return found


# -- slots -------------------------------------------------------------------------------------------------------------

PLURAL = "{reply.days, plural, one {# day} other {# days}}"


@pytest.mark.parametrize(
    ("prose", "value", "words"),
    [
        ("{school.name}", "Maple School", "Maple School"),
        (PLURAL, "1", "1 day"),
        (PLURAL, "2", "2 days"),
        (PLURAL, "0", "0 days"),
        (PLURAL, "1.5", "1.5 days"),
        (PLURAL, "1200", "1,200 days"),
        ("{reply.days, plural, =0 {no day} one {a day} other {# days}}", "0", "no day"),
        ("{reply.days, plural, =1 {exactly a day} one {a day} other {# days}}", "1", "exactly a day"),
        ("{reply.days, plural, other {within {school.name} for #}}", "3", "within school name for 3"),
        ("{reply.days}", "14", "14"),
        ("{reply.days, number}", "1234.5", "1,234.5"),
        ("{first.day}", "2027-08-30", "August 30, 2027"),
        ("{first.day, date, long}", "2027-08-30", "August 30, 2027"),
        ("{first.day, date, short}", "2027-08-30", "8/30/27"),
        ("{first.day, date, full}", "2027-08-30", "Monday, August 30, 2027"),
        ("{goal.share}", "85", "85%"),
        ("{goal.share, percent}", "12.5", "12.5%"),
        ("{fund.sum}", "1200", "$1,200.00"),
        ("{review.month}", "9", "September"),
        ("{school.level}", "high", "High school"),
        ("{school.level}", "pre", "Parents' preschool"),
        ("{school.level, select, high {big} other {small}}", "high", "big"),
        ("{school.level, select, high {big} other {small}}", "pre", "small"),
    ],
)
def test_a_value_is_written_as_english_writes_it(workspace: Workspace, prose: str, value: str, words: str):
    (name,) = re.findall(r"^\{([a-z.]+)", prose)
    document = filled(library_of(workspace, prose), {name: value})
    assert block(document).text == words


@pytest.mark.parametrize(
    ("prose", "spanish", "value", "words"),
    [
        (PLURAL, "{reply.days, plural, one {# día} many {# de días} other {# días}}", "1", "1 día"),
        (PLURAL, "{reply.days, plural, one {# día} many {# de días} other {# días}}", "2", "2 días"),
        (PLURAL, "{reply.days, plural, one {# día} many {# de días} other {# días}}", "1000000", "1,000,000 de días"),
        (PLURAL, "{reply.days, plural, one {# día} other {# días}}", "1000000", "1,000,000 días"),
        ("{first.day}", "{first.day}", "2027-08-30", "30 de agosto de 2027"),
        ("{goal.share}", "{goal.share}", "85", "85%"),
        ("{reply.days, number}", "{reply.days, number}", "12345.6", "12,345.6"),
        ("{review.month}", "{review.month}", "9", "septiembre"),
    ],
)
def test_a_value_is_written_as_spanish_writes_it(
    workspace: Workspace, prose: str, spanish: str, value: str, words: str
):
    (name,) = re.findall(r"^\{([a-z.]+)", prose)
    document = filled(library_of(workspace, prose, spanish), {name: value}, "es")
    assert "".join(block(document).words()).strip() == words


@pytest.mark.parametrize(
    ("prose", "words"),
    [
        ("{school.name}", "school name"),
        (PLURAL, "days days"),
        ("{first.day, date, long}", "first day"),
        ("{school.level}", "the school's level"),
        ("{school.level, select, high {big} other {small}}", "small"),
    ],
)
@pytest.mark.parametrize("value", [None, "", "   "])
def test_what_is_not_known_is_a_labelled_blank(workspace: Workspace, prose: str, words: str, value: str | None):
    (name,) = re.findall(r"^\{([a-z.]+)", prose)
    document = filled(library_of(workspace, prose), {} if value is None else {name: value})
    assert block(document).text == words
    if "select" not in prose:
        assert "slot" in {word for element in block(document).iter() for word in element.classes}


HOSTILE = [
    "<b>bold</b>",
    "$&",
    "{x}",
    "{school.name}",
    "{{ 7*7 }}",
    '"quoted"',
    "it's",
    "&amp;",
    "</p><script>alert(1)</script>",
    "**not strong**",
    "[a](https://example.org)",
    "مدرسة النور",
    "St Mary's & All Saints",
    "\\1 \\n",
    "# not a heading",
    "- not a list",
    "]]>",
    "a  b",
    "🌱",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_comes_out_as_its_words(workspace: Workspace, value: str):
    """Whatever a school is called, its name is a name: no markup, no slot, no template."""
    document = filled(library_of(workspace, "At {school.name}, {school.name}!"), {"school.name": value})
    turned = (("dir", "rtl"),) if value == "مدرسة النور" else ()
    bdi = Element("bdi", (("class", "filled"), ("data-slot", "school.name"), *turned), (value,))
    assert block(document).children == ("At ", bdi, ", ", bdi, "!")
    assert list(check(document.body)) == []
    read = lxml_html.fragment_fromstring(html(block(document)))
    assert "".join(read.itertext()) == f"At {value}, {value}!"


@LAWS
@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=40))
def test_any_name_comes_out_as_its_words(name: str):
    known = reading()
    document = known.documents["en"]["whole-child-vision"]
    library = known.libraries["en"]
    again = fill(document, Profile({"school.name": name}, {}, library.slots))
    shown = [element for element in again.body.iter() if "filled" in element.classes]
    assert all(element.children == (name.strip(),) for element in shown)
    assert bool(shown) == bool(name.strip())
    assert list(check(again.body)) == []


# -- clauses -----------------------------------------------------------------------------------------------------------


def clauses(document: Document) -> dict[str, str]:
    """The number of every clause that is shown, by its id path within the statements."""

    def found(element: Element) -> Iterator[tuple[str, str]]:
        for item in element.iter():
            if item.tag == "li" and (key := item.get("data-key")).startswith("welcome#statements"):
                number = [c for c in item.children if isinstance(c, Element) and "number" in c.classes]
                yield re.sub(r"welcome#statements|\[|\]|items", "", key), number[0].text

    return dict(found(document.body))


def test_an_undecided_clause_is_shown_as_optional(workspace: Workspace):
    document = filled(library_of(workspace, "x"), {})
    clause = block(document, "welcome#statements[two]")
    assert "optional" in clause.classes
    assert clause.get("data-if")
    assert [e.text for e in clause.iter() if e.classes & {"optional-label", "optional-note"}] == [
        "Optional clause",
        "If you like.",
    ]
    assert clauses(document) == {
        "one": "1",
        "two": "2",
        "two.inner": "2.1",
        "two.garden": "2.2",
        "two.last": "2.3",
        "three": "3.A",
        "four": "4",
        "four.inner": "4.1",
        "five": "5",
    }


def test_a_clause_that_is_on_is_a_clause_like_any_other(workspace: Workspace):
    document = filled(library_of(workspace, "x"), {}, two=True)
    clause = block(document, "welcome#statements[two]")
    assert clause.get("data-if") == ""
    assert "optional" not in clause.classes
    assert "Optional clause" not in clause.text
    assert "If you like." not in clause.text
    assert clauses(document)["two"] == "2"


def test_a_clause_that_is_off_is_gone_and_the_others_are_counted_again(workspace: Workspace):
    document = filled(library_of(workspace, "x"), {}, two=False)
    assert clauses(document) == {"one": "1", "three": "3.A", "four": "3", "four.inner": "3.1", "five": "4"}
    assert "Second." not in document.body.text
    assert list(check(document.body)) == []


def test_inner_clauses_are_counted_again_too(workspace: Workspace):
    document = filled(library_of(workspace, "x"), {"has.garden": "false"}, two=True)
    assert {k: v for k, v in clauses(document).items() if k.startswith("two")} == {
        "two": "2",
        "two.inner": "2.1",
        "two.last": "2.2",
    }


@pytest.mark.parametrize(
    ("level", "switch", "shown", "optional"),
    [
        (None, None, True, True),
        ("high", None, True, True),
        ("pre", None, False, False),
        (None, True, True, True),
        (None, False, False, False),
        ("high", True, True, False),
        ("high", False, False, False),
        ("pre", True, False, False),
    ],
)
def test_a_switch_and_a_condition_go_together(
    workspace: Workspace, level: str | None, switch: bool | None, shown: bool, optional: bool
):
    values = {"school.level": level} if level else {}
    choices = {} if switch is None else {"five": switch}
    document = filled(library_of(workspace, "x"), values, **choices)
    assert ("five" in clauses(document)) == shown
    if shown:
        assert ("optional" in block(document, "welcome#statements[five]").classes) == optional


# -- laws --------------------------------------------------------------------------------------------------------------

SPOKEN = ("en", "es", "ar")
"""The source, a whole translation, and one from right to left in which much is still missing."""
DOCUMENTS = sorted(
    (code, path.stem)
    for kind in DOCUMENT_KINDS
    for path in (CHECKOUT / "content" / kind).glob("*.yaml")
    for code in SPOKEN
)


@pytest.fixture(scope="module")
def core() -> dict[tuple[str, str], Document]:
    """Every core document, composed and not filled."""
    documents = {}
    for code in SPOKEN:
        library = reading().libraries[code]
        composer = Composer(library, language(code), TEMPLATES)
        for definition in library.documents.values():
            document = composer.compose(definition).value
            assert document is not None
            documents[code, definition.id] = document
    return documents


def settled(body: Element) -> Element:
    """A body with every open plural in its ``other`` form, and without the numbers of clauses."""

    def change(element: Element) -> tuple[Element | str, ...]:
        forms = [c for c in element.children if isinstance(c, Element) and c.get("data-form") == "other"]
        if forms:
            return (element.holding(*forms[0].children),)
        return (element.holding().having(data_counted=None) if "number" in element.classes else element,)

    return rewritten(body, change)


@pytest.mark.parametrize(("code", "name"), DOCUMENTS)
def test_filling_with_nothing_changes_nothing(core: dict[tuple[str, str], Document], code: str, name: str):
    """But that a plural over a blank takes one form, and that clauses have been counted."""
    document = core[code, name]
    nothing = Profile({}, {}, reading().libraries[code].slots)
    once = fill(document, nothing)
    assert settled(once.body) == settled(document.body)
    assert [e.text for e in once.body.iter() if "number" in e.classes] == [
        e.text for e in document.body.iter() if "number" in e.classes
    ]
    assert fill(once, nothing) == once
    assert once.filled


SAMPLE = {
    "text": "Words & <more>",
    "name": "St Mary's & All Saints",
    "email": "a@b.example",
    "phone": "(555) 010-0100",
    "url": "https://example.org/?a=b&c=d",
    "date": "2027-08-30",
    "month": "9",
    "number": "1",
    "percent": "85",
    "money": "12.5",
    "flag": "true",
}


@pytest.mark.parametrize("switch", [True, False])
@pytest.mark.parametrize(("code", "name"), DOCUMENTS)
def test_a_filled_document_keeps_the_rules(core: dict[tuple[str, str], Document], code: str, name: str, switch: bool):
    """Everything filled in, and every clause switched on or off: sound, and nothing left open."""
    library = reading().libraries[code]
    document = core[code, name]
    values = {slot.id: SAMPLE.get(slot.type) or slot.choices[0].id for slot in library.slots.values()}
    switches = {e.get("data-key"): switch for e in document.body.iter() if e.get("data-key")}
    profile = Profile(values, switches, library.slots)
    after = fill(document, profile)
    assert list(check(after.body)) == []
    read = lxml_html.fragment_fromstring(html(after.body))
    assert "".join(read.text_content().split()) == "".join(after.body.text.split())
    for element in after.body.iter():
        assert not element.classes & {"slot", "optional", "optional-label", "optional-note"}, html(element)
        assert not element.get("data-if"), html(element)
        assert not element.get("data-form"), html(element)
    assert fill(after, profile) == after


# -- a school's name, all the way --------------------------------------------------------------------------------------

NAMES = ["St Mary's & All Saints", "مدرسة النور", "<b>$&{x}\"'", "A_b*c# [d](e) ~~f~~ `g` \\h :i: ^j^ $k$"]


def page_text(document: Document) -> lxml_html.HtmlElement:
    """The page file as the site engine's Markdown reads it."""
    body = page_body(document.body, lambda target: f"../{target}/")
    extensions = ["attr_list", "md_in_html", "toc", "tables", "admonition", "def_list", "footnotes"]
    return lxml_html.fragment_fromstring(markdown.markdown(body, extensions=extensions), create_parent="div")


def visible(node: lxml_html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_school_is_right_on_its_page(workspace: Workspace, name: str):
    """Headings are Markdown and bodies are HTML: the name is escaped once in each, and in neither twice."""
    document = filled(library_of(workspace, "{school.name}, **{school.name}**"), {"school.name": name})
    page = page_text(document)
    (title,) = page.iter("h1")
    assert visible(title) == f"Welcome to {name}"
    assert visible(page).count(name) == 6
    assert page.xpath("count(.//b | .//script | .//del)") == 0
    for twice in ("&amp;", "&lt;", "&#x27;", "&#39;", "&quot;"):
        assert twice not in visible(page)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_school_is_right_in_print(workspace: Workspace, name: str):
    library = library_of(workspace, "{school.name}, **{school.name}**")
    values = {"school.name": name}
    mine = library.workspace.model_copy(update={"values": values})
    printer = Printer(type(library)(**{**vars(library), "workspace": mine}), language("en"), TEMPLATES)
    page = lxml_html.document_fromstring(printer.document(filled(library, values)).html)
    (title,) = page.iter("h1")
    assert visible(title) == f"Welcome to {name}"
    assert visible(page.body).count(name) == 6
    assert page.body.get("data-foot").startswith(f"{name} · 6020 · ")
    assert page.xpath("string(//meta[@name='author']/@content)") == name
    assert page.xpath("count(//b | //script)") == 0
    for attribute in (visible(page.body), page.body.get("data-foot")):
        for twice in ("&amp;", "&lt;", "&#x27;", "&#39;", "&quot;"):
            assert twice not in attribute


def test_a_title_is_filled_wherever_it_stands(workspace: Workspace):
    """In lists, in the name of a browser's tab and in a PDF's title, as in the heading itself."""
    document = filled(library_of(workspace, "x"), {"school.name": "St Mary's & All Saints"})
    assert document.outline[0].text == "Welcome to St Mary's & All Saints"
    assert document.title == "Welcome to St Mary's & All Saints"
    assert document.facts.summary.text == "We greet everybody at St Mary's & All Saints."
