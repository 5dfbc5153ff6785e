"""Setting up sheets: words of one language, cells put down row by row, and heights that fit what is written."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from partnerkit.model.base import Node
from partnerkit.model.definition import Definition
from partnerkit.model.document import Document
from partnerkit.model.locales import language
from partnerkit.model.text import Text
from partnerkit.render.workbook.formula import Area, At, Expr
from partnerkit.render.workbook.sheet import Cell, Chart, Check, Form, Mark, Role, Sheet, Style, Tone
from partnerkit.wording import Words
from partnerkit.wording.direction import isolated_plain
from partnerkit.wording.formats import Value

LISTS = "_"
"""The hidden sheet that holds what may be chosen; nobody reads its name."""
_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_RESERVED = "history"
"""A name that Excel keeps for itself."""
_LINE = {"ltr": 15.5, "rtl": 19.0}
"""Points of a line of text; Arabic letters take more room."""
Shown = str | float | int | date | Expr | Text | None


@dataclass
class Desk:
    """What the sheets of one workbook are made from.

    Attributes:
        words: the words of its language.
        definition: the localized definition.
        document: the same as a filled document: what it does not show is not here either.
    """

    words: Words
    definition: Definition
    document: Document
    _names: set[str] = field(default_factory=set)
    _choices: list[tuple[str | int, ...]] = field(default_factory=list)

    @property
    def rtl(self) -> bool:
        """Whether it is written from right to left."""
        return self.words.language.dir == "rtl"

    def ui(self, string_id: str, /, **values: Value) -> str:
        """An interface string."""
        return self.words.ui(string_id, **values)

    def say(self, text: Text) -> str:
        """A text in one line of plain words, its runs of the other direction kept together."""
        return isolated_plain(self.words.plainly(text), self.words.language)

    def role(self, role_id: str) -> Text:
        """The name of a role."""
        return self.words.library.roles[role_id].title

    def shows(self, node: Node) -> bool:
        """Whether a part of the definition is there: an optional one that is switched off is not."""
        return node.condition is None or node.key in self._keys

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(element.get("data-key") for element in self.document.body.iter())

    def named(self, label: str) -> str:
        """A name for a sheet, as programs take it: short, without certain signs, and only once in a workbook."""
        plain = "".join(char for char in label if unicodedata.category(char) not in ("Cf", "Cc"))
        plain = " ".join(plain.translate(_NOT_IN_NAMES).split()).strip("' ") or LISTS
        name, number = _cut(plain, _LONGEST_NAME), 1
        while name.casefold() in self._names or name.casefold() in (_RESERVED, LISTS):
            number += 1
            name = f"{_cut(plain, _LONGEST_NAME - 3)} {number}"
        self._names.add(name.casefold())
        return name

    def choice(self, choices: Sequence[str | int]) -> Area:
        """What may be chosen somewhere, as cells of a hidden sheet: in a formula it would be limited to 255 letters."""
        if tuple(choices) not in self._choices:
            self._choices.append(tuple(choices))
        column = self._choices.index(tuple(choices))
        return Area(LISTS, 0, column, len(choices) - 1, column)

    def lists(self) -> tuple[Sheet, ...]:
        """The hidden sheet, if there is anything to choose."""
        cells = tuple(
            Cell(row, column, choice, Style("plain"))
            for column, choices in enumerate(self._choices)
            for row, choice in enumerate(choices)
        )
        return (Sheet(LISTS, cells, tuple(20.0 for _ in self._choices), hidden=True),) if cells else ()


def _cut(name: str, most: int) -> str:
    """A name of at most so many UTF-16 units, cut between parts or words where it can be."""
    first, comma, _ = name.partition(",")
    if comma and _units(name) > most:
        name = first
    while _units(name) > most:
        shorter = name[:-1]
        name = shorter[: shorter.rindex(" ")] if " " in shorter[most // 2 :] else shorter
    return name.strip(" '")


def _units(name: str) -> int:
    return len(name.encode("utf-16-le")) // 2


def room(text: str) -> float:
    """How wide words are, in figures of the same size: Chinese letters take twice the room."""
    return sum(2.0 if unicodedata.east_asian_width(char) in "WF" else 1.0 for char in text if _seen(char))


def _seen(char: str) -> bool:
    return unicodedata.category(char) not in ("Mn", "Cf")


def _lines(widths: float) -> int:
    """How many lines words take that are so many columns wide; each is broken between words, and not quite full."""
    return 1 if widths <= 1 else math.ceil(widths * 1.06)


class Page:
    """A sheet that is being set up.

    Args:
        desk: whose words it speaks.
        label: what it is called; its name follows from it.
        widths: of its columns, in figures of the usual size.
    """

    def __init__(self, desk: Desk, label: str, widths: Sequence[float]) -> None:
        self.desk = desk
        self.label = label
        self.name = desk.named(label)
        self.widths = tuple(widths)
        self.cells: list[Cell] = []
        self.checks: list[Check] = []
        self.marks: list[Mark] = []
        self.charts: list[Chart] = []
        self._lines: dict[int, float] = {}
        self._grown: dict[int, float] = {}

    def put(
        self, row: int, col: int, value: Shown, role: Role, form: Form = "text", *, to: int = 0, link: str = ""
    ) -> At:
        """Put something into a cell, and say which one that is."""
        rtl = self.desk.rtl
        if isinstance(value, Text):
            rtl = language(value.lang).dir == "rtl"
            value = self.desk.say(value)
        if isinstance(value, str):
            self._fit(row, col, value, role, to)
        self.cells.append(Cell(row, col, value, Style(role, form, rtl), to, link))
        return At(self.name, row, col)

    def row(self, row: int, values: Iterable[Shown], role: Role, form: Form = "text", *, col: int = 0) -> None:
        """Put things side by side."""
        for offset, value in enumerate(values):
            self.put(row, col + offset, value, role, form)

    def title(self, label: str = "", lead: Shown = None, *, to: int = 0) -> int:
        """The title of the document with what the sheet is for; gives the next free row."""
        self.put(0, 0, self.desk.document.title, "title")
        self._grown[0] = 28
        self.put(1, 0, label or self.label, "heading")
        self._grown[1] = 22
        if lead is None:
            return 3
        self.put(2, 0, lead, "lead", to=to or len(self.widths) - 1)
        return 4

    def heading(self, row: int, words: str) -> None:
        """A heading inside the sheet."""
        self.put(row, 0, words, "heading")
        self._grown[row] = 22

    def at(self, row: int, col: int) -> At:
        """A cell of this sheet."""
        return At(self.name, row, col)

    def area(self, top: int, left: int, bottom: int, right: int | None = None) -> Area:
        """Cells of this sheet; one column where no last one is named."""
        return Area(self.name, top, left, bottom, left if right is None else right)

    def choose(self, area: Area, choices: Sequence[str | int]) -> None:
        """Only what is in a list may be typed."""
        message = self.desk.ui("sheet-choose")
        self.checks.append(Check(area, "choice", message, self.name, choices=self.desk.choice(choices)))

    def count(self, area: Area, *, whole: bool = True, least: float = 0, most: float | None = None) -> None:
        """Only numbers may be typed, from ``least`` on."""
        message = self.desk.ui("sheet-number", n=int(least))
        self.checks.append(Check(area, "whole" if whole else "number", message, self.name, least=least, most=most))

    def days(self, area: Area) -> None:
        """Only days may be typed."""
        self.checks.append(Check(area, "date", self.desk.ui("sheet-date"), self.name))

    def mark(self, area: Area, *marks: tuple[str | float, Tone]) -> None:
        """Cells that take a tone with what they say."""
        self.marks += [Mark(area, value, tone) for value, tone in marks]

    def _fit(self, row: int, col: int, words: str, role: Role, to: int) -> None:
        if role in ("title", "heading", "link"):
            return
        width = sum(self.widths[col : max(to, col) + 1])
        bold = 1.12 if role in ("head", "label", "total") else 1.0
        lines = sum(_lines(room(part) * bold / max(width, 1)) for part in words.split("\n"))
        self._lines[row] = max(self._lines.get(row, 1), lines)

    def sheet(
        self,
        *,
        freeze: tuple[int, int] = (0, 0),
        repeat: tuple[int, int] | None = None,
        filtered: Area | None = None,
        landscape: bool = True,
        whole: bool = False,
    ) -> Sheet:
        """The finished sheet."""
        line = _LINE[self.desk.words.language.dir]
        heights = {row: lines * line + 4 for row, lines in self._lines.items() if lines > 1} | self._grown
        return Sheet(
            name=self.name,
            cells=tuple(self.cells),
            widths=self.widths,
            heights=tuple(sorted((row, min(height, 400.0)) for row, height in heights.items())),
            checks=tuple(self.checks),
            marks=tuple(self.marks),
            charts=tuple(self.charts),
            freeze=freeze,
            repeat=repeat,
            filtered=filtered,
            landscape=landscape,
            whole=whole,
        )
