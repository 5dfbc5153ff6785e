"""Two languages side by side: rows that belong together, nothing lost or said twice, and sound PDF files."""

from __future__ import annotations

import io
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import page
import printing
import pypdf
import pytest
import structure

import tools
from partnerkit.compose.parse import parse
from partnerkit.execute.progress import Timeline
from partnerkit.model.document import Document
from partnerkit.model.element import INLINE, Element
from partnerkit.model.locales import language
from partnerkit.reading import Reading, open_library, read_in
from partnerkit.render.bilingual import paired
from partnerkit.render.pdf import Pdf, PdfJob
from partnerkit.render.print_html import Printer
from partnerkit.render.properties import settled
from partnerkit.world import World

MISSING = Element("span", (("class", "missing"), ("lang", "es"), ("dir", "ltr")), ("todavía no",))
FAMILY = ("ar", "zh-Hans", "ur")
"""Languages in which what families read is drafted, whether or not they are published."""


@pytest.fixture(scope="module")
def family() -> Reading:
    """What families read, in languages of other scripts and directions."""
    world = World.at(tools.CHECKOUT)
    opened = open_library(world, Timeline()).value
    assert opened is not None
    held = opened.library.kits["family-front"].documents
    reading = read_in(["en", *FAMILY], opened, world, Timeline(), only=held).value
    assert reading is not None
    return reading


# -- shapes that differ ------------------------------------------------------------------------------------------------


def _document(inside: str, code: str) -> Document:
    spoken = language(code)
    example = tools.reading().documents["en"]["concern-form"]
    body = parse(f'<article lang="{code}" dir="{spoken.dir}">{inside}</article>')
    return replace(example, id="example", language=spoken, title="", title_language=spoken, body=body)


def _rows(source: str, translation: str) -> list[tuple[str, str]]:
    """The words of every row, of both sides."""
    body = paired(_document(source, "en"), _document(translation, "es"), MISSING)
    return [
        (row.children[0].text, row.children[1].text)
        for row in body.iter()
        if "pair" in row.classes and isinstance(row.children[0], Element) and isinstance(row.children[1], Element)
    ]


def test_paragraphs_of_one_text_stand_beside_each_other():
    key = 'data-key="a#text"'
    rows = _rows(f"<p {key}>One</p><p {key}>Two</p>", f"<p {key}>Uno</p><p {key}>Dos</p>")
    assert rows == [("One", "Uno"), ("Two", "Dos")]


def test_a_text_with_another_number_of_paragraphs_is_one_row():
    key = 'data-key="a#text"'
    rows = _rows(
        f"<p>Before</p><p {key}>One</p><p {key}>Two</p><p>After</p>",
        f"<p>Antes</p><p {key}>Uno</p><p {key}>Dos</p><p {key}>Tres</p><p>Después</p>",
    )
    assert rows == [("Before", "Antes"), ("One Two", "Uno Dos Tres"), ("After", "Después")]


def test_a_list_in_a_text_with_another_number_of_items_is_one_row():
    rows = _rows('<ul data-key="a#text"><li>One</li><li>Two</li></ul>', '<ul data-key="a#text"><li>Uno y dos</li></ul>')
    assert rows == [("One Two", "Uno y dos")]


def test_a_paragraph_that_is_a_list_in_the_translation_is_one_row():
    assert _rows('<p data-key="a#t">One, two</p>', '<ul data-key="a#t"><li>Uno</li><li>Dos</li></ul>') == [
        ("One, two", "Uno Dos")
    ]


def test_what_only_one_side_has_makes_a_row_where_it_stands_there():
    rows = _rows("<h1>Title</h1><p>Text</p>", '<h1>Título</h1><p class="translation-note">Borrador</p><p>Texto</p>')
    assert rows == [("Title", "Título"), ("", "Borrador"), ("Text", "Texto")]
    assert _rows("<p>One</p><p>Two</p>", "<p>Uno</p>") == [("One", "Uno"), ("Two", "")]
    assert _rows("<p>One</p>", '<h1 id="x">Uno</h1><p>Dos</p>') == [("", "Uno"), ("One", "Dos")]


def test_what_stands_in_another_order_is_found_by_its_id_path():
    rows = _rows(
        '<dl><dt>Apple</dt><dd data-key="a#1">Red</dd><dt>Tree</dt><dd data-key="a#2">Green</dd></dl>',
        '<dl><dt>Árbol</dt><dd data-key="a#2">Verde</dd><dt>Manzana</dt><dd data-key="a#1">Roja</dd></dl>',
    )
    assert rows == [("Apple Red", "Manzana Roja"), ("Tree Green", "Árbol Verde")]


def test_an_item_and_the_list_below_it_are_rows_of_their_own():
    rows = _rows(
        "<ol><li>One<ul><li>Small</li><li>Smaller</li></ul></li><li>Two</li></ol>",
        "<ol><li>Uno<ul><li>Pequeño</li><li>Menor</li></ul></li><li>Dos</li></ol>",
    )
    assert rows == [("One", "Uno"), ("Small", "Pequeño"), ("Smaller", "Menor"), ("Two", "Dos")]


def test_small_words_behind_a_step_stay_with_it():
    step = '<ol class="steps"><li>{}<ul class="by"><li>{}</li></ul></li></ol>'
    assert _rows(step.format("Call", "Principal"), step.format("Llame", "Dirección")) == [
        ("Call Principal", "Llame Dirección")
    ]


def test_counted_items_keep_their_numbers():
    body = paired(
        _document("<ol><li>A</li><li>B</li><li>C</li></ol>", "en"),
        _document("<ol><li>A</li><li>B</li><li>C</li></ol>", "es"),
        MISSING,
    )
    starts = [item.get("style") for item in body.iter() if item.tag == "li"]
    assert starts == [f"counter-reset: list-item {before}" for before in (0, 0, 1, 1, 2, 2)]


# -- what is not translated --------------------------------------------------------------------------------------------

_SPAN = '<span class="untranslated" lang="en" dir="ltr">{}</span>'


@pytest.mark.parametrize(
    ("source", "translation", "wanted"),
    [
        (
            '<p data-key="a#t">Text</p>',
            '<p data-key="a#t" class="untranslated" lang="en" dir="ltr">Text</p>',
            ("Text", "todavía no"),
        ),
        ("<h1>Title</h1>", f"<h1>{_SPAN.format('Title')}</h1>", ("Title", "todavía no")),
        ("<p>See it.</p>", f"<p>Vea {_SPAN.format('it')}.</p>", ("See it.", "Vea todavía no.")),
        ("<p>One; two.</p>", f"<p>{_SPAN.format('One')}; {_SPAN.format('two')}.</p>", ("One; two.", "todavía no")),
        (
            '<ol class="clauses"><li><span class="number">1.1</span> A. B</li></ol>',
            f'<ol class="clauses"><li><span class="number">1.1</span> {_SPAN.format("A. B")}</li></ol>',
            ("1.1 A. B", "1.1 todavía no"),
        ),
        (
            '<ul class="related"><li>A</li><li>B</li></ul>',
            f'<ul class="related"><li>{_SPAN.format("A")}</li><li>{_SPAN.format("B")}</li></ul>',
            ("A B", "todavía no"),
        ),
    ],
)
def test_what_is_not_translated_stands_in_the_source_column_and_the_other_says_so(
    source: str, translation: str, wanted: tuple[str, str]
):
    assert _rows(source, translation) == [wanted]


def test_a_heading_that_is_not_translated_is_no_heading_a_second_time():
    body = paired(_document("<h1>T</h1>", "en"), _document(f"<h1>{_SPAN.format('T')}</h1>", "es"), MISSING)
    headings = [each for each in body.iter() if each.tag == "h1"]
    assert [(each.text, each.get("data-bookmark")) for each in headings] == [("T", "T")]


# -- what people write on ----------------------------------------------------------------------------------------------


def _joined(source: str, translation: str) -> Element:
    return paired(_document(source, "en"), _document(translation, "es"), MISSING)


def test_a_line_to_write_on_is_there_once():
    answer = '<div class="answer"><p class="label">{}</p><div class="write"></div><div class="write"></div></div>'
    body = _joined(answer.format("Name"), answer.format("Nombre"))
    assert sum("write" in each.classes for each in body.iter()) == 2


def test_people_sign_once():
    place = (
        '<div class="signatures"><div class="signature"><p class="signer">{}</p><p class="sign-line">{}</p></div></div>'
    )
    body = _joined(place.format("Teacher", "Name"), place.format("Docente", "Nombre"))
    assert [each.text for each in body.iter() if "sign-line" in each.classes] == ["Name Nombre"]
    assert [each.text for each in body.iter() if "signer" in each.classes] == ["Teacher Docente"]


_TABLE = "<table><tbody><tr><th scope='row'>{}</th><td>{}</td><td></td></tr></tbody></table>"


def test_a_table_is_there_once_with_both_languages_in_its_cells():
    body = _joined(_TABLE.format("When", "May 4"), _TABLE.format("Cuándo", "4 de mayo"))
    cells = [[part.get("lang") for part in each.children if isinstance(part, Element)] for each in _cells(body)]
    assert [each.text for each in _cells(body)] == ["When Cuándo", "May 4 4 de mayo", ""]
    assert cells == [["en", "es"], ["en", "es"], []]


def test_what_is_the_same_in_both_languages_is_said_once():
    body = _joined(_TABLE.format("When", "12"), _TABLE.format("Cuándo", "12"))
    assert [each.text for each in _cells(body)] == ["When Cuándo", "12", ""]


def test_tables_of_different_shapes_stand_one_after_the_other():
    longer = _TABLE.format("Cuándo", "hoy").replace("<td></td>", "")
    tables = [each for each in _joined(_TABLE.format("When", "today"), longer).iter() if each.tag == "table"]
    assert [each.text for each in tables] == ["When today", "Cuándo hoy"]
    assert [each.get("lang") for each in tables] == ["", "es"]


def _cells(body: Element) -> list[Element]:
    return [each for each in body.iter() if each.tag in ("th", "td")]


# -- every document ----------------------------------------------------------------------------------------------------


def _words(node: Element | str, leave_out: str) -> Iterator[str]:
    """The words of one side of a pairing, in order: all but what belongs to the other side or says what is missing."""
    if isinstance(node, str):
        yield node
    elif not (node.get("dir") and node.classes & {leave_out, "missing"}) and not _repeats(node):
        gap = "" if node.tag in INLINE else " "
        yield gap
        for child in node.children:
            yield from _words(child, leave_out)
        yield gap


def _repeats(node: Element) -> bool:
    return "untranslated" in node.classes and node.get("lang") == "en"


def _said(body: Element, leave_out: str = "-") -> list[str]:
    """Words without their stops: those between words that are not translated mean nothing."""
    return re.findall(r"\w+", "".join(_words(body, leave_out)))


def _keys(body: Element) -> list[str]:
    return [key for each in body.iter() if (key := each.get("data-key"))]


def _complete(source: Document, translation: Document) -> None:
    body = paired(source, translation, MISSING)
    assert _said(body, "translation") == _said(source.body), "the source"
    found, wanted = _said(body, "source"), _said(translation.body)
    if Counter(_keys(source.body)) != Counter(_keys(translation.body)) or _keys(source.body) == _keys(translation.body):
        assert found == wanted, "the translation"
    else:
        # A glossary is in the order of its own alphabet; here it follows that of the source.
        assert sorted(found) == sorted(wanted), "the translation"
    ids = [own for each in body.iter() if (own := each.get("id"))]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("code", ["es", "ar", "zh-Hans"])
def test_every_word_of_every_document_is_there_once_and_in_order(code: str):
    originals, translations = tools.reading().documents["en"], tools.reading().documents[code]
    for name, translation in translations.items():
        _complete(originals[name], translation)


@pytest.mark.parametrize("code", FAMILY)
def test_every_word_that_families_read_is_there_in_their_language(family: Reading, code: str):
    assert family.documents[code]["school-family-agreement"].title_language.code == code
    originals = family.documents["en"]
    for name, document in family.documents[code].items():
        _complete(originals[name], document)


# -- the job -----------------------------------------------------------------------------------------------------------


def _job(reading: Reading, code: str, name: str) -> PdfJob:
    printer = Printer(reading.libraries[code], language(code), printing.TEMPLATES)
    return printer.bilingual(reading.documents["en"][name], reading.documents[code][name])


def test_other_prints_are_made_of_what_they_were_made_of_before():
    """Their names in the cache depend on their styles; those of two columns must not be among them."""
    reading = tools.reading()
    printer = Printer(reading.libraries["es"], language("es"), printing.TEMPLATES)
    folder = printing.TEMPLATES / "print"
    own = (folder / "bilingual.css").read_text(encoding="utf-8")
    plain = "\n".join((folder / name).read_text(encoding="utf-8") for name in ("base.css", "paper-letter.css"))
    document = reading.documents["es"]["concern-form"]
    before = printer.document(document)
    beside = printer.bilingual(reading.documents["en"]["concern-form"], document)
    assert before.css == settled(plain)
    assert beside.css == settled(f"{plain}\n{own}")
    assert printer.document(document) == before
    assert beside == _job(reading, "es", "concern-form")
    assert beside.key("fonts", "engine") != before.key("fonts", "engine")
    assert (before.name, beside.name) == ("es/concern-form", "es/concern-form-bilingual")


# -- the file ----------------------------------------------------------------------------------------------------------

PRINTED = [("ar", "school-family-agreement"), ("ur", "communication-profile"), ("zh-Hans", "concern-procedure")]
SPANISH = ["family-pulse-survey", "communication-protocol", "language-access-policy", "governance-map"]


@pytest.fixture(scope="module")
def printed(family: Reading) -> dict[tuple[str, str], Pdf]:
    """Some documents as PDF files, all from one process."""
    jobs = {(code, name): _job(family, code, name) for code, name in PRINTED}
    jobs |= {("es", name): _job(tools.reading(), "es", name) for name in SPANISH}
    return dict(zip(jobs, printing.printed(*jobs.values()), strict=True))


def test_the_files_conform_to_pdf_ua(printed: dict[tuple[str, str], Pdf]):
    for which, made in printed.items():
        assert made.warnings == (), which
        assert [str(failure.rule_id) for failure in page.validate_pdf_bytes(made.data, profile="ua1").failures] == [], (
            which
        )
        for node in structure.tree(made.data).iter():
            if node.tag == "LI":
                assert {child.tag for child in node.children} <= {"Lbl", "LBody"}, which
                assert sum(child.tag == "LBody" for child in node.children) == 1, which
            elif node.tag == "TH":
                assert node.scope in ("Row", "Column"), which
        levels = [int(n.tag[1]) for n in structure.tree(made.data).iter() if n.tag in ("H1", "H2", "H3", "H4")]
        assert levels[0] == 1, which
        assert all(new <= old + 1 for old, new in itertools.pairwise(levels)), which


def test_both_languages_are_named_and_marked(printed: dict[tuple[str, str], Pdf]):
    for (code, name), made in printed.items():
        title = tools.reading().documents["en"][name].title
        with structure.opened(made.data) as pdf:
            assert str(pdf.docinfo["/Title"]) == f"{title} · English – {language(code).name}"
            assert str(pdf.Root.Lang) == "en"
        sides = [node.lang for node in structure.tree(made.data).iter() if node.tag == "Div" and node.lang]
        assert set(sides) == {"en", code}
        assert sides[:4] == ["en", code, "en", code], name


def test_the_outline_names_each_heading_once_in_both_languages(printed: dict[tuple[str, str], Pdf], family: Reading):
    for code, name in PRINTED:
        found: list[str] = []

        def walk(items: object, found: list[str] = found) -> None:
            for item in items:  # type: ignore[attr-defined]
                found.append(" ".join(item.title.split()))
                walk(item.children)

        with structure.opened(printed[code, name].data) as pdf, pdf.open_outline() as outline:
            walk(outline.root)
        ours, theirs = (family.documents[spoken][name].outline for spoken in ("en", code))
        assert found == [f"{one.text} – {other.text}" for one, other in zip(ours, theirs, strict=True)], name


def test_no_letter_is_lost_on_the_way_to_paper(printed: dict[tuple[str, str], Pdf], family: Reading):
    """Letters, because what reads a PDF back joins some words of a script that runs from right to left."""
    for code, name in PRINTED:
        ours, theirs = family.documents["en"][name].body, family.documents[code][name].body
        wanted = _letters(ours.text) + _letters(" ".join(_said(theirs)))
        assert tools.lost(wanted, _letters(structure.text(printed[code, name].data))) == {}, (code, name)


def _letters(text: str) -> Counter[str]:
    return Counter(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def _places(made: Pdf, number: int) -> list[tuple[str, float, float]]:
    """The pieces of text of a page with their places, in points from the left and from the top."""
    found = []
    sheet = pypdf.PdfReader(io.BytesIO(made.data)).pages[number]

    def note(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((" ".join(text.split()), x, float(sheet.mediabox.height) - y))

    sheet.extract_text(visitor_text=note)
    return found


def test_rows_line_up_and_each_column_has_its_side(printed: dict[tuple[str, str], Pdf]):
    places = _places(printed["es", "family-pulse-survey"], 1)
    middle = 612 / 2
    for ours, theirs in (("Trust", "Confianza"), ("Never", "Nunca"), ("Always", "Siempre")):
        left = [(x, y) for text, x, y in places if text == ours]
        right = [(x, y) for text, x, y in places if text == theirs]
        assert left
        assert len(left) == len(right)
        for (one_x, one_y), (other_x, other_y) in zip(left, right, strict=True):
            assert one_x < middle < other_x
            assert abs(one_y - other_y) < 0.5


def test_a_column_of_arabic_runs_from_the_right(family: Reading):
    job = _job(family, "ar", "school-family-agreement")
    assert 'class="source" lang="en" dir="ltr"' in job.html
    assert 'class="translation" lang="ar" dir="rtl"' in job.html
    assert '<body class="single bilingual mirrored"' in job.html
    assert "mirrored" not in _job(family, "zh-Hans", "school-family-agreement").html.split("<article")[0]
