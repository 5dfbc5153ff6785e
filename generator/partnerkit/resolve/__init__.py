"""Stage 2, resolve: lay the layers of a library over each other, core first, before anything is made of them.

Definitions are laid over each other as plain data, so that what comes out is checked as a whole: a change of a school
that leaves a policy without a purpose is found like any other policy without a purpose, at the school's own line. Each
part knows its layer and its place in that layer's files.

The one rule of settings: what the layer above says counts, key by key; slot values, choices and brand are merged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from partnerkit.diagnostics import Diagnostic, Result
from partnerkit.execute.memo import Memo
from partnerkit.model.address import Address, parse_address
from partnerkit.model.lineage import Lineage
from partnerkit.model.overlay import Overlay
from partnerkit.model.sources import SourceFile, Sources, SourceTree
from partnerkit.resolve.lineage import lineages
from partnerkit.resolve.overlays import Meeting, lay_over
from partnerkit.resolve.parts import Draft

MERGED = ("values", "choices", "brand", "publish_at_in")
"""Settings that are merged key by key."""
OWN = ("extends", "source_url", "version", "moved")
"""Settings that a layer says of itself alone."""

_SETTINGS = "partnership."


@dataclass(frozen=True)
class Resolved:
    """What the layers make together.

    Attributes:
        sources: as if they were one layer.
        meetings: every change of every overlay, in order, with what it met.
        lineages: where each document of a layer below comes from, by id.
    """

    sources: Sources
    meetings: tuple[Meeting, ...]
    lineages: Mapping[str, Lineage]


def resolve(layers: Sequence[Sources], overlays: Mapping[str, Overlay], memo: Memo | None = None) -> Result[Resolved]:
    """One set of sources out of those of all layers, the lowest first.

    Args:
        layers: what was read of each.
        overlays: the overlays of all layers that are sound, by the name that diagnostics have for their file.
        memo: holds the definitions that the layers below the last one have been laid over each other already.

    Raises:
        ValueError: when there is no layer at all.
    """
    if not layers:
        raise ValueError("resolve needs at least one layer")
    drafts: dict[str, Draft] = {}
    others: list[SourceTree] = []
    found: list[Diagnostic] = []
    meetings: list[Meeting] = []
    moves: list[tuple[Address, Address]] = []
    settings: Draft | None = None
    for layer in layers:
        for tree in layer.definitions:
            draft = Draft(tree)
            if tree.source.path.startswith(_SETTINGS):
                settings = _settings(settings, draft)
            elif draft.id is None or (draft.id in drafts and drafts[draft.id].base.source.layer == layer.layer):
                # Two files of one layer with the same id: 'validate' says so.
                others.append(tree)
            elif (below := drafts.get(draft.id)) and (problem := _replaces_a_lock(draft, below)):
                found.append(problem)
            else:
                drafts[draft.id] = draft
        for tree in layer.overlays:
            if overlay := overlays.get(tree.source.shown):
                meetings += lay_over(tree, overlay, drafts, moves)
        moves += _moved(layer)
    found += (one for meeting in meetings for one in meeting.diagnostics)
    found += _switches_a_lock(settings, drafts)
    last = layers[-1]
    made = [_tree(draft, layers, memo) for draft in drafts.values()]
    trees = [*([settings.tree()] if settings else ()), *made, *others]
    merged = replace(
        last,
        definitions=tuple(trees),
        catalogs=_catalogs(layers),
        unread=tuple(name for layer in layers for name in layer.unread),
        bases=tuple(base for layer in layers for base in layer.bases),
        logo=next((layer.logo for layer in reversed(layers) if layer.logo), None),
    )
    return Result(Resolved(merged, tuple(meetings), lineages(layers, trees, meetings)), tuple(found))


def _tree(draft: Draft, layers: Sequence[Sources], memo: Memo | None) -> SourceTree:
    """A definition as the layers have made it; the same for all that change nothing more of the same layers."""
    if memo is None:
        return draft.tree()
    name = ("resolve", *map(id, draft.hands))
    if memo.own:
        # Settings say what has been given another address.
        settings = (tree for layer in layers for tree in layer.definitions if tree.source.path.startswith(_SETTINGS))
        return memo.once(name, (*draft.hands, *settings), draft.tree)
    own = {id(tree) for tree in (*layers[-1].definitions, *layers[-1].overlays)}
    if any(id(tree) in own for tree in draft.hands):
        return draft.tree()
    return memo.once(name, layers[:-1], draft.tree)  # the layers hold the files


def _moved(layer: Sources) -> Iterator[tuple[Address, Address]]:
    """What a layer says in its settings that it has given another address."""
    for tree in layer.definitions:
        moved = tree.data.get("moved") if isinstance(tree.data, dict) else None
        if tree.source.path.startswith(_SETTINGS) and isinstance(moved, dict):
            for old, new in moved.items():
                # What is no address is said to be none when the settings of that layer are validated.
                with suppress(ValueError):
                    yield parse_address(old), parse_address(str(new))


def _settings(below: Draft | None, own: Draft) -> Draft:
    """The settings of a layer over those of the layer below."""
    if below is None:
        return own
    inherited = own.take(below.tree()).keys
    mine = own.root.keys
    for key, part in inherited.items():
        if key not in mine and key not in OWN:
            mine[key] = part
        elif key in MERGED and key in mine:
            mine[key].value = {**part.keys, **mine[key].keys}
    return own


def _replaces_a_lock(draft: Draft, below: Draft) -> Diagnostic | None:
    """Why a file may not take the place of the one that a layer below has under the same id."""
    for part in below.root.everything():
        if lock := part.lock:
            what = f"'{draft.id}' takes the place of a document with a part that {lock.layer} has locked"
            hint = f"The lock is at {lock.span}. Change the rest with an overlay instead."
            return Diagnostic("locked", draft.base.at(("id",)), what, hint)
    return None


def _switches_a_lock(settings: Draft | None, drafts: Mapping[str, Draft]) -> Iterator[Diagnostic]:
    """The optional clauses that a layer switches, although one below it has locked them as they are."""
    choices = settings.root.keys.get("choices") if settings else None
    for words, choice in choices.keys.items() if choices else ():
        try:
            address = parse_address(words)
        except ValueError:
            continue  # 'validate' says so
        draft = drafts.get(address.definition)
        for part in draft.along(address.steps) if draft else ():
            if (lock := part.lock) and lock.layer != choice.layer:
                hint = f"The lock is at {lock.span}. Take this choice out."
                yield Diagnostic("locked", choice.span, f"'{words}' is locked by {lock.layer}", hint)


def _catalogs(layers: Sequence[Sources]) -> dict[str, tuple[SourceFile, ...]]:
    """The catalogs of all layers, the lowest first; those of the interface are the same in all of them."""
    found: dict[str, dict[str, SourceFile]] = {}
    for layer in layers:
        for code, files in layer.catalogs.items():
            found.setdefault(code, {}).update((file.shown, file) for file in files)
    return {code: tuple(files.values()) for code, files in sorted(found.items())}


__all__ = ["MERGED", "OWN", "Meeting", "Resolved", "resolve"]
