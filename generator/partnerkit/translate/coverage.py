"""How far a translation is, weighed by words: a long page counts more than a short label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from partnerkit.model.base import Addressed
from partnerkit.model.coverage import Coverage
from partnerkit.model.library import Library, texts_of
from partnerkit.model.locales import Language
from partnerkit.model.text import Text


def coverage(source: Addressed, localized: Addressed, language: Language) -> Coverage:
    """Word-weighted coverage of one definition."""
    return _measured(zip(texts_of(source), texts_of(localized), strict=True), language)


def coverage_by_area(source: Library, localized: Library, language: Language) -> dict[str, Coverage]:
    """The coverage of every definition that is offered, and of the interface, by its area."""
    pairs: dict[str, list[tuple[Text, Text]]] = {}
    offered = source.offered
    for (area, text), (_, local) in zip(source.texts(), localized.texts(), strict=True):
        if area in offered or area not in source.documents:
            pairs.setdefault(area, []).append((text, local))
    return {area: _measured(found, language) for area, found in pairs.items()}


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
