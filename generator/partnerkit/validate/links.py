"""The library as a whole: what one definition says about another has to be true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from partnerkit.diagnostics import Diagnostic, Severity, Span, nearest
from partnerkit.execute.memo import Memo
from partnerkit.model import message
from partnerkit.model.base import Addressed, Authored, Condition, Node, Ref
from partnerkit.model.indicator import Indicators
from partnerkit.model.library import Library, nodes_of
from partnerkit.model.requirements import Requirements
from partnerkit.model.sources import SourceTree, TreePath
from partnerkit.model.text import DOCUMENT_LINK, Text
from partnerkit.model.vocabulary import Slot
from partnerkit.model.workspace import Workspace

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBERS = ("number", "percent", "money")
_FORMAT_TYPES = {
    "plural": _NUMBERS,
    "number": _NUMBERS,
    "percent": _NUMBERS,
    "money": _NUMBERS,
    "date": ("date", "month"),
}


def check_links(
    library: Library, read: list[tuple[SourceTree, Addressed]], known_ids: Mapping[str, str], memo: Memo
) -> Iterator[Diagnostic]:
    """Every reference that leads nowhere.

    Args:
        library: the definitions that are sound by themselves.
        read: each of them with its file.
        known_ids: the ids of all files with what they are, "document", "kit" or something else; the unsound ones too,
            so that one error is not reported twice.
        memo: holds what is inside definitions that other workspaces have too.
    """
    switches = {key for _, one in read for key in memo.once("switches", (one,), partial(_switches, one))}
    for tree, definition in read:
        for path, leaf in memo.once("leaves", (definition,), partial(_every_leaf, definition)):
            if isinstance(leaf, Ref):
                yield from _reference(leaf, tree.at(path), library, known_ids)
            elif isinstance(leaf, Text):
                yield from _text(leaf, tree, path, library, known_ids)
            elif isinstance(leaf, Condition):
                yield from _condition(leaf, tree.at(path), library, switches)
        yield from _language(definition, tree, library)
        if isinstance(definition, Workspace):
            yield from _settings(definition, tree, library, switches)
    for key, text in library.interface.items():
        for name in message.slots_of(text.message):
            if "." in name:
                span = Span("templates/ui.yaml")
                yield Diagnostic("unknown-slot", span, f"the interface string '{key}' names the slot '{name}'", "")


def _switches(definition: Addressed) -> frozenset[str]:
    """The clauses of a definition that a school may switch on or off."""
    return frozenset(node.key for node in nodes_of(definition) if isinstance(node, Node) and node.optional)


def _every_leaf(definition: Addressed) -> tuple[tuple[TreePath, object], ...]:
    return tuple(leaves(definition, ()))


def leaves(value: object, path: TreePath, without: tuple[type, ...] = ()) -> Iterator[tuple[TreePath, object]]:
    """Every text, reference and condition of a definition, each with the keys and indexes that lead to it.

    Args:
        value: a definition, or a part of one.
        path: the keys and indexes that lead to it.
        without: models to leave out, with all that is inside them.
    """
    if isinstance(value, without):
        return
    if isinstance(value, Text | Ref | Condition):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index), without)
    elif isinstance(value, Addressed) or hasattr(type(value), "__pydantic_fields__"):
        for name in type(value).__pydantic_fields__:  # type: ignore[attr-defined]
            yield from leaves(getattr(value, name), (*path, name), without)


def _reference(ref: Ref, span: Span, library: Library, known_ids: Mapping[str, str]) -> Iterator[Diagnostic]:
    if ref.target == "role":
        if ref not in library.roles and not _unsound("roles", library.roles, known_ids):
            hint = nearest(ref, library.roles) or "Declare it in content/roles.yaml."
            yield Diagnostic("unknown-role", span, f"the role '{ref}' is not declared", hint)
        return
    if ref.target in ("element", "indicator"):
        yield from _inner_reference(ref, span, library, known_ids)
        return
    if ref.target == "practice":
        if ref not in library.practices and not _unsound("practices", library.practices, known_ids):
            hint = nearest(ref, library.practices) or "Declare it in content/practices.yaml."
            yield Diagnostic("unknown-reference", span, f"there is no practice '{ref}'", hint)
        return
    known = library.kits if ref.target == "kit" else library.documents
    if ref not in known and known_ids.get(ref) != ref.target:
        what = f"there is no {ref.target} with the id '{ref}'"
        yield Diagnostic("unknown-reference", span, what, nearest(ref, known))


def _language(definition: Addressed, tree: SourceTree, library: Library) -> Iterator[Diagnostic]:
    """What is written in a language that the library does not speak would stand in none of its own pages."""
    if isinstance(definition, Authored) and definition.language not in library.workspace.languages:
        what = f"this is written in '{definition.language}', which is not a language of this library"
        hint = f"Add it to 'languages' in partnership.yaml: {', '.join(library.workspace.languages)}."
        yield Diagnostic("unknown-reference", tree.at(("language",)), what, hint)


def _unsound(kind: str, declared: Mapping[str, object], known_ids: Mapping[str, str]) -> bool:
    """Whether the file that declares these could not be read; that is reported once, and not at every use."""
    return not declared and kind in known_ids.values()


def _inner_reference(ref: Ref, span: Span, library: Library, known_ids: Mapping[str, str]) -> Iterator[Diagnostic]:
    """A reference to an item inside a document: an element of a requirement set, an indicator of a set."""
    document_id, _, item = ref.partition("#")
    document = library.documents.get(document_id)
    kind = Requirements if ref.target == "element" else Indicators
    if document is None and known_ids.get(document_id) == "document":
        return
    if not isinstance(document, kind):
        known = [one.id for one in library.documents.values() if isinstance(one, kind)]
        what = f"there is no set of {ref.target}s with the id '{document_id}'"
        yield Diagnostic("unknown-reference", span, what, nearest(document_id, known))
        return
    items = document.elements if isinstance(document, Requirements) else document.indicators
    if item not in (known := [one.id for one in items]):
        what = f"'{document_id}' has no {ref.target} '{item}'"
        yield Diagnostic("unknown-reference", span, what, nearest(item, known))


def _text(
    text: Text, tree: SourceTree, path: TreePath, library: Library, known_ids: Mapping[str, str]
) -> Iterator[Diagnostic]:
    raw = text.source
    for name, format_ in sorted(message.signature(text.message)):
        place = re.search(r"\{\s*" + re.escape(name) + r"\s*[,}]", raw)
        span = tree.within(path, raw, place.start() if place else 0)
        slot = library.slots.get(name)
        if slot is None and _unsound("slots", library.slots, known_ids):
            continue
        if slot is None:
            hint = nearest(name, library.slots) or "Declare it in content/slots.yaml."
            yield Diagnostic("unknown-slot", span, f"the slot '{name}' is not declared", hint)
        elif format_ in _FORMAT_TYPES and slot.type not in _FORMAT_TYPES[format_]:
            what = f"the slot '{name}' is of type {slot.type} and cannot be written as {format_}"
            yield Diagnostic("wrong-type", span, what, f"Write {{{name}}} alone, or change its type in slots.yaml.")
    for link in DOCUMENT_LINK.finditer(raw):
        target = link.group(1)
        if target not in library.documents and known_ids.get(target) != "document":
            span = tree.within(path, raw, link.start(1))
            what = f"the link leads to '{target}', which does not exist"
            yield Diagnostic("unknown-reference", span, what, nearest(target, library.documents))


def _condition(condition: Condition, span: Span, library: Library, switches: set[str]) -> Iterator[Diagnostic]:
    for name in condition.names():
        if name not in library.slots and name not in switches:
            what = f"the condition looks at '{name}', which is neither a slot nor an optional clause"
            yield Diagnostic("unknown-slot", span, what, nearest(name, [*library.slots, *switches]))


def _settings(settings: Workspace, tree: SourceTree, library: Library, switches: set[str]) -> Iterator[Diagnostic]:
    for name, value in settings.values.items():
        slot = library.slots.get(name)
        path = ("values", name)
        if slot is None:
            what = f"the slot '{name}' is not declared"
            yield Diagnostic("unknown-slot", tree.key_at(path), what, nearest(name, library.slots))
        elif problem := value_problem(slot, value):
            yield Diagnostic("bad-value", tree.at(path), f"'{value}' is not {problem}", f"For example: {slot.example}")
    for index, kit in enumerate(settings.kits):
        if kit not in library.kits:
            what, hint = f"there is no kit '{kit}'", nearest(kit, library.kits)
            yield Diagnostic("unknown-reference", tree.at(("kits", index)), what, hint)
    for key in settings.choices:
        if key not in switches:
            what = f"'{key}' is not an optional clause"
            severity = Severity.ERROR
            yield Diagnostic("unknown-reference", tree.key_at(("choices", key)), what, nearest(key, switches), severity)


def value_problem(slot: Slot, value: str) -> str:
    """What the value of a slot should have been; empty where it is fine."""
    type_, choices = slot.type, [choice.id for choice in slot.choices]
    if type_ in _NUMBERS and not _NUMBER.fullmatch(value):
        return "a number"
    if type_ == "date":
        if not _DAY.fullmatch(value):
            return "a date such as 2027-09-15"
        try:
            date.fromisoformat(value)
        except ValueError:
            return "a date such as 2027-09-15"
    if type_ == "choice" and value not in choices:
        return f"one of {', '.join(choices)}"
    if type_ == "flag" and value not in ("true", "false"):
        return "true or false"
    if type_ == "month" and value not in {str(month) for month in range(1, 13)}:
        return "the number of a month, 1 to 12"
    return ""
