"""Stage 4, translate: look every text up in the catalogs of a language, block by block.

A catalog entry is found by the id path of its text (``msgctxt``), never by likeness: similarity once offered the
translation of "may refuse" for "may request". An entry whose source has changed, that is marked fuzzy, or that would
lose a slot is not shown; the source text is, in its own language and marked as such.
"""

from __future__ import annotations

from dataclasses import replace

from partnerkit.diagnostics import Diagnostic, Result, Severity
from partnerkit.model.coverage import Coverage
from partnerkit.model.library import Library, Visit, map_texts
from partnerkit.model.locales import Language
from partnerkit.model.text import Text
from partnerkit.model.vocabulary import declared
from partnerkit.translate.catalogs import (
    Catalog,
    Entry,
    catalog_template,
    joined_catalog,
    misplaced,
    read_catalogs,
    updated_catalog,
)
from partnerkit.translate.coverage import coverage, coverage_by_area, published
from partnerkit.translate.lineage import spoken_lineage
from partnerkit.translate.memory import Memory
from partnerkit.translate.pseudo import pseudo
from partnerkit.translate.sound import problem_of
from partnerkit.translate.terms import notes_on, term_base


def translate(library: Library, catalog: Catalog, language: Language) -> Result[Library]:
    """The library in one language; texts without a sound translation stay in the language they were written in."""
    if language.pseudo:
        pseudonymous = _map_library(library, lambda text: pseudo(text, language))
        return Result(replace(pseudonymous, lineage=spoken_lineage(library, catalog, language)))
    terms = term_base(library, catalog, language)
    found: list[Diagnostic] = [*terms.diagnostics]
    known: set[str] = set()

    def visit(text: Text) -> Text:
        if text.lang == language.code:
            return text
        known.add(text.key)
        entry = catalog.get(text.key)
        if entry is None or not entry.target.strip():
            return text
        if entry.fuzzy or entry.source.strip() != text.source.strip():
            what = f"the translation of '{text.key}' is behind its source text"
            hint = "Translate the new source text, and remove the 'fuzzy' mark."
            found.append(Diagnostic("stale-translation", entry.span, what, hint, Severity.WARNING))
            return replace(text, stale=True)
        if problem := problem_of(text, entry.target, library, language):
            hint = "The source text is shown instead."
            found.append(Diagnostic("bad-translation", entry.span, problem, hint, Severity.WARNING))
            return text
        found.extend(terms.problems(text, entry))
        return text.translated(entry.target.strip(), language.code, drafted=not entry.reviewed)

    localized = replace(_map_library(library, visit), lineage=spoken_lineage(library, catalog, language))
    for key, entry in catalog.items():
        if key not in known:
            hint = "Remove the entry, or give it the id path that its text has now."
            what = f"there is no text '{key}'"
            found.append(Diagnostic("orphan-translation", entry.span, what, hint, Severity.WARNING))
    return Result(localized, tuple(found))


def _map_library(library: Library, visit: Visit) -> Library:
    vocabulary = tuple(map_texts(shared, visit) for shared in library.vocabulary)
    slots, roles = declared(vocabulary)
    return replace(
        library,
        documents={key: map_texts(value, visit) for key, value in library.documents.items()},
        kits={key: map_texts(value, visit) for key, value in library.kits.items()},
        pages={key: map_texts(value, visit) for key, value in library.pages.items()},
        interface={key: visit(text) for key, text in library.interface.items()},
        vocabulary=vocabulary,
        slots=slots,
        roles=roles,
    )


__all__ = [
    "Catalog",
    "Coverage",
    "Entry",
    "Memory",
    "catalog_template",
    "coverage",
    "coverage_by_area",
    "joined_catalog",
    "misplaced",
    "notes_on",
    "pseudo",
    "published",
    "read_catalogs",
    "translate",
    "updated_catalog",
]
