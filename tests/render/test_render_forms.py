"""Forms to fill in on a screen: a field in every place to write, sound, and filled in by the programs people have."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import filling
import lxml.html
import page
import pikepdf
import printing
import pytest
import structure
from hypothesis import given, settings
from hypothesis import strategies as st

import tools
from partnerkit.compose.parse import parse
from partnerkit.execute.progress import Timeline
from partnerkit.model.document import Document
from partnerkit.model.element import Element, html
from partnerkit.model.locales import language
from partnerkit.reading import open_library, read_in
from partnerkit.render.forms import FormWords, can_be_filled, fillable
from partnerkit.render.pdf import Pdf, PdfJob
from partnerkit.render.print_html import Printer
from partnerkit.world import World

FAMILY = ("welcome-to-families", "conference-preparation", "school-family-agreement")
"""Documents that are drafted in every language: blanks, lines and boxes, signatures."""
OTHERS = (
    "barriers-survey",
    "family-pulse-survey",
    "technology-checklist",
    "meeting-agenda-minutes",
    "partnership-report",
)
"""Surveys with and without tables, a checklist with points, a form of tables, a report."""
WANTED = [(code, name) for code in ("en", "es", "ar", "zh-Hans") for name in FAMILY]
WANTED += [("en", name) for name in OTHERS] + [("es", name) for name in OTHERS]
WORDS = FormWords("MM/DD/YYYY", str)


@dataclass(frozen=True)
class Form:
    """A document printed in both ways."""

    document: Document
    job: PdfJob
    paper: Pdf
    form: Pdf


@pytest.fixture(scope="module")
def forms() -> dict[tuple[str, str], Form]:
    world = World.at(tools.CHECKOUT)
    opened = open_library(world, Timeline()).value
    assert opened is not None
    reading = read_in(["en", "es", "ar", "zh-Hans"], opened, world, Timeline(), only=[*FAMILY, *OTHERS]).value
    assert reading is not None
    jobs = []
    for code, name in WANTED:
        printer = Printer(reading.libraries[code], language(code), world.templates)
        jobs += [printer.document(reading.documents[code][name]), printer.form(reading.documents[code][name])]
    made = printing.printed(*jobs)
    found = zip(WANTED, jobs[1::2], made[::2], made[1::2], strict=True)
    return {
        (code, name): Form(reading.documents[code][name], job, paper, form) for (code, name), job, paper, form in found
    }


@dataclass(frozen=True)
class Field:
    """A field with what it is called, its kind, and at which end what is written begins (0 left, 2 right)."""

    name: str
    kind: str
    end: int


def _fields(data: bytes) -> list[Field]:
    with structure.opened(data) as pdf:
        return [
            Field(str(each.T), str(each.FT).lstrip("/"), int(each.get("/Q", 0))) for each in pdf.Root.AcroForm.Fields
        ]


# -- the whole file ----------------------------------------------------------------------------------------------------


def test_every_form_conforms_to_pdf_ua(forms: dict[tuple[str, str], Form]):
    failing = {}
    for key, made in forms.items():
        report = page.validate_pdf_bytes(made.form.data, profile="ua1")
        assert made.form.warnings == (), key
        if not report.is_compliant:
            failing[key] = sorted({str(failure.rule_id) for failure in report.failures})
    assert failing == {}


def test_a_form_has_the_words_of_the_paper_and_the_format_of_every_date(forms: dict[tuple[str, str], Form]):
    for key, made in forms.items():
        paper, form = (_words(made, one) for one in (made.paper, made.form))
        dates = _count(made.document, _DATES)
        assert paper - form == Counter(), key
        letters = "".join(_letters(key[0])).casefold()
        more = "".join((form - paper).elements())
        assert Counter(more) == Counter(letters * dates), key


def _letters(code: str) -> tuple[str, str, str]:
    """What stands for the figures of day, month and year in a language."""
    interface = tools.reading().libraries[code].interface
    day, month, year = (str(interface[f"date-{part}"].source) for part in ("day", "month", "year"))
    return day, month, year


def _words(made: Form, pdf: Pdf) -> Counter[str]:
    """The words of a file; where letters join, its Latin words and its letters: programs guess where such words end."""
    found = tools.words(structure.text(pdf.data))
    if made.document.language.dir == "ltr":
        return found
    letters: Counter[str] = Counter()
    for word, times in found.items():
        latin = "".join(re.findall("[a-z]+", word))
        letters += Counter({latin: times} if latin else {})
        letters += Counter(list(word.replace(latin, "")) * times)
    return letters


def test_a_form_has_the_pages_of_the_paper(forms: dict[tuple[str, str], Form]):
    assert {key: made.form.pages for key, made in forms.items()} == {
        key: made.paper.pages for key, made in forms.items()
    }


def test_a_form_is_not_much_larger_than_the_paper(forms: dict[tuple[str, str], Form]):
    sizes = {key: len(made.form.data) for key, made in forms.items()}
    assert max(sizes.values()) < 400_000, sizes


def test_a_form_is_made_of_the_same_bytes_every_time(forms: dict[tuple[str, str], Form]):
    made = forms["en", "technology-checklist"]
    assert made.job.name == "en/technology-checklist-fillable"
    assert [one.data for one in printing.printed(made.job)] == [made.form.data]


def test_a_form_and_its_paper_have_different_names_in_a_cache():
    job = printing.job("<p>Words</p>")
    assert job.key("fonts", "engine") != replace(job, fillable=True).key("fonts", "engine")


# -- a field in every place --------------------------------------------------------------------------------------------

_LINES = "//div[@class='write'][not(preceding-sibling::*[1][@class='write'])]"
_TICKS = (
    "//ul[contains(@class, 'checklist')]/li"
    " | //ul[@class='boxes'][not(parent::*[contains(@class, 'answer-choice')])]/li"
)
_CHOICES = (
    "//*[contains(@class, 'answer-choice')]/ul[@class='boxes'][li] | //tr[count(td[contains(@class, 'tick')]) > 1]"
)
_SINGLE = "//tr[count(td[contains(@class, 'tick')]) = 1]"
_CELLS = "//td[@class='write-cell']"
_BLANKS = "//span[@class='blank']"
_SIGNED = "//p[@class='sign-line' or @class='sign-date']"
_DATES = (
    "//div[contains(@class, 'answer-date')] | //span[@data-blank='date'] | //span[@class='slot'][@data-type='date']"
    " | //p[@class='sign-date']"
)


def _count(document: Document, path: str) -> int:
    return len(lxml.html.fragment_fromstring(html(document.body)).xpath(path))


def test_every_place_to_write_has_a_field_and_no_other_place(forms: dict[tuple[str, str], Form]):
    for key, made in forms.items():
        read = lxml.html.fragment_fromstring(html(made.document.body))
        slots = {str(each.get("data-slot")) for each in read.xpath("//span[@class='slot']")}
        places = sum(len(read.xpath(path)) for path in (_LINES, _TICKS, _CHOICES, _SINGLE, _CELLS, _BLANKS, _SIGNED))
        assert len(_fields(made.form.data)) == places + len(slots) > 0, key


def test_every_field_has_a_name_of_its_own_and_no_name_depends_on_the_language(forms: dict[tuple[str, str], Form]):
    names = {key: [field.name for field in _fields(made.form.data)] for key, made in forms.items()}
    for (code, name), found in names.items():
        assert len(set(found)) == len(found), (code, name)
        assert all(re.fullmatch(r"[a-z0-9_/-]+", each) for each in found), (code, name)
        # A sentence may name its blanks in another order in another language.
        assert sorted(found) == sorted(names["en", name]), (code, name)


def test_every_widget_is_called_by_words_of_the_document(forms: dict[tuple[str, str], Form]):
    for key, made in forms.items():
        text = made.document.body.text
        for widget in filling.widgets(made.form.data):
            year = re.escape(_letters(key[0])[2])
            for part in re.sub(rf" \([^()]*{year}[^()]*\)$", "", widget.about).split(" – "):
                assert part, (key, widget)
                assert part in text or part.isdecimal(), (key, widget)


def test_tab_goes_through_the_fields_as_they_are_read(forms: dict[tuple[str, str], Form]):
    for key, made in forms.items():
        inputs = [each for each in fillable(made.document.body, WORDS).iter() if each.get("name")]
        with structure.opened(made.form.data) as pdf:
            assert all(sheet.Tabs == "/S" for sheet in pdf.pages), key
            read = _tagged(pdf.Root.StructTreeRoot.K, "")
            names = [str((each if "/T" in each else each.Parent).T) for each in read]
        assert names == [each.get("name") for each in inputs], key


def _tagged(kids: pikepdf.Object, tag: str) -> list[pikepdf.Object]:
    """The annotations of a structure tree in reading order, those that are in a tag for a field."""
    found = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            continue
        if kid.get("/Type") == "/OBJR":
            if kid.Obj.Subtype == "/Widget":
                assert tag == "/Form"
                found.append(kid.Obj)
        elif "/K" in kid:
            found += _tagged(kid.K, str(kid.S))
    return found


def test_every_widget_has_its_appearances(forms: dict[tuple[str, str], Form]):
    for key, made in forms.items():
        with structure.opened(made.form.data) as pdf:
            assert "/NeedAppearances" not in pdf.Root.AcroForm, key
            for widget in _tagged(pdf.Root.StructTreeRoot.K, ""):
                drawn = widget.AP.N
                if (widget if "/FT" in widget else widget.Parent).FT == "/Btn":
                    assert widget.AS == "/Off", key
                    assert len(drawn) == 2, key
                    assert drawn.Off.read_bytes() == b"", key
                else:
                    assert b"Tj" not in drawn.read_bytes(), key


def test_what_is_typed_is_large_enough_in_an_embedded_font(forms: dict[tuple[str, str], Form]):
    for key, made in forms.items():
        assert all(structure.fonts(made.form.data).values()), key
        with structure.opened(made.form.data) as pdf:
            fonts = pdf.Root.AcroForm.DR.Font
            for widget in _tagged(pdf.Root.StructTreeRoot.K, ""):
                field = widget if "/FT" in widget else widget.Parent
                if field.FT == "/Tx":
                    font, size = re.findall(r"(/\w+) ([\d.]+) Tf", str(field.DA))[0]
                    assert float(size) >= 11, key
                    assert font in fonts, key
                    assert float(widget.Rect[3]) - float(widget.Rect[1]) > 12.9, key


def test_fields_of_a_language_from_right_to_left_are_written_from_the_right(forms: dict[tuple[str, str], Form]):
    for (code, name), made in forms.items():
        ends = {field.end for field in _fields(made.form.data) if field.kind == "Tx"}
        assert ends == ({2} if code == "ar" else {0}), (code, name)


# -- filled in ---------------------------------------------------------------------------------------------------------

_TYPED = {"en": "Ana Müller-Peña, à 5 ½", "es": "Señora Ñúñez", "ar": "مريم الأحمد", "zh-Hans": "王小明"}


def _something(code: str, data: bytes) -> dict[str, str | bool]:
    """Something for every field: words, a tick, or the last of several choices."""
    wanted: dict[str, str | bool] = {}
    for widget in filling.widgets(data):
        if widget.kind == "Tx":
            wanted[widget.name] = f"{_TYPED[code]} {len(wanted)}"
        else:
            wanted[widget.name] = True if widget.state == "on" else f"/{widget.state}"
    return wanted


_FILLED = [
    (code, name) for code, name in WANTED if name in FAMILY or name in ("barriers-survey", "technology-checklist")
]


@pytest.mark.parametrize(("code", "name"), _FILLED)
def test_what_is_filled_in_by_pdfium_is_kept(forms: dict[tuple[str, str], Form], code: str, name: str):
    data = forms[code, name].form.data
    wanted = _something(code, data)
    filled = filling.with_pdfium(data, wanted)
    assert filling.values(filled) == filling.as_stored(wanted)


@pytest.mark.parametrize(("code", "name"), _FILLED)
def test_what_is_filled_in_by_pdf_js_is_kept(forms: dict[tuple[str, str], Form], tmp_path: Path, code: str, name: str):
    data = forms[code, name].form.data
    wanted = _something(code, data)
    filled = filling.with_pdfjs(data, wanted, tmp_path)
    assert filling.values(filled) == filling.as_stored(wanted)
    assert list(filling.shown(filled)) != list(filling.shown(data))


def test_a_blank_that_occurs_twice_is_filled_in_once(forms: dict[tuple[str, str], Form]):
    data = forms["en", "school-family-agreement"].form.data
    twice = [each for each in filling.widgets(data) if each.name == "slots/school/name"]
    assert len({each.page for each in twice}) > 1
    filled = filling.with_pdfium(data, {"slots/school/name": "Maple School"})
    with structure.opened(filled) as pdf:
        (field,) = (each for each in pdf.Root.AcroForm.Fields if each.T == "slots/school/name")
        drawn = [kid.AP.N.read_bytes() for kid in field.Kids]
    assert len(drawn) == len(twice)
    assert all(b"Tj" in each for each in drawn)


def test_of_boxes_that_exclude_each_other_the_last_one_chosen_counts(forms: dict[tuple[str, str], Form]):
    data = forms["en", "technology-checklist"].form.data
    name = "parts/privacy/checks/contract/choice"
    states = [each.state for each in filling.widgets(data) if each.name == name]
    assert len(states) == 3
    filled = filling.with_pdfium(filling.with_pdfium(data, {name: f"/{states[0]}"}), {name: f"/{states[2]}"})
    assert filling.values(filled) == {name: f"/{states[2]}"}


# -- shapes that the library does not have -----------------------------------------------------------------------------


def _body(inside: str) -> Element:
    return parse(f'<article lang="en" dir="ltr"><h1 id="top">A title</h1>{inside}</article>')


def _named(inside: str) -> dict[str, str]:
    """The accessible name of every field, by its name."""
    return {each.get("name"): each.get("title") for each in fillable(_body(inside), WORDS).iter() if each.get("name")}


def test_nothing_to_write_in_is_nothing_to_fill_in():
    for inside in ("<p>Words</p>", '<ul class="checklist"></ul>', "<table><tbody><tr><td>1</td></tr></tbody></table>"):
        body = _body(inside)
        assert not can_be_filled(body)
        assert fillable(body, WORDS) == body


def test_lines_below_each_other_are_one_field_and_lines_apart_are_two():
    line = '<div class="write"></div>'
    inside = (
        f'<div class="answer" data-key="a#b[c]"><p class="label">Why?</p>{line}{line}<p class="help">Or</p>{line}</div>'
    )
    assert _named(inside) == {"b/c/text": "Why?", "b/c/text/2": "Why?"}
    areas = [each.get("style") for each in fillable(_body(inside), WORDS).iter() if each.tag == "textarea"]
    assert areas == ["--lines: 2"]


def test_a_field_in_a_table_is_called_by_its_row_and_its_column():
    head = "<thead><tr><th>Who</th><th>What</th></tr></thead>"
    header = '<th scope="row">First <span class="note">or so</span></th>'
    row = f'<tr data-key="a#rows[r]">{header}<td class="write-cell"></td></tr>'
    empty = '<tr><td class="write-cell"></td><td class="write-cell tick"></td></tr>'
    inside = f'<section id="s"><table>{head}<tbody>{row}{empty}</tbody></table></section>'
    assert _named(inside) == {"rows/r/1": "First – What", "s/row-2/0": "2 – Who", "s/row-2/1": "2 – What"}


def test_a_date_says_how_it_is_written():
    inside = '<div class="answer answer-date" data-key="a#d"><p class="label">Day</p><div class="write"></div></div>'
    assert _named(inside) == {"d/text": "Day (MM/DD/YYYY)"}
    assert fillable(_body(inside), WORDS).text == "A title Day MM/DD/YYYY"


def test_what_has_no_label_is_called_after_its_heading():
    inside = (
        '<section id="s"><h2>Score</h2><p>Out of 9: <span class="blank" data-blank="number">points</span></p></section>'
    )
    assert _named(inside) == {"s/number": "Score – points"}
    assert _named('<div class="write"></div>') == {"document/text": "A title"}


def test_words_in_another_language_name_their_field_in_it():
    spoken = '<span class="untranslated" lang="es" dir="ltr">Nombre</span>'
    inside = f'<div class="answer" data-key="a#n"><p class="label">{spoken}</p><div class="write"></div></div>'
    assert [each.get("lang") for each in fillable(_body(inside), WORDS).iter() if each.get("name")] == ["es"]


_HOSTILE = 'Ann & <Bob> "both" (or \\) – ' + "ä" * 200


def test_a_label_of_any_letters_and_length_is_kept(tmp_path: Path):
    label = Element("p", (("class", "label"),), (_HOSTILE,))
    answer = Element("div", (("class", "answer"), ("data-key", "a#b")), (label, Element("div", (("class", "write"),))))
    empty = Element("ul", (("class", "boxes"),))
    body = fillable(Element("article", (("lang", "en"),), (answer, empty)), WORDS)
    folder = tools.CHECKOUT / "templates/print"
    css = "\n".join((folder / name).read_text(encoding="utf-8") for name in ("base.css", "form.css"))
    (made,) = printing.printed(replace(printing.job(html(body), css=css), fillable=True))
    (widget,) = filling.widgets(made.data)
    assert (widget.name, widget.about) == ("b/text", " ".join(_HOSTILE.split()))
    typed = "José <b>&amp;</b> (x) \\"
    assert filling.values(filling.with_pdfium(made.data, {"b/text": typed})) == {"b/text": typed}
    assert filling.values(filling.with_pdfjs(made.data, {"b/text": typed}, tmp_path)) == {"b/text": typed}


_PIECES = st.recursive(
    st.sampled_from(
        [
            '<p>Words <span class="slot" data-slot="a.b" data-type="date">b</span></p>',
            '<p><span class="blank" data-blank="date">Date</span></p>',
            '<div class="write"></div>',
            '<ul class="checklist"><li>One</li><li data-key="x#y">Two</li></ul>',
            '<div class="answer answer-choice"><p class="label">L</p><ul class="boxes"><li>1</li><li>2</li></ul></div>',
            '<div class="signature"><p class="signer">S</p><p class="sign-line">N</p><p class="sign-date">D</p></div>',
            '<table><tbody><tr><td class="write-cell"></td><td class="tick"></td></tr></tbody></table>',
        ]
    ),
    lambda inside: st.lists(inside, max_size=4).map(
        lambda parts: f'<section data-key="d#s">{"".join(parts)}</section>'
    ),
    max_leaves=12,
)


@given(_PIECES)
@settings(max_examples=60)
def test_fields_take_no_words_away_and_each_has_its_own_name(inside: str):
    body = _body(inside)
    made = fillable(body, replace(WORDS, date_format=""))
    assert made.text == body.text
    assert can_be_filled(body) == (made != body)
    fields = [each for each in made.iter() if each.get("name")]
    shared = [each.get("name") for each in fields if each.get("data-choice") or each.get("name").startswith("slots/")]
    own = [each.get("name") for each in fields if each.get("name") not in shared]
    assert len(set(own)) == len(own)
    assert all(each.get("title") for each in fields)
