"""Stage 4, translate: look every text up in the catalogs of a language, block by block.

A catalog entry is found by the id path of its text (``msgctxt``), never by likeness: similarity once offered the
translation of "may refuse" for "may request". An entry whose source has changed, that is marked fuzzy, or that would
lose a slot is not shown; the source text is, in its own language and marked as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polib

from partnerkit.diagnostics import Diagnostic, Result, Severity, Span
from partnerkit.model import message
from partnerkit.model.base import Addressed
from partnerkit.model.library import Library, Visit, map_texts, texts_of
from partnerkit.model.locales import Language
from partnerkit.model.sources import SourceFile
from partnerkit.model.text import SOURCE_LANGUAGE, Text, problem_in
from partnerkit.model.vocabulary import declared

_KEPT_HEADERS = ("Last-Translator", "Language-Team", "Plural-Forms")


@dataclass(frozen=True, slots=True)
class Entry:
    """One translated text and the source it was made from."""

    source: str
    target: str
    fuzzy: bool
    span: Span


Catalog = Mapping[str, Entry]
"""Entries by id path."""


def read_catalogs(files: Iterable[SourceFile]) -> Result[Catalog]:
    """The entries of a language's PO files, by id path."""
    entries: dict[str, Entry] = {}
    found: list[Diagnostic] = []
    for file in files:
        try:
            catalog = polib.pofile(file.data.decode("utf-8"))
        except (OSError, ValueError, UnicodeDecodeError) as error:
            what = "this catalog is not a UTF-8 PO file"
            found.append(Diagnostic("bad-catalog", Span(file.path, 1, 1), what, str(error).splitlines()[0]))
            continue
        for entry in catalog:
            if entry.obsolete or not entry.msgctxt:
                continue
            span = Span(file.path, entry.linenum or 1, 1)
            if entry.msgctxt in entries:
                first = entries[entry.msgctxt].span
                hint = f"It is already in {first.file}, line {first.line}; keep one."
                found.append(Diagnostic("duplicate-key", span, f"'{entry.msgctxt}' is translated twice", hint))
                continue
            entries[entry.msgctxt] = Entry(entry.msgid, entry.msgstr, entry.fuzzy, span)
    return Result(entries, tuple(found))


def translate(library: Library, catalog: Catalog, language: Language) -> Result[Library]:
    """The library in one language; texts without a sound translation stay in the source language."""
    if language.code == SOURCE_LANGUAGE:
        return Result(library)
    found: list[Diagnostic] = []
    known: set[str] = set()

    def visit(text: Text) -> Text:
        known.add(text.key)
        entry = catalog.get(text.key)
        if entry is None or not entry.target.strip():
            return text
        if entry.fuzzy or entry.source.strip() != text.source.strip():
            what = f"the translation of '{text.key}' is behind its source text"
            hint = "Translate the new source text, and remove the 'fuzzy' mark."
            found.append(Diagnostic("stale-translation", entry.span, what, hint, Severity.WARNING))
            return replace(text, stale=True)
        if problem := _lost(text, entry.target):
            found.append(Diagnostic("bad-translation", entry.span, problem, "The source text is shown instead."))
            return text
        return text.translated(entry.target.strip(), language.code)

    localized = _map_library(library, visit)
    for key, entry in catalog.items():
        if key not in known:
            hint = "Remove the entry, or give it the id path that its text has now."
            what = f"there is no text '{key}'"
            found.append(Diagnostic("orphan-translation", entry.span, what, hint, Severity.WARNING))
    return Result(localized, tuple(found))


def _lost(text: Text, target: str) -> str:
    """What a translation would lose or break; empty where it is sound."""
    if problem := problem_in(target.strip(), block=text.block):
        return problem[1]
    wanted = message.signature(text.message)
    given = message.signature(message.parse(target.strip()))
    for name, _ in sorted(wanted - given):
        return f"the translation of '{text.key}' loses the slot {{{name}}}"
    for name, _ in sorted(given - wanted):
        return f"the translation of '{text.key}' has the slot {{{name}}}, which its source does not have"
    return ""


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


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a definition is in a language: words of source text, translated and in all."""

    translated: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether every text is translated."""
        return self.translated == self.total


def coverage(source: Addressed, localized: Addressed) -> Coverage:
    """Word-weighted coverage of one definition."""
    done = total = 0
    for text, local in zip(texts_of(source), texts_of(localized), strict=True):
        words = len(text.source.split())
        total += words
        done += words if local.lang != SOURCE_LANGUAGE else 0
    return Coverage(done, total)


def updated_catalog(texts: Iterable[Text], existing: str | None, language: Language, project: str) -> str:
    """A PO file for some texts: what is translated stays, what has changed is fuzzy, what is gone is obsolete.

    Args:
        texts: the texts of one area, in reading order.
        existing: the PO file as it is now, or None.
        language: the language to translate into.
        project: written into the header.
    """
    old = polib.pofile(existing) if existing else polib.POFile()
    new = polib.POFile(wrapwidth=100)
    new.metadata = {
        "Project-Id-Version": project,
        "Language": language.code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        **{key: value for key, value in old.metadata.items() if key in _KEPT_HEADERS},
    }
    before = {entry.msgctxt: entry for entry in old if not entry.obsolete}
    for text in texts:
        entry = polib.POEntry(msgctxt=text.key, msgid=text.source)
        if kept := before.pop(text.key, None):
            entry.msgstr, entry.flags, entry.tcomment = kept.msgstr, list(kept.flags), kept.tcomment
            entry.previous_msgid = kept.previous_msgid
            if kept.msgid != text.source and kept.msgstr:
                entry.previous_msgid = kept.msgid
                entry.flags = [*(flag for flag in entry.flags if flag != "fuzzy"), "fuzzy"]
        new.append(entry)
    for gone in (*before.values(), *old.obsolete_entries()):
        if gone.msgstr:
            gone.obsolete = True
            new.append(gone)
    return str(new)
