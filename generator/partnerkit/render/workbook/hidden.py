"""What of a survey may be shown: a hidden sheet that decides, part by part and group by group.

- A group is hidden where one of its questions has fewer answers than the survey's smallest group.
- While all that is hidden of a part comes to fewer answers than that, the next smallest group is hidden too, since the
  total would give it away (complementary suppression).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from partnerkit.model.survey import BANDS, Dimension, Label
from partnerkit.render.workbook.formula import Area, At, Expr, Op, call, chosen, when
from partnerkit.render.workbook.sheet import Cell, Sheet, Style

GROUPS = 4
"""For how many groups there is room."""
SHEET = "_n"
"""The name of the hidden sheet, which nobody reads."""
NOBODY, FEW, FOR_OTHERS, SHOWN = range(4)
"""What may be shown of a group: nothing is there; too few answered; hidden for the sake of others; all of it."""


@dataclass(frozen=True)
class Item:
    """One thing that is rated: its words, its answers, and where its counts stand for each group."""

    words: str
    labels: tuple[Label, ...]
    favorable: tuple[str, ...]
    counts: tuple[Area, ...]

    def liked(self, group: int) -> Expr:
        """The favorable answers of a group."""
        area = self.counts[group]
        places = (at for at, label in enumerate(self.labels) if label.id in self.favorable)
        return call("SUM", *(At(area.sheet, area.top, area.left + at) for at in places))


@dataclass(frozen=True)
class Part:
    """What is summed up as one figure."""

    dimension: Dimension
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Hidden:
    """Where the hidden sheet has what is shown of a part, for everybody first and then for each group.

    Attributes:
        size: the fewest answers to one of its questions.
        state: what may be shown.
        answers: the answers to each question.
        liked: those of them that are favorable.
        every: the answers to all questions together.
        every_liked: those of them that are favorable.
        bands: the band of each question's answers, counted from 1: how near the ends a share is told.
        band: the same of ``size``.
        hiding: the sheet.
    """

    size: tuple[At, ...]
    state: tuple[At, ...]
    answers: tuple[tuple[At, ...], ...]
    liked: tuple[tuple[At, ...], ...]
    every: tuple[At, ...]
    every_liked: tuple[At, ...]
    bands: tuple[tuple[At, ...], ...]
    band: tuple[At, ...]
    hiding: Hiding


class Hiding:
    """The hidden sheet: how many answered each question in each group, and what of it may be shown."""

    def __init__(self, least: int, ends: Sequence[tuple[int, str, str]]) -> None:
        self.least = least
        self.cells: list[Cell] = []
        for row, end in enumerate(ends):
            self.cells += [Cell(row, col, end[col], Style("plain")) for col in range(3)]
        self.bands = tuple(Area(SHEET, 0, col, len(ends) - 1, col) for col in range(3))
        self.row = len(ends) + 1

    def _put(self, col: int, value: Expr, row: int | None = None) -> At:
        at = At(SHEET, self.row if row is None else row, col)
        self.cells.append(Cell(at.row, at.col, value, Style("plain", "number")))
        return at

    def part(self, part: Part) -> Hidden:
        """Everybody stands in the first column of each block, the groups in those that follow."""
        across = GROUPS + 1
        first = self.row
        answers, liked, bands = [], [], []
        for item in part.items:
            groups = [self._put(1 + g, call("SUM", item.counts[g])) for g in range(GROUPS)]
            both = [self._put(across + 1 + g, item.liked(g)) for g in range(GROUPS)]
            every = self._put(0, call("SUM", Area(SHEET, self.row, 1, self.row, GROUPS)))
            total = self._put(across, call("SUM", Area(SHEET, self.row, across + 1, self.row, across + GROUPS)))
            answers.append((every, *groups))
            liked.append((total, *both))
            bands.append(tuple(self._put(3 * across + g, self._band(n)) for g, n in enumerate(answers[-1])))
            for g in range(across):  # a question that nobody answered does not make a group small
                n = At(SHEET, self.row, g)
                self._put(2 * across + g, when(Op("=", n, 0), "", n))
            self.row += 1
        last, counted = self.row - 1, range(2 * across, 3 * across)
        size = tuple(self._size(g, Area(SHEET, first, col, last, col)) for g, col in enumerate(counted))
        band = tuple(self._put(3 * across + g, self._band(one)) for g, one in enumerate(size))
        self.row += 1
        sums = [self._put(g, call("SUM", Area(SHEET, first, g, last, g))) for g in range(2 * across)]
        self.row += 1
        keys = [self._put(g, self._key(g, size[g])) for g in range(across)]
        self.row += 1
        below = [self._put(g, self._below(g, keys, size)) for g in range(across)]
        self.row += 1
        state = tuple(self._put(g, self._state(size[g], below[g] if g else None)) for g in range(across))
        self.row += 2
        together = tuple(sums[:across]), tuple(sums[across:])
        return Hidden(size, state, tuple(answers), tuple(liked), *together, tuple(bands), band, self)

    @staticmethod
    def _band(people: At) -> Expr:
        """Which band so many people belong to, counted from 1."""
        cases = ((Op("<=", people, most), number) for number, (most, _) in enumerate(BANDS, start=1))
        return chosen(*cases, other=len(BANDS) + 1)

    def _size(self, group: int, counted: Area) -> At:
        """The fewest answers to one of its questions."""
        return self._put(group, when(Op("=", call("COUNT", counted), 0), 0, call("MIN", counted)))

    @staticmethod
    def _key(group: int, size: At) -> Expr:
        """What groups are sorted by: their size, and among equals their place."""
        return Op("+", size, group / 1000)

    @staticmethod
    def _below(group: int, keys: list[At], size: tuple[At, ...]) -> Expr:
        """How many answers all smaller groups have together."""
        others = (g for g in range(1, GROUPS + 1) if g != group)
        parts = [when(Op("<", keys[other], keys[group]), size[other], 0) for other in others]
        return call("SUM", *parts)

    def _state(self, size: At, below: At | None) -> Expr:
        cases: list[tuple[Expr, Expr]] = [(Op("=", size, 0), NOBODY), (Op("<", size, self.least), FEW)]
        if below is not None:
            cases.append((call("AND", Op(">", below, 0), Op("<", below, self.least)), FOR_OTHERS))
        return chosen(*cases, other=SHOWN)

    def sheet(self) -> Sheet:
        """The sheet."""
        return Sheet(SHEET, tuple(self.cells), tuple(10.0 for _ in range(4 * (GROUPS + 1))), hidden=True)
