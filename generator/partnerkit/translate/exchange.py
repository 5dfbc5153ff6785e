"""What a translator takes away and brings back: the texts of a library as a table, whatever file it travels in.

A row remembers, as short hashes, the source and the translation that it was made from. So what comes back weeks later
can be laid over what the catalogs have become meanwhile, and nobody's words are lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from partnerkit.diagnostics import Span
from partnerkit.model import message
from partnerkit.model.library import Library, to_translate
from partnerkit.model.locales import Language
from partnerkit.model.text import DOCUMENT_LINK, Text, unprintable_in
from partnerkit.translate.catalogs import Catalog, Entry
from partnerkit.translate.sound import plural_categories, problem_of
from partnerkit.wording import Words

MAX_LENGTH = 30_000
"""The longest translation that travels; a cell of a spreadsheet holds 32,767 UTF-16 units."""


class ForeignFileError(Exception):
    """A file that is not one of ours: what it is instead, and the line."""

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.line = line


class State(StrEnum):
    """How far a translation is: there is none, a draft, one that a person has reviewed, or one to look at again."""

    MISSING = "missing"
    DRAFTED = "drafted"
    REVIEWED = "reviewed"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Row:
    """One text as a translator meets it.

    Attributes:
        key: its id path.
        source: the words to translate, as they were when the file was made.
        target: their translation; empty where there is none yet.
        state: how far the translation is.
        notes: what the translator should know.
        previous: the source text that the translation was made from, where it is behind.
        of_source: the hash of the source when the file was made.
        of_target: the hash of the catalog's translation when the file was made.
        span: where the row was read.
    """

    key: str
    source: str
    target: str
    state: State
    notes: tuple[str, ...] = ()
    previous: str = ""
    of_source: str = ""
    of_target: str = ""
    span: Span = field(default=Span(""))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by area, the language they are translated into, and the one that each area is written in."""

    language: str
    areas: Mapping[str, tuple[Row, ...]]
    written_in: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        """Every row of every area."""
        for rows in self.areas.values():
            yield from rows


def digest(words: str) -> str:
    """A short hash of words, the same however their line ends are written."""
    return hashlib.sha256(tidy(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def tidy(words: str) -> str:
    """Words as a catalog keeps them: line feeds only, and no space around them."""
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


def table_of(
    library: Library, catalog: Catalog, words: Words, areas: Collection[str], *, unfinished: bool = False
) -> Table:
    """The texts of some areas with their translations, in reading order; areas without a row are left out.

    Args:
        library: the library in its source language.
        catalog: the entries of the language.
        words: the interface in the language, for what is said to the translator.
        areas: the areas that are wanted.
        unfinished: only what is missing or behind.
    """
    rows: dict[str, list[Row]] = {}
    written_in: dict[str, str] = {}
    for area, text in to_translate(library, words.language):
        if area in areas:
            written_in[area] = text.lang
            row = _row(text, catalog.get(text.key), library, words)
            if not unfinished or row.state in (State.MISSING, State.BEHIND):
                rows.setdefault(area, []).append(row)
    return Table(words.language.code, {area: tuple(found) for area, found in rows.items()}, written_in)


def _row(text: Text, entry: Entry | None, library: Library, words: Words) -> Row:
    target = tidy(entry.target) if entry else ""
    before = _made_from(text, entry) if entry and target else ""
    problem = problem_of(text, target, library, words.language) if target else ""
    state = State.MISSING
    if entry and target:
        state = State.REVIEWED if entry.reviewed else State.DRAFTED
        if entry.fuzzy or before or problem:
            state = State.BEHIND
    notes = [*_advice(text, words)]
    if before:
        notes.append(words.ui("exchange-note-before", before=before))
    if entry:
        notes += [line for line in entry.comment.split("\n") if line.strip()]
    if problem:
        notes.append(problem)
    if unprintable_in(target) or len(target) > MAX_LENGTH:
        # No file can carry it. The hash is kept, so that whatever is written instead of it arrives.
        target, state, shown = "", State.MISSING, target
    else:
        shown = target
    clean = tuple(printable(note) for note in notes)
    return Row(text.key, text.source, target, state, clean, printable(before), digest(text.source), digest(shown))


def _made_from(text: Text, entry: Entry) -> str:
    """The source that a translation was made from, where that is not the source of today."""
    before = entry.previous if entry.fuzzy and entry.previous else entry.source
    return "" if tidy(before) == tidy(text.source) else tidy(before)


def printable(words: str) -> str:
    """Words without the characters that a file cannot carry, or that would turn the words around them."""
    while found := unprintable_in(words):
        words = words.replace(words[found[2]], "")
    return words


def _advice(text: Text, words: Words) -> Iterator[str]:
    """What a translation has to keep."""
    if slots := sorted(set(_as_written(text.message))):
        yield words.ui("exchange-note-slots", slots=", ".join(slots))
    if any(isinstance(part, message.Choice) and part.format == "plural" for part in text.message):
        yield words.ui("exchange-note-plural", forms=", ".join(_forms(words.language)))
    if DOCUMENT_LINK.search(text.source):
        yield words.ui("exchange-note-link")


def _forms(spoken: Language) -> list[str]:
    """The plural forms to write in a language; ``other`` is always one of them."""
    wanted = plural_categories(spoken) | {"other"}
    return [category for category in message.PLURAL_CATEGORIES if category in wanted]


def _as_written(parsed: message.Message) -> Iterator[str]:
    """Every simple slot of a message as it stands in the words: ``{school.name}``, ``{day, date, long}``."""
    for part in parsed:
        if isinstance(part, message.Argument):
            yield f"{{{', '.join(one for one in (part.name, part.format, part.style) if one)}}}"
        elif isinstance(part, message.Choice):
            for _, form in part.forms:
                yield from _as_written(form)
