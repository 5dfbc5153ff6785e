"""What workbooks work out: formulas as LibreOffice does, no small group derivable, the law's shares as the model's."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import spreadsheets
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from test_render_workbook import clerk, job

import tools
from partnerkit.model.plan import BudgetPlan
from partnerkit.model.survey import Survey
from partnerkit.render.workbook.calculation import FormulaError, worked_out
from partnerkit.render.workbook.formula import Area, At, Call, Expr, Op, Value, call, reference, written
from partnerkit.render.workbook.hidden import GROUPS
from partnerkit.render.workbook.sheet import Book, Cell, Sheet, Style, values_of
from partnerkit.render.workbook.write import render_book

# -- formulas ----------------------------------------------------------------------------------------------------------

SHEET = "It’s a 'sheet' & more"
GIVEN: tuple[Value, ...] = (0, 1, 2.5, -3, 10, 0.1, 1000000, "a", "A", "10", "", None, "fewer than 10", "=x", 7, 0.305)


def some(chance: random.Random, depth: int) -> Expr:
    """A formula over the cells above that gives a number or words."""
    if depth <= 0 or chance.random() < 0.2:
        return chance.choice([At(SHEET, 0, chance.randrange(len(GIVEN))), chance.choice(["a", "", 0, 1, 10, 2.5])])
    inner = [some(chance, depth - 1) for _ in range(3)]
    left = chance.randrange(len(GIVEN) - 3)
    area = Area(SHEET, 0, left, 0, left + 3)
    return chance.choice(
        [
            Op(chance.choice("+-*/"), inner[0], inner[1]),
            Op("&", inner[0], "x"),
            *(call("IF", condition(chance, depth - 1), inner[1], inner[2]) for _ in range(5)),
            call("ROUND", Op("*", inner[0], 1), chance.randrange(3)),
            *(call(name, area) for name in ("SUM", "COUNT", "MAX", "MIN")),
            call("SUM", area, At(SHEET, 0, 3)),
            call("LARGE", area, 2),
            call("INDEX", Area(SHEET, 0, 0, 0, 3), 2),
            call("SUMPRODUCT", Op("*", Op("=", area, inner[0]), 1)),
            call("SUMPRODUCT", Op("*", Op("=", area, inner[0]), 1), area),
        ]
    )


def condition(chance: random.Random, depth: int) -> Expr:
    """What is true or false; never compared itself, since Excel and LibreOffice disagree on whether truth is 1."""
    if depth > 0 and chance.random() < 0.5:
        inner = [condition(chance, depth - 1) for _ in range(2)]
        return chance.choice([call("AND", *inner), call("OR", *inner), call("NOT", inner[0])])
    one, other = some(chance, depth - 1), some(chance, depth - 1)
    return chance.choice(
        [Op(chance.choice(["=", "<>", "<", ">", "<=", ">="]), one, other), call("ISNUMBER", one), Op("=", one, "")]
    )


def test_formulas_are_worked_out_as_libreoffice_does(tmp_path: Path):
    chance = random.Random(7)  # noqa: S311  # the same formulas each time
    cells = [Cell(0, col, value, Style("plain")) for col, value in enumerate(GIVEN)]
    base = replace(job("action-log").book, sheets=(Sheet(SHEET, tuple(cells), ()),))
    kept: list[Cell] = []
    while len(kept) < 400:
        formula = some(chance, 3)
        if not isinstance(formula, Call | Op):
            continue
        cell = Cell(1 + len(kept), 0, formula, Style("result"))
        try:
            values_of(book_of(base, [*cells, cell]))
        except FormulaError:
            continue  # what a spreadsheet shows as an error is no value
        kept.append(cell)
    book = book_of(base, [*cells, *kept])
    found = spreadsheets.recalculated(tmp_path, {"all": render_book(book)})["all"]
    ours = values_of(book)
    wrong = [
        (written(book.cells[at].value, SHEET), value, found.get(at))  # type: ignore[arg-type]
        for at, value in ours.items()
        if spreadsheets.differ(value, found.get(at))
    ]
    assert not wrong, wrong[:5]


def book_of(base: Book, cells: list[Cell]) -> Book:
    return replace(base, sheets=(Sheet(SHEET, tuple(cells), ()),))


def test_a_formula_names_cells_as_spreadsheets_do():
    assert reference(At("A", 6, 27), "A") == "AB7"
    assert reference(At("It's", 6, 701)) == "'It''s'!$ZZ$7"
    assert reference(Area("A", 0, 0, 9, 702), "A") == "$A$1:$AAA$10"
    assert written(call("IF", Op("=", At("A", 0, 0), 'say "hi"'), 0.1, 1e6), "A") == 'IF((A1="say ""hi"""),0.1,1000000)'


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        (Op("+", "a", 1), "word"),
        (Op("/", 1, 0), "nothing"),
        (call("LARGE", Area("A", 0, 0, 0, 1), 1), "LARGE"),
        (call("INDEX", Area("A", 0, 0, 0, 1), 3), "INDEX"),
        (Area("A", 0, 0, 0, 1), "list"),
    ],
)
def test_what_a_spreadsheet_shows_as_an_error_is_one(formula: Call | Op | Area, why: str):
    with pytest.raises(FormulaError, match=why):
        worked_out(formula, lambda at: None)


# -- small groups ------------------------------------------------------------------------------------------------------


@cache
def tally() -> tuple[Book, list[list[At]], list[At], int]:
    """The pulse survey: the cells for the counts of its first question, those of its results, its smallest group."""
    book = job("family-pulse-survey").book
    definition = tools.reading().libraries["en"].documents["family-pulse-survey"]
    assert isinstance(definition, Survey)
    names = {sheet.name: sheet for sheet in book.sheets}
    counts, results = names["Counts"], names["Results"]
    first = definition.dimensions[0].questions[0].stem.plain
    rows = [cell.row for cell in counts.cells if cell.value == first]
    assert len(rows) == GROUPS
    (shown,) = [cell.row for cell in results.cells if cell.value == first]
    cells = [[At("Counts", row, col) for col in range(1, 6)] for row in rows]
    return book, cells, [At("Results", shown, col) for col in range(1, GROUPS + 3)], definition.min_n


counts = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)), min_size=GROUPS, max_size=GROUPS)


@settings(max_examples=150, deadline=None)
@given(counts)
def test_no_small_group_is_shown_nor_can_be_worked_out(answers: list[tuple[int, int]]):
    book, places, results, least = tally()
    typed: dict[At, Value] = {}
    for cells, (never, always) in zip(places, answers, strict=True):
        typed |= {cells[0]: never, cells[4]: always}
    found = values_of(book, typed)
    number, everybody, *groups = (found[at] for at in results)
    sizes = [sum(pair) for pair in answers]
    total = sum(sizes)
    assert (number == total) == (total >= least)
    hidden = [size for size, shown in zip(sizes, groups, strict=True) if size and not is_share(shown)]
    for size, shown in zip(sizes, groups, strict=True):
        assert (shown == "") == (size == 0)
        assert is_share(shown) <= (size >= least)
        if shown == f"fewer than {least}":
            assert size < least
    if is_share(everybody):  # what is left when the others are taken from the total is no small group
        assert not hidden or sum(hidden) >= least
    else:
        assert total < least
        assert not any(map(is_share, groups))
    # Nobody is hidden for nothing: without a group that is large enough, what is hidden would come to too few.
    assert all(0 < sum(hidden) - size < least for size in hidden if size >= least)


def is_share(shown: Value) -> bool:
    """Whether a figure is told, be it exactly or as one near the ends."""
    return isinstance(shown, int | float) or (isinstance(shown, str) and shown.endswith(("or more", "or less")))


def test_a_share_near_the_ends_is_not_told_exactly_of_a_group():
    book, places, results, _ = tally()
    typed: dict[At, Value] = {places[0][0]: 0, places[0][4]: 40, places[1][0]: 20, places[1][4]: 20}
    found = values_of(book, typed)
    assert [found[at] for at in results] == [80, 0.75, "90% or more", 0.5, "", ""]
    typed = {places[0][0]: 40, places[0][4]: 1}
    assert values_of(book, typed)[results[2]] == "5% or less"


def test_which_answers_are_favorable_is_said_by_the_scale():
    library = tools.reading().libraries["en"]
    definition = library.documents["family-pulse-survey"]
    assert isinstance(definition, Survey)
    question = definition.questions()[0]
    assert definition.counted_of(question) == ("often", "always")
    scale = definition.scales[0].model_copy(update={"favorable": ("sometimes", "always")})
    changed = definition.model_copy(update={"scales": (scale,)})
    assert changed.counted_of(question) == ("sometimes", "always")
    found = clerk(library=replace(library, documents={**library.documents, definition.id: changed}))
    job_ = found.workbook(definition.id)
    assert job_ is not None
    _, places, results, _ = tally()
    typed: dict[At, Value] = dict(zip(places[0], (5, 5, 5, 5, 5), strict=True))
    assert values_of(job_.book, typed)[results[2]] == pytest.approx(0.4)


# -- the shares of the law ---------------------------------------------------------------------------------------------

cents = st.integers(0, 3_000_000_00).map(lambda n: Decimal(n) / 100)


@settings(max_examples=200, deadline=None)
@given(cents, st.integers(-3, 3), st.integers(-3, 3), st.booleans())
def test_the_budget_says_of_the_law_what_the_model_says(
    allocation: Decimal, more: int, more_to_schools: int, free: bool
):
    allocation = min(allocation, Decimal(600_000)) if free else allocation
    reserved = max((allocation / 100).quantize(Decimal("0.01")) + Decimal(more) / 100, Decimal(0))
    schools = max((reserved * 9 / 10).quantize(Decimal("0.01")) + Decimal(more_to_schools) / 100, Decimal(0))
    if allocation % 1 or reserved * 9 % Decimal("0.1"):  # the model compares tenths of cents, people do not
        allocation, reserved, schools = (one.quantize(Decimal(1)) for one in (allocation, reserved, schools))
    book = job("partnership-budget").book
    at = {cell.value: At("Title I, Part A", cell.row, 1) for s in book.sheets for cell in s.cells if s.name[0] == "T"}
    amounts = (allocation, reserved, schools)
    names = ("The district’s allocation", "Reserved for families", "Of this, to schools")
    found = values_of(book, {at[name]: float(amount) for name, amount in zip(names, amounts, strict=True)})
    first, second = (
        found[At("Title I, Part A", cell.row, 3)]
        for cell in book.cells.values()
        if isinstance(cell.value, str) and is_share_of_the_law(cell.value)
    )
    definition = tools.reading().libraries["en"].documents["partnership-budget"]
    assert isinstance(definition, BudgetPlan)
    assert (first, second) == wanted(definition, *amounts)


def is_share_of_the_law(words: str) -> bool:
    return words.startswith(("Reserved for families: at least", "To schools: at least"))


def wanted(definition: BudgetPlan, allocation: Decimal, reserved: Decimal, schools: Decimal) -> tuple[str, str]:
    """What the model finds in the same amounts."""
    if allocation / 100 <= 5000:
        return ("Not asked for, as it is $5,000 or less",) * 2
    one = "Kept" if sound(definition, allocation, reserved, reserved) else "Not kept yet"
    enough = max(reserved, allocation / 100)
    share = schools / reserved if reserved else Decimal(1)
    other = "Kept" if sound(definition, allocation, enough, enough * share) else "Not kept yet"
    return one, other


def sound(definition: BudgetPlan, allocation: Decimal, reserved: Decimal, schools: Decimal) -> bool:
    assert definition.title_i is not None
    amounts = {"allocation": allocation, "reserved": min(reserved, allocation), "to_schools": schools}
    changed = definition.model_copy(update={"title_i": definition.title_i.model_copy(update=amounts)})
    try:
        changed._adds_up()
    except (ValidationError, ValueError):
        return False
    return True


# -- what is late ------------------------------------------------------------------------------------------------------


def test_a_line_is_late_after_its_date_and_not_once_it_is_done():
    book = job("action-log").book
    sheet = "What we will do"
    head = {str(cell.value): cell.col for s in book.sheets for cell in s.cells if s.name == sheet and cell.row == 3}
    day = (date(2027, 3, 10) - date(1899, 12, 30)).days
    (today,) = [At("At a glance", c.row, 1) for c in book.cells.values() if str(c.value).startswith("Today’s date")]
    due = {4: day - 1, 5: day, 6: day + 7, 7: day + 8, 8: day - 1}
    typed: dict[At, Value] = {At(sheet, row, head["Due"]): value for row, value in due.items()}
    typed |= {today: day, At(sheet, 8, head["Done or let go on"]): day}
    found = values_of(book, typed)
    states = [found[At(sheet, row, head["On time?"])] for row in range(4, 10)]
    assert states == ["Late", "Due within 7 days", "Due within 7 days", "In time", "Done", ""]
