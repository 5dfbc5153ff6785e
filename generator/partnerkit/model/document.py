"""``Document``: the hub. One definition, in one language, composed, parsed once and checked once."""

from __future__ import annotations

from dataclasses import dataclass

from partnerkit.model.element import HEADINGS, Element
from partnerkit.model.library import Translation
from partnerkit.model.locales import Language


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of a document's outline."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands beside a document: in the panel of its page, in running feet, in lists.

    All strings are in the language of the document, except ``source`` and ids.
    """

    kind: str
    kind_label: str
    code: str
    version: str
    status: str
    status_label: str
    owner: str
    review: str
    adaptation: str
    summary: Element
    pillars: tuple[str, ...]
    audience: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Document:
    """A composed document.

    Attributes:
        id: the id of its definition, the same in every language.
        language: the language it is composed in.
        title: the title as plain text.
        title_language: the language that the title is really in.
        body: an ``<article>`` of kit HTML, its first heading an ``h1``.
        facts: what stands beside it.
        written_in: the language that its author wrote it in.
        translation: how far it is translated.
        filled: whether slots and conditions have been decided.
    """

    id: str
    language: Language
    title: str
    title_language: Language
    body: Element
    facts: Facts
    written_in: Language
    translation: Translation
    filled: bool = False

    @property
    def outline(self) -> tuple[Heading, ...]:
        """Every heading with its level and id."""
        return tuple(
            Heading(int(element.tag[1]), element.get("id"), element.text)
            for element in self.body.iter()
            if element.tag in HEADINGS
        )
