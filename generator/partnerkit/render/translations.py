"""The page **Translations**: how far each language is, and what somebody who speaks it could do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from partnerkit.model.coverage import Coverage
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.render.addresses import Place, document_page
from partnerkit.render.cards import Shelf
from partnerkit.wording import Words

NEXT = 6
"""How many documents are named: enough to choose from, few enough to begin."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """A document that somebody could translate or review, by its title in the language that it was written in."""

    title: str
    lang: str
    dir: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """One language of the table, and what comes next in it."""

    language: Language
    own: bool
    percent: str
    reviewed: str
    files: str
    complete: bool
    todo: list[ToDo]


def language_rows(words: Words, place: Place, shelf: Shelf) -> list[LanguageRow]:
    """Every language but the first, in the order of the library."""
    return [_row(words, place, shelf, spoken) for spoken in shelf.languages[1:] if not spoken.pseudo]


def _row(words: Words, place: Place, shelf: Shelf, spoken: Language) -> LanguageRow:
    covered = shelf.coverage[spoken.code]
    total, source = Coverage.in_all(covered.values()), shelf.source
    files = [name for name in source.documents if shelf.artifact("document", name, spoken.code, "pdf")]
    return LanguageRow(
        language=spoken,
        own=spoken == words.language,
        percent=words.number(total.percent, "percent"),
        reviewed=words.number(100 * total.reviewed // total.total if total.total else 0, "percent"),
        files=words.number(len(files)),
        complete=total.complete,
        todo=[_todo(words, place, source, name, left) for name, left in _next(shelf, spoken)],
    )


def _next(shelf: Shelf, spoken: Language) -> Iterator[tuple[str, int]]:
    """The documents to translate, or where all are translated to review, with their words; the kits' order counts."""
    source, covered = shelf.source, shelf.coverage[spoken.code]
    names = dict.fromkeys(name for kit in source.kits.values() for name in kit.documents) | dict.fromkeys(
        source.documents
    )
    offered = [name for name in names if name in source.offered]
    left = {name: covered[name].total - covered[name].translated for name in offered}
    if not any(left.values()):
        left = {name: covered[name].total - covered[name].reviewed for name in offered}
    yield from [(name, count) for name, count in left.items() if count][:NEXT]


def _todo(words: Words, place: Place, source: Library, name: str, left: int) -> ToDo:
    definition = source.documents[name]
    written = language(definition.language)
    return ToDo(
        title=Words(source, written, source.workspace.values).words(definition.title),
        lang=written.code,
        dir=written.dir,
        href=place.to_page(document_page(name)),
        words=words.ui("translations-words", n=left),
    )
