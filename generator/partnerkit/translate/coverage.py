"""How far a translation is, weighed by words: a long page counts more than a short label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from partnerkit.execute.memo import Memo
from partnerkit.model.base import Addressed
from partnerkit.model.coverage import Coverage
from partnerkit.model.library import INTERFACE, Library, texts_of
from partnerkit.model.locales import Language
from partnerkit.model.text import Text


def coverage(source: Addressed, localized: Addressed, language: Language) -> Coverage:
    """Word-weighted coverage of one definition."""
    return _measured(zip(texts_of(source), texts_of(localized), strict=True), language)


def coverage_by_area(
    source: Library, localized: Library, language: Language, memo: Memo | None = None
) -> dict[str, Coverage]:
    """The coverage of every definition that is offered, and of the interface, by its area.

    Args:
        source: the library as it was written.
        localized: the library in the language.
        language: the language.
        memo: holds the definitions that have been measured already.
    """
    memo = memo or Memo()
    found: dict[str, Coverage] = {}
    for one, other in zip(_definitions(source), _definitions(localized), strict=True):
        measure = partial(coverage, one, other, language)
        covered = memo.once(("coverage", language.code), (one, other), measure)
        if covered.total:
            area = str(getattr(one, "id", ""))
            found[area] = found.get(area, Coverage(0, 0)) + covered
    words = _measured(zip(source.interface.values(), localized.interface.values(), strict=True), language)
    return {**found, INTERFACE: words} if words.total else found


def _definitions(library: Library) -> Iterator[Addressed]:
    """Everything that is offered and has words, but for the interface, in reading order."""
    offered = (document for name, document in library.documents.items() if name in library.offered)
    yield from (*offered, *library.kits.values(), *library.pages.values(), *library.vocabulary)


def published(source: Library, by_area: Mapping[str, Coverage], language: Language) -> frozenset[str]:
    """The documents and kits whose files are offered in a language: those that are translated far enough.

    The files of a kit are its documents too, so it counts with all of them. The first language of a library offers
    everything, so that no file is ever without one.

    Args:
        source: the library.
        by_area: how far each definition is in the language.
        language: the language.
    """
    least = source.workspace.publish_from(language.code)
    if language.code == source.workspace.languages[0] or not least:
        return frozenset([*source.offered, *source.chosen_kits])
    held = {document: [document] for document in source.offered}
    held |= {kit.id: [kit.id, *kit.documents] for kit in source.chosen_kits.values()}
    return frozenset(
        name for name, areas in held.items() if Coverage.in_all(by_area[area] for area in areas).percent >= least
    )


def _measured(pairs: Iterable[tuple[Text, Text]], language: Language) -> Coverage:
    total = Coverage(0, 0)
    for text, local in pairs:
        words = len(text.source.split())
        shown = words if local.lang == language.code else 0
        total += Coverage(shown, words, 0 if local.drafted else shown, words if local.stale else 0)
    return total
