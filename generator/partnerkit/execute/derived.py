"""What is made of the filled documents of one language: made once, for as long as what it looks at stays the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from partnerkit.execute.memo import Memo
from partnerkit.model.base import Addressed
from partnerkit.model.document import Document
from partnerkit.model.library import Library

V = TypeVar("V")


class Derived:
    """Remembers between the builds of one workspace in one process; without a memo for that, all is made anew.

    Args:
        library: the localized library.
        code: its language.
        documents: its filled documents.
        rest: what else everything that is made may look at.
        memo: where it is remembered.
    """

    def __init__(
        self,
        library: Library,
        code: str,
        documents: Mapping[str, Document],
        rest: object = "",
        memo: Memo | None = None,
    ) -> None:
        self.library = library
        self.code = code
        self.documents = documents
        self.rest = rest
        self.memo = memo

    def once(self, name: object, held: Iterable[Addressed | Document], make: Callable[[], V]) -> V:
        """What ``make`` returns.

        Args:
            name: what it is.
            held: the documents and definitions that it is made of, besides what all of them share: the vocabulary, the
                interface, the settings, and the titles of all documents.
            make: makes it.
        """
        if self.memo is None or not self.memo.own:
            return make()
        held = tuple(held)
        definitions = (self.library.documents[one.id] for one in held if isinstance(one, Document))
        made_of = (*held, *definitions, *self.library.vocabulary)
        return self.memo.once((name, self.code, self._around), made_of, make)

    @cached_property
    def _around(self) -> str:
        """A hash of what everything may look at, besides the vocabulary."""
        titles = [(name, one.title) for name, one in self.documents.items()]
        seen = (self.library.interface, self.library.workspace, titles, self.rest)
        return hashlib.sha256(repr(seen).encode()).hexdigest()
