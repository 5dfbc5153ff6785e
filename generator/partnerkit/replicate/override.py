"""A change of one part, written for its author: in the right file, with the fingerprint of what it replaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from partnerkit.diagnostics import Diagnostic, Result, Span, nearest
from partnerkit.load import read_tree
from partnerkit.model.address import Address, parse_address, parts_of
from partnerkit.model.overlay import fingerprint
from partnerkit.model.sources import SourceFile, Sources, SourceTree, Tree
from partnerkit.replicate.apply import Files, lock_after, new_errors
from partnerkit.replicate.edit import Edit, as_yaml
from partnerkit.replicate.lock import LOCK, Lock, inherited
from partnerkit.replicate.plan import plan_of

OVERLAYS = "overlay"


def overridden(
    layers: Sequence[Sources], lock: Lock | None, path: str, words: str | None, why: str, *, remove: bool = False
) -> Result[tuple[Files, Span] | None]:
    """The files of a workspace with one change more, and where that is.

    Args:
        layers: what was read of each layer, the lowest first; the workspace is the last one.
        lock: the lock of the workspace, if it has one.
        path: the id path of the part.
        words: what stands there from now on; None for what stands there already, to be changed by hand.
        why: the reason, or empty.
        remove: whether the part is left out instead.
    """
    workspace, below = layers[-1], layers[:-1]
    try:
        address = parse_address(path)
    except ValueError as error:
        return _refused("unknown-address", path, str(error))
    definitions = inherited(below)
    data = next((tree.data for tree in definitions if _id(tree) == address.definition), None)
    if data is None:
        hint = nearest(address.definition, filter(None, map(_id, definitions)))
        return _refused("unknown-address", path, f"nothing below this workspace is called '{address.definition}'", hint)
    parts = {Address(address.definition): data, **dict(parts_of(data, Address(address.definition)))}
    if address not in parts:
        return _refused("unknown-address", path, f"'{address}' does not exist", nearest(str(address), map(str, parts)))
    if (written := written_already(workspace, address)) and (there := written[0].at(("changes", written[1]))):
        return _refused("already-there", path, f"this workspace changes it already, at {there}", "Change it there.")
    said: dict[str, Tree] = {"remove": "true"} if remove else {"replace": parts[address] if words is None else words}
    change: dict[str, Tree] = {"at": str(address), **said, "was": fingerprint(parts[address])}
    tree = with_change(workspace, address.definition, {**change, **({"why": why} if why else {})})
    others = tuple(one for one in workspace.overlays if one.source.path != tree.source.path)
    after = (*below, replace(workspace, overlays=(*others, tree)))
    if broken := tuple(new_errors(tuple(layers), after)):
        return Result(None, broken)
    files = {tree.source.path: tree.source.data, LOCK: lock_after(plan_of(layers, lock).value, after, met_only=True)}
    changes = tree.value(("changes",))
    return Result((files, tree.at(("changes", len(changes) - 1 if isinstance(changes, list) else 0))))


def _refused(code: str, path: str, what: str, hint: str = "") -> Result[tuple[Files, Span] | None]:
    return Result(None, (Diagnostic(code, Span(path), what, hint),))


def _id(tree: SourceTree) -> str:
    return str(tree.data.get("id", "")) if isinstance(tree.data, dict) else ""


def written_already(workspace: Sources, address: Address) -> tuple[SourceTree, int] | None:
    """The overlay that changes that very part, and the number of the change; nothing is read for it as a model."""
    for tree in workspace.overlays:
        changes = tree.data.get("changes") if isinstance(tree.data, dict) else None
        for index, change in enumerate(changes if isinstance(changes, list) else ()):
            said = change.get("at") if isinstance(change, dict) else None
            if isinstance(said, str) and said.rpartition("/")[2].strip() == str(address):
                return tree, index
    return None


def with_change(workspace: Sources, definition: str, change: dict[str, Tree]) -> SourceTree:
    """The overlay of a definition with a change at its end."""
    path = f"{OVERLAYS}/{definition}.yaml"
    tree = next((one for one in workspace.overlays if one.source.path == path), None)
    if tree is None:
        data = as_yaml({"kind": "overlay", "id": definition, "changes": [change]}).encode()
        source = SourceFile(path, data, workspace.layer)
    else:
        edit = Edit(tree)
        edit.append(("changes",), change)
        source = replace(tree.source, data=edit.done())
    read = read_tree(source).value
    if read is None:
        raise ValueError(f"{path} cannot be read any more")
    return read
