"""What may be told of a share, and whether anything that is withheld could be worked out from the rest.

Shares of nearly nobody and nearly everybody are coded by bands (top and bottom coding): in a group of fifteen, "every
one" says what each of them answered. The smaller the group, the wider the band, so that at least three counts stay
possible. Source: National Center for Education Statistics, *Statistical Methods for Protecting Personally Identifiable
Information in Aggregate Reporting* (NCES 2011-603).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from partnerkit.model.results import Mark
from partnerkit.model.survey import BANDS, LAST_BAND
from partnerkit.results.tally import Count

SPREAD = 3
"""How many counts have to stay possible of what is withheld."""
STEPS: tuple[int, ...] = (1, 5, 10)
"""To how many percent a share may be rounded, the finest first."""

Bounds = tuple[int, int]
"""The smallest and the largest count that is possible."""


@dataclass(frozen=True)
class Cell:
    """A share with what is told of it.

    Attributes:
        count: what it is.
        step: to how many percent it is rounded.
        hidden: whether nothing is told, not even of how many people.
    """

    count: Count
    step: int = STEPS[0]
    hidden: bool = False

    @property
    def band(self) -> int:
        """The percent at either end that are not told apart."""
        return next((percent for most, percent in BANDS if self.count.n <= most), LAST_BAND)

    @property
    def lowest(self) -> int:
        """Up to this count it is told as "at most"."""
        return self.count.of * self.band // 100

    @property
    def highest(self) -> int:
        """From this count on it is told as "at least"."""
        return self.count.of - self.lowest

    @property
    def mark(self) -> Mark:
        """How it is told."""
        if self.hidden:
            return "suppressed"
        if self.count.k <= self.lowest:
            return "at-most"
        return "at-least" if self.count.k >= self.highest else ""

    @property
    def percent(self) -> int | None:
        """The figure that is told."""
        told = {"suppressed": None, "at-most": self.band, "at-least": 100 - self.band}
        return told[self.mark] if self.mark else self._rounded(self.count.k)

    def _rounded(self, k: int) -> int:
        """A share rounded half up, in whole numbers so that no machine rounds it otherwise."""
        return (200 * k + self.step * self.count.of) // (2 * self.step * self.count.of) * self.step

    @property
    def told(self) -> Bounds:
        """The counts that are possible by what is told of it."""
        match self.mark:
            case "suppressed":
                return 0, self.count.of
            case "at-most":
                return 0, self.lowest
            case "at-least":
                return self.highest, self.count.of
        low = high = self.count.k
        while low - 1 > self.lowest and self._rounded(low - 1) == self._rounded(self.count.k):
            low -= 1
        while high + 1 < self.highest and self._rounded(high + 1) == self._rounded(self.count.k):
            high += 1
        return low, high

    @property
    def is_extreme(self) -> bool:
        """Whether it would tell of each of a group what they answered."""
        return not self.lowest < self.count.k < self.highest


def cell_of(count: Count, min_n: int) -> Cell:
    """A share, hidden where it is of too few people."""
    cell = Cell(count)
    return replace(cell, hidden=count.n < min_n or cell.lowest + 1 < SPREAD <= min_n or count.of == 0)


@dataclass(frozen=True)
class Known:
    """A share as somebody sees it who adds and subtracts.

    Attributes:
        told: the counts that are possible by what is told of it.
        guarded: whether ``SPREAD`` counts have to stay possible.
    """

    told: Bounds
    guarded: bool


def known(cell: Cell, least: int = 0) -> Known:
    """What is known of a cell; of a hidden one no more than that it may be up to ``least``."""
    if cell.hidden:
        return Known((0, max(cell.count.of, least)), guarded=True)
    return Known(cell.told, bool(cell.mark))


def remainder(cells: Sequence[Cell]) -> Known:
    """What is known of hidden groups together: how many they are can be worked out, so they are a group themselves."""
    count = Count()
    for cell in cells:
        count += cell.count
    return Known((0, count.of), Cell(count).is_extreme)


def is_safe(whole: Known, sums: Sequence[Sequence[Known]]) -> bool:
    """Whether nothing that is guarded can be worked out, where each list of parts sums up to the same whole."""
    totals = [whole.told, *(_total(parts) for parts in sums)]
    if whole.guarded and not _spread(_meet(totals)):
        return False
    for place, parts in enumerate(sums, start=1):
        around = _meet([*totals[:place], *totals[place + 1 :]])
        low, high = _total(parts)
        for one in parts:
            # The others at their least leave the most for this one, and the other way round.
            left = around[0] - (high - one.told[1]), around[1] - (low - one.told[0])
            if one.guarded and not _spread(_meet([one.told, left])):
                return False
    return True


def _total(parts: Sequence[Known]) -> Bounds:
    return sum(one.told[0] for one in parts), sum(one.told[1] for one in parts)


def _meet(bounds: Sequence[Bounds]) -> Bounds:
    return max(low for low, _ in bounds), min(high for _, high in bounds)


def _spread(bounds: Bounds) -> bool:
    return bounds[1] - bounds[0] + 1 >= SPREAD
