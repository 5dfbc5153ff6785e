"""Formulas: one description that is written as a spreadsheet reads it, and worked out here by the same rules.

A program that only shows a file, such as a preview or a phone, shows the value that is stored beside a formula. Both
come from one tree, so that they cannot disagree. Only functions that Excel 2010, LibreOffice and Google Sheets share
are known here; what depends on the clock or on chance is not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

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


# -- worked out --------------------------------------------------------------------------------------------------------


class FormulaError(ValueError):
    """A formula that a spreadsheet would show as an error, such as a word among the terms of a sum."""


def worked_out(formula: Expr, look: Look) -> Value:
    """The value of a formula.

    Args:
        formula: what to work out.
        look: what the cells that it names hold.

    Raises:
        FormulaError: when a spreadsheet would show an error.
    """
    found = _of(formula, look)
    if isinstance(found, list):
        raise FormulaError("a formula of one cell gives a list")
    return 0 if found is None else found


def _of(formula: Expr, look: Look) -> Value | list[Value]:
    if isinstance(formula, At):
        return look(formula)
    if isinstance(formula, Area):
        return [look(cell) for cell in formula.cells()]
    if isinstance(formula, Call):
        return _call(formula, look)
    if isinstance(formula, Op):
        return _op(formula, look)
    return formula


def _one(formula: Expr, look: Look) -> Value:
    found = _of(formula, look)
    if isinstance(found, list):
        raise FormulaError("a list stands where one value is needed")
    return found


def _op(formula: Op, look: Look) -> Value | list[Value]:
    left, right = _of(formula.left, look), _of(formula.right, look)
    both = _SIGNS[formula.sign]
    if not isinstance(left, list) and not isinstance(right, list):
        return both(left, right)
    length = len(left) if isinstance(left, list) else len(right) if isinstance(right, list) else 1
    lefts = left if isinstance(left, list) else [left] * length
    rights = right if isinstance(right, list) else [right] * length
    return [both(one, other) for one, other in zip(lefts, rights, strict=True)]


def _call(formula: Call, look: Look) -> Value:
    if formula.name == "IF":
        condition, then, other = formula.args
        return _one(then if _truth(_one(condition, look)) else other, look)
    if formula.name in _OF_ONE:
        return _OF_ONE[formula.name]([_one(arg, look) for arg in formula.args])
    if formula.name == "INDEX":
        cells = _of(formula.args[0], look)
        at = int(_number(_one(formula.args[1], look)))
        if not isinstance(cells, list) or not 1 <= at <= len(cells):
            raise FormulaError("INDEX looks for a cell outside of its area")
        return cells[at - 1]
    # A cell that is named by itself is an area of one: what it holds may be a word, which these functions pass over.
    found = [[look(arg)] if isinstance(arg, At) else _of(arg, look) for arg in formula.args]
    return _OF_MANY[formula.name](found)


def _number(value: Value) -> float:
    if value is None:
        return 0
    if isinstance(value, str):
        raise FormulaError(f"the word '{value}' stands where a number is needed")
    return value


def _truth(value: Value) -> bool:
    return bool(_number(value))


def _rank(value: Value) -> tuple[int, float | str]:
    """What spreadsheets sort by: numbers, then words in any case, then truth; an empty cell like the other side."""
    if isinstance(value, bool):
        return 2, float(value)
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, float(value or 0)


def _compared(left: Value, right: Value) -> int:
    if left is None:
        left = "" if isinstance(right, str) else 0
    if right is None:
        right = "" if isinstance(left, str) else 0
    one, other = _rank(left), _rank(right)
    return (one > other) - (one < other)


def _text(value: Value) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:.15g}"


def _divided(left: Value, right: Value) -> float:
    if not _number(right):
        raise FormulaError("a division by nothing")
    return _number(left) / _number(right)


_SIGNS: dict[str, Callable[[Value, Value], Value]] = {
    "+": lambda left, right: _number(left) + _number(right),
    "-": lambda left, right: _number(left) - _number(right),
    "*": lambda left, right: _number(left) * _number(right),
    "/": _divided,
    "&": lambda left, right: _text(left) + _text(right),
    "=": lambda left, right: _compared(left, right) == 0,
    "<>": lambda left, right: _compared(left, right) != 0,
    "<": lambda left, right: _compared(left, right) < 0,
    ">": lambda left, right: _compared(left, right) > 0,
    "<=": lambda left, right: _compared(left, right) <= 0,
    ">=": lambda left, right: _compared(left, right) >= 0,
}


def _rounded(args: Sequence[Value]) -> float:
    """ROUND: halves go away from zero, by the digits that are shown."""
    number, digits = _number(args[0]), int(_number(args[1]))
    step = Decimal(1).scaleb(-digits)
    return float(Decimal(f"{number:.15g}").quantize(step, ROUND_HALF_UP))


_OF_ONE: dict[str, Callable[[Sequence[Value]], Value]] = {
    "AND": lambda args: all(map(_truth, args)),
    "OR": lambda args: any(map(_truth, args)),
    "NOT": lambda args: not _truth(args[0]),
    "ROUND": _rounded,
    "ISNUMBER": lambda args: isinstance(args[0], int | float) and not isinstance(args[0], bool),
}
"""Functions of single values."""


def _numbers(found: Sequence[Value | list[Value]]) -> list[float]:
    """The numbers of areas, past words and empty cells; and values that are named by themselves."""
    numbers: list[float] = []
    for one in found:
        if isinstance(one, list):
            numbers += [n for n in one if isinstance(n, int | float) and not isinstance(n, bool)]
        else:
            numbers.append(_number(one))
    return numbers


def _largest(found: Sequence[Value | list[Value]]) -> float:
    """LARGE: the largest number of an area, the second largest, and so on."""
    numbers, at = sorted(_numbers(found[:1]), reverse=True), int(_numbers(found[1:])[0])
    if not 1 <= at <= len(numbers):
        raise FormulaError("LARGE asks for more numbers than there are")
    return numbers[at - 1]


def _products(found: Sequence[Value | list[Value]]) -> float:
    lists = [one if isinstance(one, list) else [one] for one in found]
    rows = zip(*lists, strict=True)
    return sum(math.prod(n if isinstance(n, int | float) else 0 for n in row) for row in rows)


_OF_MANY: dict[str, Callable[[Sequence[Value | list[Value]]], Value]] = {
    "SUM": lambda found: sum(_numbers(found)),
    "COUNT": lambda found: len(_numbers(found)),
    "MAX": lambda found: max(_numbers(found), default=0),
    "MIN": lambda found: min(_numbers(found), default=0),
    "LARGE": _largest,
    "SUMPRODUCT": _products,
}
"""Functions of areas."""
