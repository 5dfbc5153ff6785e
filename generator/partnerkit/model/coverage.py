"""How much of something is in a language, weighed by words: a long page counts more than a short label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of something is in a language, in words of its source text.

    Attributes:
        translated: words whose translation is shown.
        total: all words.
        reviewed: those of the translated words that a person has reviewed.
        stale: words whose translation is behind them.
    """

    translated: int
    total: int
    reviewed: int = 0
    stale: int = 0

    @property
    def complete(self) -> bool:
        """Whether every text is translated."""
        return self.translated == self.total

    @property
    def percent(self) -> int:
        """The translated share, rounded down, so that 100 means all."""
        return 100 * self.translated // self.total if self.total else 100

    @classmethod
    def in_all(cls, parts: Iterable[Coverage]) -> Coverage:
        """The coverage of several things together."""
        return sum(parts, cls(0, 0))

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(
            self.translated + other.translated,
            self.total + other.total,
            self.reviewed + other.reviewed,
            self.stale + other.stale,
        )
