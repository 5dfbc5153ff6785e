"""What has been composed for one school and is the same for the next one.

Composing knows no values of a school, so a document comes out the same wherever its words, the vocabulary and the
interface are the same, where it comes from, and what its template has looked at besides: the titles of other documents,
or the library as a whole. The latter is composed anew for each school; it is about that school.

Where one workspace is built again and again, that comes out the same more often than not, and is then the same object.
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
        parts: parts of other documents, such as their titles, by the id of the document and the name of the part.
        whole: whether it has looked at the library as a whole.
    """

    parts: dict[tuple[str, str], object] = field(default_factory=dict)
    whole: bool = False


class _Document:
    """A document of a library, as the template of another one looks at it."""

    def __init__(self, definition: Definition, seen: Seen) -> None:
        self._definition = definition
        self._seen = seen

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._definition, name)
        self._seen.parts[self._definition.id, name] = found
        return found


class _Documents(Mapping[str, _Document]):
    """The documents of a library, as a template looks at them."""

    def __init__(self, documents: Mapping[str, Definition], seen: Seen) -> None:
        self._documents = documents
        self._seen = seen

    def __getitem__(self, name: str) -> _Document:
        return _Document(self._documents[name], self._seen)

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
    definition: Definition
    parts: Mapping[tuple[str, str], object]
    lineage: object
    made: Composed


class Known:
    """The documents that have been composed with the same vocabulary, interface and templates."""

    def __init__(self, library: Library, code: str, templates: Path, memo: Memo) -> None:
        name = ("composed", code, templates, tuple(library.interface.items()))
        self._library, self._memo = library, memo
        self._entries: dict[int, _Entry] = memo.once(name, library.vocabulary, dict)
        self._whole: dict[str, Composed] = memo.once(("composed of the whole", code), (), dict)
        for place in [place for place, entry in self._entries.items() if not memo.keeps(entry.definition)]:
            del self._entries[place]

    def get(self, definition: Definition) -> Composed | None:
        """What a definition was composed to, if all that its template looked at is the same here."""
        entry = self._entries.get(id(definition))
        if entry is None or entry.lineage != self._library.lineage.get(definition.id):
            return None
        if all(self._part(*place) == seen for place, seen in entry.parts.items()):
            self._memo.hold(entry.made)
            return entry.made
        return None

    def keep(self, definition: Definition, seen: Seen, made: Composed) -> Composed:
        """Remember what a definition was composed to, unless only one school has it, or it is about that school.

        Returns:
            What was composed, or what has been composed before where it is equal.
        """
        if seen.whole:
            return self._as_before(definition.id, made) if self._memo.own else made
        if self._memo.keeps(definition):
            lineage = self._library.lineage.get(definition.id)
            self._entries[id(definition)] = _Entry(definition, dict(seen.parts), lineage, made)
            self._memo.hold(made)
        return made

    def _as_before(self, name: str, made: Composed) -> Composed:
        if self._whole.get(name) != made:
            self._whole[name] = made
        self._memo.hold(self._whole[name])
        return self._whole[name]

    def _part(self, document: str, name: str) -> object:
        return getattr(self._library.documents.get(document), name, None)
