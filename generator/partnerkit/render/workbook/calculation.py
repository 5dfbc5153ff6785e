"""Formulas worked out by the rules of spreadsheets: what an empty cell, a word or a list counts as."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from partnerkit.render.workbook.formula import Area, At, Call, Expr, Look, Op, Value


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
