"""Workbooks: every formula has its value, LibreOffice agrees, only inputs are open, in every language."""

from __future__ import annotations

import io
import pickle
import random
import re
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import spreadsheets
from lxml import etree

import tools
from partnerkit.model.indicator import Indicators
from partnerkit.model.library import Library
from partnerkit.model.locales import language
from partnerkit.model.survey import Survey
from partnerkit.model.template import Template
from partnerkit.render.workbook import MAKERS, Clerk, WorkbookJob, render_workbook, values_of
from partnerkit.render.workbook.formula import At, Value
from partnerkit.render.workbook.page import LISTS
from partnerkit.render.workbook.sheet import Check

ONE_OF_EACH = {
    "tracker": "engagement-indicators",
    "budget": "partnership-budget",
    "action plan": "action-plan",
    "matrix": "value-alignment-matrix",
    "tally": "family-pulse-survey",
    "tally with choices": "barriers-survey",
    "poll": "scheduling-poll",
    "list": "action-log",
    "log of forms": "concern-form",
    "attendance": "event-attendance-log",
    "after-action": "after-action-review",
}


@cache
def job(name: str, code: str = "en") -> WorkbookJob:
    """The workbook of a document of the core library."""
    found = clerk(code).workbook(name)
    assert found is not None
    return found


@cache
def made(name: str, code: str = "en") -> bytes:
    """Its file."""
    return render_workbook(job(name, code))


def clerk(code: str = "en", library: Library | None = None) -> Clerk:
    """Who makes workbooks."""
    reading = tools.reading()
    return Clerk(library or reading.libraries[code], language(code), reading.documents[code])


def opened(name: str, code: str = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made(name, code)))


def parts(data: bytes) -> dict[str, str]:
    """The parts of a file as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


# -- which document has one --------------------------------------------------------------------------------------------


def test_which_document_has_a_workbook_follows_from_what_it_holds():
    library = tools.reading().libraries["en"]
    having = {name for name in library.documents if clerk().workbook(name)}
    for name, document in library.documents.items():
        kept = getattr(document, "log", None) is not None
        off = getattr(document, "off_by_default", False)
        if isinstance(document, Indicators):
            off = all(one.off_by_default for one in document.indicators)
        wanted = kept if isinstance(document, Template) or document.kind == "report" else type(document) in MAKERS
        assert (name in having) == (wanted and not off), name
    assert set(ONE_OF_EACH.values()) <= having


def test_what_is_off_by_default_is_in_no_workbook():
    library = tools.reading().libraries["en"]
    definition = library.documents["outcome-indicators"]
    assert isinstance(definition, Indicators)
    first = definition.indicators[0].model_copy(update={"off_by_default": True, "off_reason": definition.title})
    changed = definition.model_copy(update={"indicators": (first, *definition.indicators[1:])})
    found = clerk(library=replace(library, documents={**library.documents, definition.id: changed}))
    job_ = found.workbook(definition.id)
    assert job_ is not None
    words = {cell.value for cell in job_.book.cells.values()}
    assert definition.indicators[1].title.plain in words
    assert first.title.plain not in words


def test_a_log_keeps_nothing_that_tells_who_somebody_is():
    words = " ".join(str(cell.value) for cell in job("concern-form").book.cells.values())
    for private in ("Your name", "Child’s name", "What happened", "Best way and time"):
        assert private not in words
    assert "Received on" in words


# -- every formula has its value ---------------------------------------------------------------------------------------


def test_libreoffice_works_out_what_is_stored(tmp_path: Path):
    names = [name for name in tools.reading().libraries["en"].documents if clerk().workbook(name)]
    wanted = [(name, "en") for name in names] + [(name, code) for name in ONE_OF_EACH.values() for code in ("ar", "es")]
    files = {f"{name} {code}": made(name, code) for name, code in wanted}
    found = spreadsheets.recalculated(tmp_path, files)
    for name, code in wanted:
        compare(values_of(job(name, code).book), found[f"{name} {code}"], name)
        stored = spreadsheets.values(made(name, code))
        compare(values_of(job(name, code).book), stored, name)


def compare(ours: dict[At, Value], theirs: dict[At, Value], name: str) -> None:
    """Every formula has the same value on both sides."""
    wrong = {at: (value, theirs.get(at)) for at, value in ours.items() if spreadsheets.differ(value, theirs.get(at))}
    assert not wrong, (name, dict(list(wrong.items())[:5]))


@pytest.mark.parametrize("seed", [1, 2])
def test_libreoffice_agrees_whatever_is_typed(tmp_path: Path, seed: int):
    files, inputs = {}, {}
    for name in ONE_OF_EACH.values():
        inputs[name] = anything(job(name), random.Random(f"{name} {seed}"))  # noqa: S311  # the same numbers each time
        files[name] = spreadsheets.typed(made(name), inputs[name])
    found = spreadsheets.recalculated(tmp_path, files)
    for name, given in inputs.items():
        ours = values_of(job(name).book, given)
        compare(ours, found[name], name)
        shown = {value for at, value in ours.items() if job(name).book.cells[at].style.role in ("result", "total")}
        assert len(shown) > 2, name  # something came of it


def anything(job_: WorkbookJob, chance: random.Random) -> dict[At, Value]:
    """Inputs that the checks of a workbook let pass, and some that they would not: words are never checked."""
    given: dict[At, Value] = {}
    checked: dict[At, Check] = {at: one for s in job_.book.sheets for one in s.checks for at in one.area.cells()}
    for at, cell in job_.book.cells.items():
        if cell.style.role != "input" or chance.random() < 0.25:
            continue
        check = checked.get(at)
        if check is None:
            given[at] = chance.choice(["Fall", "=1+1", "x", "10", "Group"])
        elif check.choices is not None:
            options = [job_.book.cells[one].value for one in check.choices.cells()]
            given[at] = chance.choice(options)
        elif check.kind == "date":
            given[at] = (date(2027, 1, 1) - date(1899, 12, 30)).days + chance.randrange(60)
        elif check.kind == "whole":
            given[at] = chance.choice([0, 1, 3, 7, 9, 10, 11, 24, 60])
        else:
            given[at] = chance.choice([0, 1, 0.5, 12, 99.99, 4999.5, 250000])
    return given


# -- protected, open, neutral ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ONE_OF_EACH.values())
def test_formulas_are_protected_and_inputs_are_open(name: str):
    book = job(name).book
    file = opened(name)
    for sheet in book.sheets:
        page = file[sheet.name]
        assert page.protection.sheet
        assert page.protection.password is None
        for cell in sheet.cells:
            assert page.cell(cell.row + 1, cell.col + 1).protection.locked == (cell.style.role != "input")
    assert any(cell.style.role == "input" for cell in book.cells.values())
    assert all(cell.style.role != "input" for cell in book.cells.values() if cell.computed)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t="])
def test_words_that_begin_like_a_formula_stay_words(begin: str):
    library = tools.reading().libraries["en"]
    definition = library.documents["family-pulse-survey"]
    assert isinstance(definition, Survey)
    bad = f'{begin}HYPERLINK("http://x.example","a")'
    dimension = definition.dimensions[0]
    renamed = dimension.model_copy(update={"title": dimension.title.translated(bad, "en")})
    changed = definition.model_copy(update={"dimensions": (renamed, *definition.dimensions[1:])})
    library = replace(library, documents={**library.documents, definition.id: changed})
    found = clerk(library=library).workbook(definition.id)
    assert found is not None
    data = render_workbook(found)
    cells = [c for page in openpyxl.load_workbook(io.BytesIO(data)) for row in page.iter_rows() for c in row]
    held = [cell for cell in cells if isinstance(cell.value, str) and "HYPERLINK(" in cell.value]
    assert held
    assert {cell.data_type for cell in held} == {"s"}
    assert all(cell.quotePrefix for cell in held if cell.value.startswith(("=", "+", "-", "@")))
    for name, part in parts(data).items():
        assert not (name.startswith("xl/worksheets/sheet") and "<f>HYPERLINK" in part)


def test_checks_say_what_may_be_typed():
    for code in tools.CODES:
        for name in ONE_OF_EACH.values():
            for sheet in job(name, code).book.sheets:
                for check in sheet.checks:
                    assert 0 < len(check.message) <= 255
                    if check.kind == "choice":
                        assert check.choices is not None
                        assert check.choices.sheet == LISTS


# -- in every language -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", tools.CODES)
def test_every_language_has_its_names_and_its_direction(code: str):
    for name in ("engagement-indicators", "family-pulse-survey", "action-log"):
        book = job(name, code).book
        names = [sheet.name for sheet in book.sheets]
        assert len({one.casefold() for one in names}) == len(names)
        for one in names:
            assert 0 < len(one.encode("utf-16-le")) // 2 <= 31
            assert not re.search(r"[\[\]:*?/\\]", one)
        file = opened(name, code)
        assert file.sheetnames[0] == names[0]
        assert {bool(page.sheet_view.rightToLeft) for page in file} == {code in ("ar", "ur")}
        assert file.properties.language is not None
        assert file.properties.language.split("-")[0] == code.split("-", maxsplit=1)[0]
        assert file.properties.title == tools.reading().documents[code][name].title


@pytest.mark.parametrize("name", ONE_OF_EACH.values())
def test_a_workbook_says_what_it_is_and_prints_well(name: str):
    definition = tools.reading().libraries["en"].documents[name]
    file = opened(name)
    day = max(change.on for change in definition.change_log)
    assert file.properties.created.date() == day == file.properties.modified.date()
    seen = [page for page in file if page.sheet_state == "visible"]
    assert [cell.value for cell in seen[0]["A"]][:2] == [str(definition.title), "How to use it"]
    for page in seen:
        assert page.page_setup.paperSize == 1
        assert page.page_setup.fitToWidth in (None, 1)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert "Partnerkit" in page.oddHeader.left.text
        assert page.oddFooter.right.text == "Page &P of &N"
    for page in seen:  # what the first sheet leads to is there
        for link in page._hyperlinks:
            assert link.location.split("!")[0].strip("'") in file.sheetnames


@pytest.mark.parametrize("name", [name for name in ONE_OF_EACH.values() if name != "scheduling-poll"])
def test_charts_have_titles_named_axes_and_a_description(name: str):
    found = parts(made(name, "es"))
    charts = [etree.fromstring(text.encode()) for path, text in found.items() if path.startswith("xl/charts/chart")]
    assert charts
    space = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
    for chart in charts:
        assert chart.findall("c:chart/c:title", space)
        axes = chart.findall(".//c:catAx", space) + chart.findall(".//c:valAx", space)
        shown = [one for one in axes if one.find("c:delete", space) is None]
        assert shown
        assert all(one.find("c:title", space) is not None for one in shown)
    drawings = "".join(text for path, text in found.items() if path.startswith("xl/drawings/drawing"))
    described = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]{20,})"', drawings)
    assert len(described) == len(charts)


# -- always the same ---------------------------------------------------------------------------------------------------


def test_the_same_job_gives_the_same_bytes_and_another_one_another_key():
    one = job("partnership-budget", "ar")
    again = pickle.loads(pickle.dumps(one))  # noqa: S301  # made on this line
    assert render_workbook(again) == made("partnership-budget", "ar")
    assert again.key() == one.key()
    assert one.key() != job("partnership-budget", "ur").key()
    with zipfile.ZipFile(io.BytesIO(made("partnership-budget"))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_school_has_its_name_its_paper_and_its_colours_in_it():
    library = tools.reading().libraries["en"]
    brand = library.workspace.brand.model_copy(update={"main": "#5b2a86"})
    update = {"values": {"school.name": "Maple & Elm School"}, "paper": "a4", "brand": brand}
    library = replace(library, workspace=library.workspace.model_copy(update=update))
    found = clerk(library=library).workbook("partnership-budget")
    assert found is not None
    file = openpyxl.load_workbook(io.BytesIO(render_workbook(found)))
    page = file.worksheets[1]
    assert page.oddHeader.left.text == "Maple && Elm School"
    assert page.page_setup.paperSize == 9
    assert dict(found.book.tones)["pine"] == "#5b2a86"
