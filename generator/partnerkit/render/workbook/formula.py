"""Formulas as trees: written here as a spreadsheet reads them, and worked out by ``calculation``.

A program that only shows a file, such as a preview or a phone, shows the value that is stored beside a formula. Both
come from one tree, so that they cannot disagree. Only functions that Excel 2010, LibreOffice and Google Sheets share
are used; what depends on the clock or on chance is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Value = float | int | str | bool | None
"""What a cell holds; None where it is empty."""


@dataclass(frozen=True, slots=True)
class At:
    """A cell: the name of its sheet, its row and its column, counted from 0."""

    sheet: str
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Area:
    """Cells side by side, from the first to the last of them."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def cells(self) -> list[At]:
        """Every cell, row by row."""
        columns = range(self.left, self.right + 1)
        return [At(self.sheet, row, col) for row in range(self.top, self.bottom + 1) for col in columns]


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Op:
    """Two terms with a sign between them: ``+ - * / & = <> < > <= >=``."""

    sign: str
    left: Expr
    right: Expr


Expr = At | Area | Call | Op | str | float | int
"""A formula, or a part of one; words and numbers stand for themselves."""

Look = Callable[[At], Value]
"""What a cell holds, worked out where it is a formula."""


def call(name: str, *args: Expr) -> Call:
    """A function with its arguments."""
    return Call(name, args)


def when(condition: Expr, then: Expr, other: Expr) -> Call:
    """One thing or another."""
    return Call("IF", (condition, then, other))


def chosen(*cases: tuple[Expr, Expr], other: Expr) -> Expr:
    """The first thing whose condition holds."""
    result = other
    for condition, then in reversed(cases):
        result = when(condition, then, result)
    return result


def empty(cell: Expr) -> Op:
    """Whether a cell is empty, or shows nothing."""
    return Op("=", cell, "")


def tally(area: Area, wanted: Expr) -> Call:
    """How many cells of an area hold something; unlike COUNTIF, it takes no word for a pattern."""
    return call("SUMPRODUCT", Op("*", Op("=", area, wanted), 1))


def total_where(area: Area, wanted: Expr, amounts: Area) -> Call:
    """The sum of the amounts beside the cells that hold something; words among the amounts count nothing."""
    return call("SUMPRODUCT", Op("*", Op("=", area, wanted), 1), amounts)


# -- as a spreadsheet reads it -----------------------------------------------------------------------------------------


def name_of(row: int, col: int, *, fixed: bool = False) -> str:
    """A cell by its letters and number: ``B7``, ``$B$7``."""
    letters, rest = "", col + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return f"${letters}${row + 1}" if fixed else f"{letters}{row + 1}"


def reference(area: At | Area, here: str = "") -> str:
    """A cell or an area as a formula on the sheet ``here`` names it; cells of other sheets stay where they are."""
    away = area.sheet != here
    if isinstance(area, At):
        inside = name_of(area.row, area.col, fixed=away)
    else:
        first, last = name_of(area.top, area.left, fixed=True), name_of(area.bottom, area.right, fixed=True)
        inside = f"{first}:{last}"
    quoted = area.sheet.replace("'", "''")
    return f"'{quoted}'!{inside}" if away else inside


def written(formula: Expr, here: str) -> str:
    """A formula as text, without its sign of equality.

    Args:
        formula: what to write.
        here: the sheet that it stands on.
    """
    if isinstance(formula, At | Area):
        return reference(formula, here)
    if isinstance(formula, Call):
        return f"{formula.name}({','.join(written(arg, here) for arg in formula.args)})"
    if isinstance(formula, Op):
        return f"({written(formula.left, here)}{formula.sign}{written(formula.right, here)})"
    if isinstance(formula, str):
        quoted = formula.replace('"', '""')
        return f'"{quoted}"'
    return f"{formula:.15g}"
