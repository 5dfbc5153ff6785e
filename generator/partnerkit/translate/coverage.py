"""How far a translation is, weighed by words: a long page counts more than a short label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from partnerkit.model.base import Addressed
from partnerkit.model.library import Library, texts_of
from partnerkit.model.text import SOURCE_LANGUAGE, Text


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

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(
            self.translated + other.translated,
            self.total + other.total,
            self.reviewed + other.reviewed,
            self.stale + other.stale,
        )


def coverage(source: Addressed, localized: Addressed) -> Coverage:
    """Word-weighted coverage of one definition."""
    return _measured(zip(texts_of(source), texts_of(localized), strict=True))


def coverage_by_area(source: Library, localized: Library) -> dict[str, Coverage]:
    """The coverage of every definition, and of the interface, by its area."""
    pairs: dict[str, list[tuple[Text, Text]]] = {}
    for (area, text), (_, local) in zip(source.texts(), localized.texts(), strict=True):
        pairs.setdefault(area, []).append((text, local))
    return {area: _measured(found) for area, found in pairs.items()}


def published(source: Library, localized: Library) -> frozenset[str]:
    """The documents and kits whose files are offered in a language: those that are translated far enough.

    The files of a kit are its documents too, so it counts with all of them.
    """
    least = source.workspace.publish_at
    if localized is source or not least:
        return frozenset([*source.documents, *source.kits])
    by_area = coverage_by_area(source, localized)
    held = {document: [document] for document in source.documents}
    held |= {kit.id: [kit.id, *kit.documents] for kit in source.kits.values()}
    return frozenset(
        name for name, areas in held.items() if sum((by_area[a] for a in areas), Coverage(0, 0)).percent >= least
    )


def _measured(pairs: Iterable[tuple[Text, Text]]) -> Coverage:
    total = Coverage(0, 0)
    for text, local in pairs:
        words = len(text.source.split())
        shown = words if local.lang != SOURCE_LANGUAGE else 0
        total += Coverage(shown, words, 0 if local.drafted else shown, words if local.stale else 0)
    return total
