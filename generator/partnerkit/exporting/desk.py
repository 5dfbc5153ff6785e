"""What every format is made from, one language at a time, and what it asks to be made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Protocol

from partnerkit.execute.derived import Derived
from partnerkit.execute.memo import Memo
from partnerkit.model.artifacts import Artifact, Format, Subject, download_path
from partnerkit.model.base import Addressed
from partnerkit.model.document import Document
from partnerkit.model.library import Library
from partnerkit.model.locales import Language, language
from partnerkit.model.vocabulary import Kit
from partnerkit.reading import Reading
from partnerkit.render.addresses import Place
from partnerkit.render.dates import Dates
from partnerkit.render.docx import Typist
from partnerkit.render.survey import Form
from partnerkit.wording import Words
from partnerkit.world import World


@dataclass(frozen=True)
class Export:
    """A file that is to be made.

    Attributes:
        blank: the file before it is made.
        make: makes its bytes; a module-level function where the file has a key, since another process may call it.
        of: returns what ``make`` is called with; asked only where the file is made.
        key: its name in the cache; empty where it is quicker to make it than to look it up.
    """

    blank: Artifact
    make: Callable[[Any], bytes]
    of: Callable[[], Any]
    key: str = ""


class Job(Protocol):
    """What a file that is kept is made of."""

    def key(self) -> str:
        """The name of the file in a cache."""


@dataclass
class Desk:
    """What there is to export in one language.

    Attributes:
        reading: the workspace.
        code: the language.
        world: where the site will be.
        ready: every file that has been made so far, by its path: a catalogue lists them.
        style: the reference document of the workspace for its Word files; None where ours is used.
        forms: the surveys that have been described so far, which are the same in all languages.
        memo: holds what has been worked out of the same documents before.
    """

    reading: Reading
    code: str
    world: World
    ready: Mapping[str, Artifact]
    style: bytes | None = None
    forms: dict[str, Form] = field(default_factory=dict)
    memo: Memo | None = None

    @property
    def library(self) -> Library:
        """The library in this language."""
        return self.reading.libraries[self.code]

    @property
    def language(self) -> Language:
        """The language."""
        return language(self.code)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The filled documents in this language."""
        return self.reading.documents[self.code]

    @property
    def offered(self) -> list[Document]:
        """The documents that have files of their own in this language."""
        return [one for one in self.documents.values() if one.id in self.reading.published[self.code]]

    @property
    def kits(self) -> list[Kit]:
        """The kits that have files in this language."""
        return [kit for kit in self.library.kits.values() if kit.id in self.reading.published[self.code]]

    def held(self, kit: Kit) -> list[Document]:
        """The filled documents of a kit, in order."""
        return [self.documents[name] for name in kit.documents]

    @cached_property
    def words(self) -> Words:
        """The words of this language."""
        return Words(self.library, self.language, self.library.workspace.values)

    @cached_property
    def dates(self) -> Dates:
        """What has a date."""
        return Dates(self.library, self.language, self.documents, self.world.site_url)

    @cached_property
    def typist(self) -> Typist:
        """Prepares Word files."""
        return Typist(self.library, self.language, self.style)

    @cached_property
    def derived(self) -> Derived:
        """What has been worked out of the same documents before."""
        rest = self.style, self.world.site_url
        return Derived(self.library, self.code, self.documents, rest, self.memo)

    def prepared(
        self, name: str, held: Sequence[Addressed | Document], prepare: Callable[[], Job]
    ) -> tuple[Callable[[], Job], str]:
        """What a file is made of, for when it is made, and the name of the file in the cache; see ``Derived``."""
        job = cache(prepare)
        return job, self.derived.once(name, held, lambda: job().key())

    def blank(
        self, subject: Subject, name: str, title: str, format_: Format, variant: str, edition: str = ""
    ) -> Artifact:
        """A file before it is made."""
        path = download_path(subject, name, self.code, format_, edition)
        return Artifact(path, subject, name, self.code, format_, variant, title, b"")

    def address(self, page: str) -> str:
        """The whole address of a page of this language or, with a slash before it, of a file; empty where unknown."""
        if not self.world.site_url:
            return ""
        prefix = "" if page.startswith("/") else f"/{Place(page, self.code).prefix}"
        return f"{self.world.site_url.rstrip('/')}{prefix}{page}"
