"""A workbook as a value: sheets with their cells, checks, marks and charts. ``write`` makes a file of it.

Nothing here knows a file format. A cell that holds a formula is worked out from the same description that is written,
so that every value can be stored beside its formula, and so that a test may fill in a workbook and ask what follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from partnerkit.render.workbook.calculation import worked_out
from partnerkit.render.workbook.formula import Area, At, Call, Expr, Op, Value

Role = Literal["title", "lead", "heading", "head", "label", "text", "input", "result", "total", "note", "plain", "link"]
"""What a cell is for: titles and guidance; the head of a column; words, places to fill in, and what is worked out."""

Form = Literal["text", "number", "decimal", "percent", "money", "date", "score"]
"""How what it holds is shown."""

Shade = Literal["main", "accent", "quiet", "plum"]
"""The colour of a series."""

Tone = Literal["good", "fair", "poor", "quiet", "best", "worst"]
"""What a mark says besides its words: it never speaks alone."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks.

    Attributes:
        role: what it is for.
        form: how its value is shown.
        rtl: whether its words are written from right to left.
    """

    role: Role
    form: Form = "text"
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        row: its row, counted from 0.
        col: its column.
        value: words, a number or a day; a formula; None where it is empty.
        style: how it looks.
        to: the last column that its words go over, where these are several.
        link: the sheet that a click on it leads to.
    """

    row: int
    col: int
    value: str | float | int | date | Expr | None
    style: Style
    to: int = 0
    link: str = ""

    @property
    def computed(self) -> bool:
        """Whether it is a formula."""
        return isinstance(self.value, At | Area | Call | Op)


@dataclass(frozen=True, slots=True)
class Check:
    """What may be typed into some cells.

    Attributes:
        area: the cells.
        kind: a choice of ``choices``, or a number or day from ``least`` on.
        message: what somebody is told who types something else.
        title: the same in a word or two.
        choices: the cells that hold what may be chosen.
        least: the smallest number.
        most: the largest, if there is one.
    """

    area: Area
    kind: Literal["choice", "number", "whole", "date"]
    message: str
    title: str
    choices: Area | None = None
    least: float = 0
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Cells that take a tone while they hold something: these very words, or a number that compares so."""

    area: Area
    value: str | float
    tone: Tone
    sign: Literal["==", "<", ">"] = "=="


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: the cell with its name, its values, and whether it is a line among columns."""

    name: At
    values: Area
    tone: Shade = "main"
    line: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart.

    Attributes:
        row: the row of its upper edge.
        col: the column of its first edge.
        kind: columns that stand or bars that lie; one upon the other where it is ``stacked``.
        title: what it shows.
        across: the name of the axis of categories.
        along: the name of the axis of values.
        categories: the cells with their names.
        series: what is shown of each.
        description: the same in words, for those who cannot see it.
        width: in pixels.
        height: in pixels.
        form: how values are shown along the axis.
        most: the end of the axis of values, where it is fixed.
    """

    row: int
    col: int
    kind: Literal["column", "bar", "stacked"]
    title: str
    across: str
    along: str
    categories: Area
    series: tuple[Series, ...]
    description: str
    width: int = 480
    height: int = 288
    form: Form = "number"
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        name: its name, as programs take it.
        cells: what it holds.
        widths: of its columns, in figures of the usual size.
        heights: of rows that need more than one line, in points.
        checks: what may be typed.
        marks: what takes a tone.
        charts: its charts.
        freeze: the first row and column that move; those before stay in sight.
        repeat: the first and last row of its head, printed again on each page.
        filtered: the cells that can be sorted out.
        landscape: whether it is printed on its side.
        whole: whether it is printed on one page, so that no chart is cut.
        hidden: whether it only serves the others.
    """

    name: str
    cells: tuple[Cell, ...]
    widths: tuple[float, ...]
    heights: tuple[tuple[int, float], ...] = ()
    checks: tuple[Check, ...] = ()
    marks: tuple[Mark, ...] = ()
    charts: tuple[Chart, ...] = ()
    freeze: tuple[int, int] = (0, 0)
    repeat: tuple[int, int] | None = None
    filtered: Area | None = None
    landscape: bool = True
    whole: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Book:
    """A workbook.

    Attributes:
        title: what it is called.
        subject: what kind of document it belongs to.
        author: whose library it comes from.
        language: its language as office programs name it.
        rtl: whether its sheets run from right to left.
        day: the day of its version.
        head: what stands at the head of each page: the school, the title.
        foot: what stands at the foot: the version, the words before the number of a page and before how many there are.
        paper: ``letter`` or ``a4``.
        money: the number format of amounts.
        face: the font of the text.
        heading: the font of titles.
        size: of the text, in points.
        tones: colours by name.
        sheets: its sheets, in order.
    """

    title: str
    subject: str
    author: str
    language: str
    rtl: bool
    day: date
    head: tuple[str, str]
    foot: tuple[str, str, str]
    paper: str
    money: str
    face: str
    heading: str
    size: float
    tones: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]

    @cached_property
    def cells(self) -> Mapping[At, Cell]:
        """Every cell, by its place."""
        return {At(sheet.name, cell.row, cell.col): cell for sheet in self.sheets for cell in sheet.cells}


_EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets, as far as days after February 1900 go."""


def serial(day: date) -> int:
    """A day as a spreadsheet counts it."""
    return (day - _EPOCH).days


def values_of(book: Book, typed: Mapping[At, Value] | None = None) -> dict[At, Value]:
    """The value of every formula of a workbook.

    Args:
        book: the workbook.
        typed: what somebody has filled in, by its place.

    Raises:
        FormulaError: when a formula has no value.
    """
    found: dict[At, Value] = {}
    given = typed or {}

    def look(at: At) -> Value:
        if at in given:
            return given[at]
        cell = book.cells.get(at)
        if cell is None or cell.value is None or cell.value == "":
            return None
        if isinstance(cell.value, date):
            return serial(cell.value)
        if isinstance(cell.value, At | Area | Call | Op):
            if at not in found:
                found[at] = worked_out(cell.value, look)
            return found[at]
        return cell.value

    for at, cell in book.cells.items():
        if cell.computed and at not in given:
            look(at)
    return found
