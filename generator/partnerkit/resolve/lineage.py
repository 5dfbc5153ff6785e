"""Who has written and changed each document: what resolve has done, kept for those who want to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from partnerkit.diagnostics import errors_in
from partnerkit.model.address import Address, Item, Key
from partnerkit.model.kinds import DOCUMENT_KINDS
from partnerkit.model.lineage import Ancestor, Change, Lineage, Lock
from partnerkit.model.sources import Sources, SourceTree, Tree, TreePath
from partnerkit.model.text import SOURCE_LANGUAGE, Text
from partnerkit.resolve.overlays import Meeting
from partnerkit.resolve.parts import LOCKED, LOCKED_WHY

_SETTINGS = "partnership."


def lineages(
    layers: Sequence[Sources], trees: Sequence[SourceTree], meetings: Sequence[Meeting]
) -> Mapping[str, Lineage]:
    """The lineage of every document that a layer below has written, by its id; there is none of what is one's own.

    Args:
        layers: what was read of each layer, the lowest first.
        trees: the definitions as the layers have made them.
        meetings: every change of every overlay with what it met, in order.
    """
    if len(layers) == 1:
        return {}
    places = {_base(layer): number for number, layer in enumerate(layers)}
    known = tuple(map(_ancestor, layers))
    made: dict[str, list[Meeting]] = {}
    for meeting in meetings:
        if not errors_in(meeting.diagnostics):
            made.setdefault(meeting.at.definition, []).append(meeting)
    found: dict[str, Lineage] = {}
    for tree in trees:
        name, first = _document(tree), places.get(tree.source.base, len(layers) - 1)
        if name and first < len(layers) - 1:
            # A layer may take the place of what those below it have; their changes went with it.
            mine = [(places[one.tree.source.base], one) for one in made.get(name, ())]
            mine = [(number, one) for number, one in mine if number > first]
            spoken = _language(tree)
            changes = [change for number, one in mine for change in _changes(one, known[number], spoken)]
            touched = {first, *(number for number, one in mine if one.change.operation != "lock")}
            found[name] = Lineage(
                tuple(known[number] for number in sorted(touched, reverse=True) if number < len(layers) - 1),
                tuple(changes),
                tuple(_locks(tree, name, {one.id: one for one in known}, spoken)),
                len(layers) - 1 in touched,
            )
    return found


def _base(layer: Sources) -> str:
    return layer.bases[0] if layer.bases else ""


def _ancestor(layer: Sources) -> Ancestor:
    """What a layer calls itself; it has not been validated by itself."""
    settings = next((tree.data for tree in layer.definitions if tree.source.path.startswith(_SETTINGS)), None)
    said = settings if isinstance(settings, dict) else {}
    name, version = said.get("name"), said.get("version")
    return Ancestor(
        layer.layer,
        name.strip() if isinstance(name, str) and name.strip() else layer.layer,
        version.strip() if isinstance(version, str) and version.strip() else "1",
    )


def _document(tree: SourceTree) -> str:
    """The id of a document; empty for everything else."""
    data = tree.mapping
    name = data.get("id")
    return name if data.get("kind") in DOCUMENT_KINDS and isinstance(name, str) else ""


def _language(tree: SourceTree) -> str:
    said = tree.data.get("language") if isinstance(tree.data, dict) else None
    return said if isinstance(said, str) else SOURCE_LANGUAGE


def _changes(meeting: Meeting, by: Ancestor, spoken: str) -> Iterator[Change]:
    """What a change has done; nothing where the same stood there already, or where it only locks."""
    change, at = meeting.change, meeting.at
    why = Text(change.why.source, lang=spoken) if change.why else None
    says = _said(meeting)
    match change.operation:
        case "replace" | "set" if not meeting.there:
            yield Change(str(at), "set", by, why, None, says)
        case "replace" | "set" if meeting.met != says:
            yield Change(str(at), "replace", by, why, meeting.met, says)
        case "add":
            new = says.get("id") if isinstance(says, dict) else None
            yield Change(str(at.then(Item(str(new)))), "add", by, why, None, says)
        case "remove":
            yield Change(str(at), "remove", by, why, meeting.met, None)
        case "move":
            yield Change(str(at), "move", by, why)


def _said(meeting: Meeting) -> Tree:
    """The plain data that a change brings."""
    changes = meeting.tree.data.get("changes") if isinstance(meeting.tree.data, dict) else None
    one = changes[meeting.index] if isinstance(changes, list) else None
    return one.get(meeting.change.operation) if isinstance(one, dict) else None


def _locks(tree: SourceTree, name: str, known: Mapping[str, Ancestor], spoken: str) -> Iterator[Lock]:
    """Every part that is locked, in reading order."""

    def walk(value: Tree, path: TreePath, address: Address) -> Iterator[Lock]:
        if isinstance(value, dict):
            by = known.get(tree.layer_at((*path, LOCKED)))
            if value.get(LOCKED) == "true" and by:
                why = value.get(LOCKED_WHY)
                key = f"{address}{'.' if address.steps else '#'}{LOCKED_WHY}"
                yield Lock(str(address), by, Text(why.strip(), key, spoken) if isinstance(why, str) else None)
            for key, inner in value.items():
                yield from walk(inner, (*path, key), address.then(Key(key)))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                ident = inner.get("id") if isinstance(inner, dict) else None
                step = Item(ident if isinstance(ident, str) else str(index))
                yield from walk(inner, (*path, index), address.then(step))

    # Most definitions lock nothing, and looking into every part of each would take as long as laying layers over.
    return walk(tree.data, (), Address(name)) if LOCKED.encode() in tree.source.data else iter(())
