"""Stage 4, translate: look every text up in the catalogs of a language, block by block.

A catalog entry is found by the id path of its text (``msgctxt``), never by likeness: similarity once offered the
translation of "may refuse" for "may request". An entry whose source has changed, that is marked fuzzy, or that would
lose a slot is not shown; the source text is, in its own language and marked as such.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from partnerkit.diagnostics import Diagnostic, Result, Severity
from partnerkit.execute.memo import Memo
from partnerkit.model.coverage import Coverage
from partnerkit.model.library import A, Library, Visit, map_texts, texts_of
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
from partnerkit.translate.terms import TermBase, notes_on, term_base


class _Localize(Protocol):
    """Puts a definition into a language."""

    def __call__(self, value: A, /) -> A: ...


def translate(library: Library, catalog: Catalog, language: Language, memo: Memo | None = None) -> Result[Library]:
    """The library in one language; texts without a sound translation stay in the language they were written in.

    Args:
        library: the library as it was written.
        catalog: the entries of the language.
        language: the language.
        memo: holds the definitions that have been translated with the same entries, slots and terms.
    """
    if language.pseudo:
        pretended = _pretended(library, language)
        return Result(replace(pretended, lineage=spoken_lineage(library, catalog, language)))
    memo = memo or Memo()
    desk = _Desk(library, catalog, language, term_base(library, catalog, language))
    found: list[Diagnostic] = [*desk.terms.diagnostics]
    known = set(_keys(library.interface.values(), language))
    forms = tuple(catalog.get(term.term.key) for term in library.terms)

    def localize(value: A) -> A:
        keys = memo.once(("keys", language.code), (value,), lambda: _keys(texts_of(value), language))
        known.update(keys)
        name = ("translate", language.code, tuple(map(catalog.get, keys)), forms)
        made = memo.once(name, (value, *library.vocabulary), partial(desk.localized, value))
        found.extend(made.diagnostics)
        return made.value

    localized = _map_library(library, localize, lambda text: desk.visit(text, found))
    localized = replace(localized, lineage=spoken_lineage(library, catalog, language))
    for key, entry in catalog.items():
        if key not in known:
            hint = "Remove the entry, or give it the id path that its text has now."
            what = f"there is no text '{key}'"
            found.append(Diagnostic("orphan-translation", entry.span, what, hint, Severity.WARNING))
    return Result(localized, tuple(found))


@dataclass(frozen=True)
class _Desk:
    """Where texts are translated: what is known of one language."""

    library: Library
    catalog: Catalog
    language: Language
    terms: TermBase

    def localized(self, value: A) -> Result[A]:
        """A definition in the language."""
        found: list[Diagnostic] = []
        return Result(map_texts(value, lambda text: self.visit(text, found)), tuple(found))

    def visit(self, text: Text, found: list[Diagnostic]) -> Text:
        """A text in the language; what keeps it from being shown is added to what was found."""
        if text.lang == self.language.code:
            return text
        entry = self.catalog.get(text.key)
        if entry is None or not entry.target.strip():
            return text
        if entry.fuzzy or entry.source.strip() != text.source.strip():
            what = f"the translation of '{text.key}' is behind its source text"
            hint = "Translate the new source text, and remove the 'fuzzy' mark."
            found.append(Diagnostic("stale-translation", entry.span, what, hint, Severity.WARNING))
            return replace(text, stale=True)
        if problem := problem_of(text, entry.target, self.library, self.language):
            hint = "The source text is shown instead."
            found.append(Diagnostic("bad-translation", entry.span, problem, hint, Severity.WARNING))
            return text
        found.extend(self.terms.problems(text, entry))
        return text.translated(entry.target.strip(), self.language.code, drafted=not entry.reviewed)


def _pretended(library: Library, language: Language) -> Library:
    """The library in a language that nobody speaks."""

    def visit(text: Text) -> Text:
        return pseudo(text, language)

    def localize(value: A) -> A:
        return map_texts(value, visit)

    return _map_library(library, localize, visit)


def _keys(texts: Iterable[Text], language: Language) -> tuple[str, ...]:
    """The id paths of the texts that are not written in a language."""
    return tuple(text.key for text in texts if text.lang != language.code)


def _map_library(library: Library, localize: _Localize, visit: Visit) -> Library:
    vocabulary = tuple(localize(shared) for shared in library.vocabulary)
    slots, roles = declared(vocabulary)
    return replace(
        library,
        documents={key: localize(value) for key, value in library.documents.items()},
        kits={key: localize(value) for key, value in library.kits.items()},
        pages={key: localize(value) for key, value in library.pages.items()},
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
