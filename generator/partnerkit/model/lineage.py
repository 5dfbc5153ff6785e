"""Lineage: which libraries a document has come through, and what each of them has made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from partnerkit.model.sources import Tree
from partnerkit.model.text import Text

Operation = Literal["replace", "set", "add", "remove", "move"]
"""What changes a part; see ``model.overlay``."""


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A library that others build on, as its settings call it.

    Attributes:
        id: the id of the layer.
        name: its name.
        version: its version when it was read.
    """

    id: str
    name: str
    version: str

    @property
    def called(self) -> str:
        """Its name and version, for readers."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that have become others.

    Attributes:
        key: the id path of the words.
        before: what was said, None where nothing was; a plain string is no prose, but a number, a day or a code.
        after: what is said instead, likewise.
    """

    key: str
    before: Text | str | None
    after: Text | str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a layer has changed in one place.

    Attributes:
        at: the id path of the place; of a new item its own.
        operation: what was done there.
        by: the layer that did it.
        why: its reason, where it gives one.
        before: what stood there, as plain data.
        after: what stands there instead, as plain data.
        wordings: the words in both, as readers see them; filled in by ``validate``.
    """

    at: str
    operation: Operation
    by: Ancestor
    why: Text | None = None
    before: Tree = None
    after: Tree = None
    wordings: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class Lock:
    """A part that may not be changed any more.

    Attributes:
        at: its id path; the id of the document where all of it is locked.
        by: the layer that says so.
        why: its reason, where it gives one.
    """

    at: str
    by: Ancestor
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a document of a layer below comes from.

    Attributes:
        sources: the layers below that have written or changed it, the nearest first.
        changes: what has been changed since it was first written, in the order in which it was done.
        locks: what may not be changed.
        adapted: whether the library itself has changed it, and not only those that it builds on.
    """

    sources: tuple[Ancestor, ...]
    changes: tuple[Change, ...] = ()
    locks: tuple[Lock, ...] = ()
    adapted: bool = False

    @property
    def places(self) -> int:
        """In how many places it has been changed."""
        return len({change.at for change in self.changes})
