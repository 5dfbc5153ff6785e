"""A library: every definition of one layer after validation, with the words of its interface."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from partnerkit.model.base import Addressed, Authored, Named, Origin
from partnerkit.model.definition import Definition
from partnerkit.model.kinds import DOCUMENT_KINDS
from partnerkit.model.lineage import Lineage
from partnerkit.model.locales import Language
from partnerkit.model.picture import Logo
from partnerkit.model.sources import SourceFile
from partnerkit.model.text import SOURCE_LANGUAGE, Text
from partnerkit.model.vocabulary import (
    Glossary,
    GlossaryTerm,
    Kit,
    Page,
    Practice,
    Practices,
    Role,
    Slot,
    Term,
    Terms,
    Vocabulary,
)
from partnerkit.model.workspace import Workspace

A = TypeVar("A", bound=Addressed)
Visit = Callable[[Text], Text]

INTERFACE = "interface"
"""The area of the words that come with the templates."""


@dataclass(frozen=True)
class Library:
    """Definitions by id, and what they share.

    Attributes:
        workspace: the settings of the layer.
        documents: definitions that become documents, by id, in the order of their kinds and titles' ids.
        kits: kit manifests, by id, in their stated order.
        pages: landing pages of the site, by id, in their stated order.
        slots: every slot, by slot id.
        roles: every role, by id.
        vocabulary: what documents share: slots, roles, practices, glossary, terms.
        interface: every string of the site and of print that is not content, by id.
        sources: the YAML file behind each definition: its path and its bytes, by id.
        logo: the logo that the settings name, if they name one.
        lowest: what the files of the layer at the bottom are shown as; empty for a library that builds on nothing.
        lineage: where documents of the layers below come from, by id; its words are not texts of the library.
    """

    workspace: Workspace
    documents: Mapping[str, Definition]
    kits: Mapping[str, Kit]
    pages: Mapping[str, Page]
    slots: Mapping[str, Slot]
    roles: Mapping[str, Role]
    interface: Mapping[str, Text]
    vocabulary: tuple[Vocabulary, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    logo: Logo | None = None
    lowest: str = ""
    lineage: Mapping[str, Lineage] = field(default_factory=dict)

    @property
    def practices(self) -> dict[str, Practice]:
        """Every practice that the library promises, by its number."""
        return {p.id: p for shared in self.vocabulary if isinstance(shared, Practices) for p in shared.practices}

    @property
    def glossary(self) -> tuple[GlossaryTerm, ...]:
        """The words of the library and what they mean."""
        return tuple(term for shared in self.vocabulary if isinstance(shared, Glossary) for term in shared.terms)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that each language translates by one name."""
        return tuple(term for shared in self.vocabulary if isinstance(shared, Terms) for term in shared.terms)

    @property
    def offered(self) -> frozenset[str]:
        """The documents that are shown and given away: those of the kits that settings choose, and the layers' own.

        The choice is one among what the library at the bottom holds, from which a district picks some for its schools.
        What a district or a school has written itself is for its readers in any case. The others are there all the
        same: what refers to them names them.
        """
        if not self.workspace.kits:
            return frozenset(self.documents)
        held = {document for kit in self.chosen_kits.values() for document in kit.documents}
        return frozenset({*held, *(name for name in self.documents if self._is_own(name))})

    def _is_own(self, document: str) -> bool:
        base = self.sources[document].base
        return not base or base != self.lowest

    @property
    def chosen_kits(self) -> Mapping[str, Kit]:
        """The kits that settings choose, in that order; all of them where they choose none."""
        return {name: self.kits[name] for name in self.workspace.kits} if self.workspace.kits else self.kits

    def with_chosen_kits(self) -> Library:
        """Only the kits that settings choose; no page leads to another one."""
        if not self.workspace.kits:
            return self
        kits = self.chosen_kits
        return replace(
            self, kits=kits, pages={name: page.leading_to(self.offered, kits) for name, page in self.pages.items()}
        )

    def of_kind(self, kind: str) -> list[Definition]:
        """The documents of one kind."""
        return [document for document in self.documents.values() if document.kind == kind]

    def texts(self) -> Iterator[tuple[str, Text]]:
        """Every text of the library with its area (the definition it belongs to), in reading order."""
        for group in (self.documents, self.kits, self.pages):
            for definition_id, definition in group.items():
                for text in texts_of(definition):
                    yield definition_id, text
        for shared in self.vocabulary:
            for text in texts_of(shared):
                yield shared.id, text
        for text in self.interface.values():
            yield INTERFACE, text


def to_translate(library: Library, language: Language) -> Iterator[tuple[str, Text]]:
    """Every text that is not written in a language itself, with its area, in reading order."""
    return ((area, text) for area, text in library.texts() if text.lang != language.code)


def kind_order(kind: str) -> int:
    """The place of a document kind among the others."""
    return list(DOCUMENT_KINDS).index(kind)


def texts_of(value: Addressed) -> Iterator[Text]:
    """Every text inside a definition, in the order of its fields."""
    found: list[Text] = []

    def collect(text: Text) -> Text:
        found.append(text)
        return text

    map_texts(value, collect)
    return iter(found)


@dataclass(frozen=True, slots=True)
class Translation:
    """How far a definition is translated into a language, counted in texts.

    Attributes:
        texts: all of them.
        missing: those that are shown in the language they were written in.
        stale: those of the missing whose translation is behind them.
        drafted: those that a machine translated, and no person has reviewed yet.
    """

    texts: int
    missing: int
    stale: int
    drafted: int

    @classmethod
    def of(cls, value: Addressed, language: Language) -> Translation:
        """Count the texts of a localized definition."""
        texts = list(texts_of(value))
        return cls(
            len(texts),
            sum(text.lang != language.code for text in texts),
            sum(text.stale for text in texts),
            sum(text.drafted for text in texts),
        )


def map_texts(value: A, visit: Visit) -> A:
    """A copy of a definition with every text replaced by what ``visit`` returns; unchanged parts are shared."""
    return cast("A", _rebuild(value, visit))


def _rebuild(value: object, visit: Visit) -> object:
    if isinstance(value, Text):
        return visit(value)
    if isinstance(value, tuple):
        items = tuple(_rebuild(item, visit) for item in value)
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    if hasattr(value, "__pydantic_fields__") and hasattr(value, "model_copy"):
        changes = {}
        for name in type(value).__pydantic_fields__:
            old = getattr(value, name)
            new = _rebuild(old, visit)
            if new is not old:
                changes[name] = new
        return value.model_copy(update=changes) if changes else value
    return value


def bind(definition: A, origin_at: Callable[[tuple[str | int, ...]], Origin]) -> A:
    """Give every node and text of a definition its id path, and every node its origin.

    Args:
        definition: a validated definition.
        origin_at: the origin of a place, given as the keys and indexes that lead to it in the YAML file.
    """
    lang = definition.language if isinstance(definition, Authored) else SOURCE_LANGUAGE
    return cast("A", _bind(definition, getattr(definition, "id", "") + "#", (), origin_at, lang))


def _bind(value: object, key: str, path: tuple[str | int, ...], origin_at: Callable[..., Origin], lang: str) -> object:
    if isinstance(value, Text):
        return value.bound(key, lang)
    if isinstance(value, tuple):
        return tuple(
            _bind(item, f"{key}[{getattr(item, 'id', index)}]", (*path, index), origin_at, lang)
            for index, item in enumerate(value)
        )
    if hasattr(value, "__pydantic_fields__") and hasattr(value, "model_copy"):
        stem = key if key.endswith("#") else f"{key}."
        changes = {}
        for name in type(value).__pydantic_fields__:
            old = getattr(value, name)
            if isinstance(old, Text | tuple) or hasattr(old, "__pydantic_fields__"):
                changes[name] = _bind(old, f"{stem}{name}", (*path, name), origin_at, lang)
        copy = value.model_copy(update=changes)
        if isinstance(copy, Addressed):
            copy._key = key
            copy._origin = origin_at(path)
        return copy
    return value


def nodes_of(value: Addressed) -> Iterator[Named]:
    """Every node inside a definition, outermost first."""
    for name in type(value).__pydantic_fields__:
        yield from _nodes_in(getattr(value, name))


def _nodes_in(value: object) -> Iterator[Named]:
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)
    elif hasattr(value, "__pydantic_fields__"):
        if isinstance(value, Named):
            yield value
        for name in type(value).__pydantic_fields__:
            yield from _nodes_in(getattr(value, name))
