"""The words in what layers have changed: which of the plain data is prose, whose name a code stands for."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from partnerkit.model.address import Key, parse_address
from partnerkit.model.base import DocumentRef, RoleRef
from partnerkit.model.definition import Definition
from partnerkit.model.kinds import MODELS
from partnerkit.model.library import Library
from partnerkit.model.lineage import Change, Lineage, Wording
from partnerkit.model.sources import Tree
from partnerkit.model.text import Text, problem_in
from partnerkit.validate.places import models

_UNSAID = ("id", "locked", "locked_why")
"""Keys whose values are never words of a document."""


def worded(library: Library, lineages: Mapping[str, Lineage]) -> Library:
    """The library with the lineage of its documents, each change with the words that it is about."""
    found: dict[str, Lineage] = {}
    for name, lineage in lineages.items():
        if definition := library.documents.get(name):
            words = _Words(library, definition)
            changes = tuple(replace(change, wordings=tuple(words.of(change))) for change in lineage.changes)
            found[name] = replace(lineage, changes=changes)
    return replace(library, lineage=found)


class _Words:
    """Finds the words in the plain data of one kind of document."""

    def __init__(self, library: Library, definition: Definition) -> None:
        self.library, self.model, self.spoken = library, MODELS[definition.kind], definition.language
        self.top = {"type": getattr(definition, "type", None)}

    def of(self, change: Change) -> Iterator[Wording]:
        """The words that a change has made others of, those that have gone last."""
        annotation = self.at(change)
        before = dict(self.inside(annotation, change.before, change.at))
        after = dict(self.inside(annotation, change.after, change.at))
        for key in (*after, *(key for key in before if key not in after)):
            old, new = before.get(key), after.get(key)
            # Of an item that has come or gone readers want the words, and not how long it takes.
            prose = isinstance(old, Text) or isinstance(new, Text) or key == change.at
            if old != new and (prose or (old is not None and new is not None)):
                yield Wording(key, old, new)

    def at(self, change: Change) -> Any:
        """What may stand where a change was made."""
        annotation, here = self.model, self.top
        for step in parse_address(change.at).steps:
            if isinstance(step, Key):
                annotation, here = _field(annotation, step.name, here), {}
        return annotation

    def inside(self, annotation: Any, value: Tree, key: str) -> Iterator[tuple[str, Text | str]]:
        """Every word and figure in plain data, by id path."""
        if isinstance(value, dict):
            for name, inner in value.items():
                if name not in _UNSAID:
                    yield from self.inside(_field(annotation, name, value), inner, f"{key}.{name}")
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                ident = inner.get("id", index) if isinstance(inner, dict) else index
                yield from self.inside(annotation, inner, f"{key}[{ident}]")
        elif value is not None:
            yield key, self.shown(annotation, value.strip(), key)

    def shown(self, annotation: Any, value: str, key: str) -> Text | str:
        """A value as what readers see in its place."""
        kinds = list(_leaves(annotation))
        if Text in kinds:
            if problem_in(value, block=True):
                return value  # it stood in a layer below, and what has taken its place is sound
            block = any(getattr(kind, "block", False) for kind in kinds if kind is not Text)
            return Text(value, key, self.spoken, block)
        if RoleRef in kinds and value in self.library.roles:
            return self.library.roles[value].title
        if DocumentRef in kinds and value in self.library.documents:
            return self.library.documents[value].title
        return value


def _field(annotation: Any, name: str, data: Mapping[str, Any]) -> Any:
    """What may stand under a key; of several models that which the data names counts first. None where nobody knows."""
    wanted = data.get("type")
    found = sorted(models(annotation), key=lambda model: wanted not in _types(model))
    for model in found:
        fields = {field.alias or own: field for own, field in model.model_fields.items()}
        if field := fields.get(name):
            return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return None


def _types(model: type[BaseModel]) -> tuple[Any, ...]:
    field = model.model_fields.get("type")
    return get_args(field.annotation) if field else ()


def _leaves(annotation: Any) -> Iterator[Any]:
    """The types that an annotation is made of, and what is noted on them."""
    if get_origin(annotation) in (Annotated, Union, types.UnionType, tuple):
        for inner in get_args(annotation):
            yield from _leaves(inner)
    else:
        yield annotation
