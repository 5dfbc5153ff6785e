"""What a translator brings back, laid over the catalogs as they are now: nobody's words are lost.

Three versions meet for each text: what the file was made from (as a hash), what the file says, and what the catalog
says. Where only one side has changed, its words count. Where both have, the catalog's stay, and the others stand in a
comment of the entry.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import polib

from partnerkit.diagnostics import Diagnostic, Result, Severity, Span
from partnerkit.model.library import Library
from partnerkit.model.locales import Language
from partnerkit.model.text import Text, problem_in
from partnerkit.translate.catalogs import STATUS, WRAP_WIDTH, is_reviewed, updated_catalog
from partnerkit.translate.exchange import Row, State, digest, tidy
from partnerkit.translate.sound import problem_of

_REVIEW = re.compile(r"^reviewed:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """A text with the catalog that its translation belongs in."""

    area: str
    text: Text
    file: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the rows: the catalogs that change, by file, and how many rows did what."""

    catalogs: Mapping[str, str]
    taken: int = 0
    suggested: int = 0


def merge(
    rows: Iterable[Row], places: Mapping[str, Place], files: Mapping[str, str], library: Library, spoken: Language,
    role: str = "",
) -> Result[Merged]:  # fmt: skip
    """Lay the rows of a translator's files over the catalogs of a language.

    Args:
        rows: the rows, in the order of the files; the second of two that disagree becomes a suggestion.
        places: every text that may be translated, by its id path.
        files: the catalogs that exist, by file.
        library: the library in its source language.
        spoken: the language.
        role: who has reviewed what the rows say is reviewed; empty where nobody said so.
    """
    desk = _Desk(places, files, library, spoken, role)
    for row in rows:
        if row.target:
            desk.receive(row)
    return Result(desk.merged(), tuple(desk.diagnostics()))


class _Desk:
    """Where the rows come in: the catalogs that are open, and what happened so far."""

    def __init__(
        self, places: Mapping[str, Place], files: Mapping[str, str], library: Library, spoken: Language, role: str
    ) -> None:
        self.places = places
        self.files = files
        self.library = library
        self.spoken = spoken
        self.role = role
        self.books: dict[str, _Book] = {}
        self.found: list[Diagnostic] = []
        self.unnamed: list[Row] = []
        self.taken = self.suggested = 0

    def receive(self, row: Row) -> None:
        """Take the words of one row, keep them beside the catalog's, or say why not."""
        place = self.places.get(row.key)
        if place is None:
            hint = "It may have been taken out, or belong to another library; its translation is not taken."
            self.report("orphan-translation", row.span, f"there is no text '{row.key}' here", hint, Severity.WARNING)
            return
        book = self.book(place)
        entry = book.entry(place.text)
        stale = digest(place.text.source) != row.of_source
        current = tidy(entry.msgstr)
        if row.target != current and digest(row.target) == row.of_target:
            return  # The translator left it as it was; the catalog has moved on.
        if row.target == current and not self.confirms(row, entry, book, place.text, stale=stale):
            return
        previous = _previous(row, entry) if stale else ""
        if problem := self.problem(place.text, row.target, previous):
            self.report("bad-translation", row.span, problem, "It is not taken. Mend it, and import the file again.")
        elif row.target != current and current and digest(current) != row.of_target:
            self.suggest(row, entry, place.file)
        else:
            self.take(row, entry, book, place.text, previous if stale else None)

    def confirms(self, row: Row, entry: polib.POEntry, book: _Book, text: Text, *, stale: bool) -> bool:
        """Whether a row says more about the words that are there: that they fit the new source, or were reviewed."""
        review = row.state is State.REVIEWED and not book.reviewed(entry)
        behind = entry.fuzzy or tidy(entry.msgid) != tidy(text.source)
        says_more = review or (behind and row.state in (State.DRAFTED, State.REVIEWED))
        if review and stale:
            what = f"the English of '{row.key}' has changed since this file was made"
            hint = "So its review is not taken over. Export the text again, and look at it beside the new English."
            self.report("stale-translation", row.span, what, hint, Severity.WARNING)
        return says_more and not stale

    def problem(self, text: Text, target: str, previous: str) -> str:
        """What keeps a translation from being used; one of an earlier source is held against that source."""
        sound = previous and problem_in(previous, block=text.block) is None
        return problem_of(replace(text, source=previous) if sound else text, target, self.library, self.spoken)

    def suggest(self, row: Row, entry: polib.POEntry, file: str) -> None:
        """Keep a translator's words beside those of the catalog."""
        what = f"'{row.key}' has been translated differently meanwhile"
        hint = f"The words of {file} stay. The others are in a comment of the entry (# suggested: …); choose."
        self.report("translation-conflict", row.span, what, hint, Severity.WARNING)
        self.suggested += 1
        comment = _suggestion(row.target)
        if comment not in entry.tcomment:
            entry.tcomment = "\n".join(filter(None, (entry.tcomment, comment)))

    def take(self, row: Row, entry: polib.POEntry, book: _Book, text: Text, previous: str | None) -> None:
        """Put the words of a row into the catalog; ``previous`` is their source where it is not the one of today."""
        stale = previous is not None
        if stale:
            what = f"the English of '{row.key}' has changed since this file was made"
            hint = "The translation is kept, and marked 'fuzzy' until somebody has looked at it again."
            self.report("stale-translation", row.span, what, hint, Severity.WARNING)
        reviewed = row.state is State.REVIEWED and not stale
        if reviewed and not self.role:
            self.unnamed.append(row)
        before = (entry.msgid, entry.msgstr, entry.fuzzy, entry.tcomment)
        entry.msgid, entry.msgstr = text.source, row.target
        entry.previous_msgid = previous or None
        entry.flags = [*(flag for flag in entry.flags if flag != "fuzzy"), *(["fuzzy"] if stale else [])]
        mark = f"reviewed: {self.role}" if reviewed and self.role else "drafted" if book.status == "reviewed" else ""
        entry.tcomment = _marked(entry.tcomment, mark)
        self.taken += before != (entry.msgid, entry.msgstr, entry.fuzzy, entry.tcomment)

    def book(self, place: Place) -> _Book:
        """The catalog of a text, opened once."""
        if place.file not in self.books:
            existing = self.files.get(place.file)
            texts = [other.text for other in self.places.values() if other.area == place.area]
            fresh = existing or updated_catalog(texts, None, self.spoken, self.library.workspace.name)
            self.books[place.file] = _Book(fresh)
        return self.books[place.file]

    def report(self, code: str, span: Span, what: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        self.found.append(Diagnostic(code, span, what, hint, severity))

    def diagnostics(self) -> Iterator[Diagnostic]:
        """What happened to the rows that were not simply taken."""
        yield from self.found
        if self.unnamed:
            count = len(self.unnamed)
            who = "1 translation is" if count == 1 else f"{count} translations are"
            what = f"{who} marked as reviewed, and nobody says by whom; the first is '{self.unnamed[0].key}'"
            hint = 'They count as drafted. Import again with the role: --reviewed-by "cultural liaison".'
            yield Diagnostic("unnamed-review", self.unnamed[0].span, what, hint, Severity.WARNING)

    def merged(self) -> Merged:
        """The catalogs that have changed."""
        after = {name: book.text() for name, book in self.books.items() if book.changed}
        return Merged(dict(sorted(after.items())), self.taken, self.suggested)


class _Book:
    """One catalog, open for changes."""

    def __init__(self, text: str) -> None:
        # With a line end, the words of a catalog can never be taken for the name of a file to read.
        self._file = polib.pofile(text + "\n", wrapwidth=WRAP_WIDTH)
        self._before = str(self._file)
        self._entries = {entry.msgctxt: entry for entry in self._file if not entry.obsolete}
        self.status = self._file.metadata.get(STATUS, "").strip()

    def entry(self, text: Text) -> polib.POEntry:
        """The entry of a text; a new one, without words, where the catalog does not have it yet."""
        if text.key not in self._entries:
            self._entries[text.key] = polib.POEntry(msgctxt=text.key, msgid=text.source)
        return self._entries[text.key]

    def reviewed(self, entry: polib.POEntry) -> bool:
        """Whether a person has reviewed an entry."""
        return is_reviewed(self.status, entry.tcomment)

    def text(self) -> str:
        """The catalog as it is now."""
        there = {id(entry) for entry in self._file}
        for entry in self._entries.values():
            if entry.msgstr and id(entry) not in there:
                self._file.append(entry)
        return str(self._file)

    @property
    def changed(self) -> bool:
        """Whether anything is different from when it was opened."""
        return self.text() != self._before


def _previous(row: Row, entry: polib.POEntry) -> str:
    """The source that a row was made from, known by its hash; empty where nobody has it any more."""
    known = (entry.msgid, entry.previous_msgid or "", row.source)
    return next((source for source in known if digest(source) == row.of_source), "")


def _marked(comment: str, mark: str) -> str:
    """A translator's comment with what is true of the words now; an earlier review stays, as one of earlier words."""
    kept = [line for line in comment.split("\n") if line != "drafted"] if comment else []
    earlier = _REVIEW.sub("earlier words reviewed:", "\n".join(kept))
    return "\n".join(filter(None, (earlier, mark)))


def _suggestion(target: str) -> str:
    """Words as a comment. Every line but the first is set in, so that none can read as a mark such as a review."""
    words = target.replace("\n", "\\n")
    return "\n  ".join(textwrap.wrap(f"suggested: {words}", WRAP_WIDTH - 10, break_on_hyphens=False))
