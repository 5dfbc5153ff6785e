"""What has been composed for one school and is the same for the next one.

Composing knows no values of a school, so a document comes out the same wherever its words, the vocabulary and the
interface are the same, and what its template has looked at besides: other documents one by one, or the library as a
whole. The latter is composed anew for each school; it is about that school.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from partnerkit.diagnostics import Result
from partnerkit.execute.memo import Memo
from partnerkit.model.definition import Definition
from partnerkit.model.document import Document
from partnerkit.model.library import Library
from partnerkit.model.relations import Relations

Composed = Result[Document | None]


@dataclass
class Seen:
    """What a template has looked at besides its own definition.

    Attributes:
        documents: single documents of the library, by id.
        whole: whether it has looked at the library as a whole.
    """

    documents: dict[str, Definition] = field(default_factory=dict)
    whole: bool = False


class _Documents(Mapping[str, Definition]):
    """The documents of a library, as a template looks at them."""

    def __init__(self, documents: Mapping[str, Definition], seen: Seen) -> None:
        self._documents = documents
        self._seen = seen

    def __getitem__(self, name: str) -> Definition:
        found = self._documents[name]
        self._seen.documents[name] = found
        return found

    def __iter__(self) -> Iterator[str]:
        self._seen.whole = True
        return iter(self._documents)

    def __len__(self) -> int:
        self._seen.whole = True
        return len(self._documents)


class Watched:
    """Something about a library as a whole, as a template looks at it."""

    def __init__(self, what: Library | Relations, seen: Seen) -> None:
        self._what = what
        self._seen = seen

    def __getattr__(self, name: str) -> Any:
        if name == "documents" and isinstance(self._what, Library):
            return _Documents(self._what.documents, self._seen)
        self._seen.whole = True
        return getattr(self._what, name)


@dataclass(frozen=True)
class _Entry:
    documents: Mapping[str, Definition]
    made: Composed


class Known:
    """The documents that have been composed with the same vocabulary, interface and templates."""

    def __init__(self, library: Library, code: str, templates: Path, memo: Memo) -> None:
        name = ("composed", code, templates, tuple(library.interface.items()))
        self._library, self._memo = library, memo
        self._entries: dict[int, _Entry] = memo.once(name, library.vocabulary, dict)

    def get(self, definition: Definition) -> Composed | None:
        """What a definition was composed to, if all that its template looked at is the same here."""
        entry = self._entries.get(id(definition))
        documents = self._library.documents
        if entry and all(documents.get(name) is seen for name, seen in entry.documents.items()):
            return entry.made
        return None

    def keep(self, definition: Definition, seen: Seen, made: Composed) -> None:
        """Remember what a definition was composed to, unless something went into it that only one school has."""
        parts = (definition, *seen.documents.values())
        if not seen.whole and all(map(self._memo.keeps, parts)):
            self._entries[id(definition)] = _Entry(dict(seen.documents), made)
