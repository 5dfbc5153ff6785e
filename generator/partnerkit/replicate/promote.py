"""What a school says becomes what its district says: one change, taken one layer down.

Where the district has written the definition itself, its file is changed in that place; else its overlay gets the
change. The district is resolved and validated again in memory before anything is handed on to be written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from partnerkit.diagnostics import Diagnostic, Result, Span, errors_in, nearest
from partnerkit.execute.memo import Memo
from partnerkit.execute.progress import Timeline
from partnerkit.load import read_tree
from partnerkit.model.address import Address, path_to
from partnerkit.model.overlay import fingerprint
from partnerkit.model.sources import Sources, SourceTree, Tree
from partnerkit.model.text import problem_in
from partnerkit.reading import open_layers
from partnerkit.replicate.apply import Files, lock_after, new_errors
from partnerkit.replicate.edit import Edit, NotEditableError
from partnerkit.replicate.fleet import Read, located
from partnerkit.replicate.harvest import Harvest, Voice, definitions_of, value_at
from partnerkit.replicate.lock import LOCK, Lock
from partnerkit.replicate.override import with_change
from partnerkit.replicate.plan import Step, Verdict, plain_of, plan_of, written_in
from partnerkit.validate import read_overlays

Layers = tuple[Sources, ...]

_IN_PLACE = ("replace", "set")
"""What puts words in a place."""


@dataclass(frozen=True)
class Promotion:
    """What becomes of a district.

    Attributes:
        files: its files that change.
        tree: the one of them that holds the change.
        folder: where the district is.
    """

    files: Files
    tree: SourceTree
    folder: Path


def chosen(found: Harvest, read: Read, words: str) -> Result[Voice | None]:
    """The change of a school at an id path; where it adds several items to a list, the path is that of the item."""
    school = read.school
    every = [voice for voice in found.voices if words in _names(voice)]
    own = [voice for voice in every if voice.school == school]
    if not own:
        known = [name for voice in found.voices for name in _names(voice)]
        others = ", ".join(dict.fromkeys(voice.school.name for voice in every))
        what = f"{school.name} changes nothing at '{words}'"
        hint = f"These schools do: {others}." if others else nearest(words, known)
        return Result(None, (Diagnostic("unknown-address", Span(words), what, hint),))
    if len({voice.named for voice in own}) > 1:
        hint = f"Name the item: {', '.join(str(voice.named) for voice in own)}."
        what = f"{school.name} adds several items to '{words}'"
        return Result(None, (Diagnostic("unknown-address", Span(words), what, hint),))
    if wrong := errors_in(own[-1].meeting.diagnostics):
        return Result(None, tuple(located(one, read.school, read.chain) for one in wrong))
    return Result(own[-1])


def _names(voice: Voice) -> frozenset[str]:
    """What a change may be called: where it was made, where that is by now, and the item that it adds."""
    return frozenset((voice.meeting.change.at, str(voice.meeting.at), str(voice.named)))


def promoted(voice: Voice, layers: Layers, lock: Lock | None) -> Result[Promotion | None]:
    """A district with the change of a school.

    Args:
        voice: the change.
        layers: what was read of each layer of the district, the lowest first.
        lock: the lock of the district, if it has one.
    """
    own = layers[-1]
    now = _parts(layers, voice.meeting.at)
    found: list[Diagnostic] = []
    for tree in _trees(voice, own, now):
        after = (*layers[:-1], _with(own, tree))
        if broken := tuple(new_errors(layers, after)):
            found += broken
        elif _stands(voice, after):
            files: dict[str, bytes | None] = {tree.source.path: tree.source.data}
            if lock and tree.source.path.startswith("overlay/"):
                files[LOCK] = lock_after(plan_of(layers, lock).value, after, met_only=True)
            return Result(Promotion(files, tree, own.root.resolve()))
    if not found:
        what = f"another change of {own.layer} stands in the way at '{voice.meeting.at}'"
        found = [Diagnostic("not-editable", Span(str(voice.named)), what, "Change it there by hand.")]
    return Result(None, tuple(dict.fromkeys(found)))


def _parts(layers: Layers, at: Address) -> Tree:
    """What stands at an address in a district; None where nothing does."""
    return value_at(definitions_of(layers), at)


def _trees(voice: Voice, own: Sources, now: Tree) -> Iterator[SourceTree]:
    """The files that could hold the change, the best one first; each is tried until one makes it stand."""
    at, operation = voice.meeting.at, voice.meeting.change.operation
    if tree := next((tree for tree in own.definitions if _id(tree) == at.definition), None):
        yield from _in_content(voice, tree)
    if operation in _IN_PLACE:
        yield from _in_a_change(voice, own)
    change = written_in(voice.meeting)
    kept = {key: value for key, value in change.items() if key not in ("at", "was", "why")}
    was: dict[str, Tree] = {"was": fingerprint(now)} if operation not in ("add", "move", "lock") and now else {}
    yield with_change(own, at.definition, {"at": str(at), **kept, **was, "why": _why(voice)})


def _in_content(voice: Voice, tree: SourceTree) -> Iterator[SourceTree]:
    """The district's own file, where the change can be made in its place."""
    change, at = voice.meeting.change, voice.meeting.at
    edit, said = Edit(tree), plain_of(voice.meeting)
    path = path_to(tree.data, at.steps)
    holder = path_to(tree.data, at.parent.steps)
    if change.operation in _IN_PLACE and path:
        edit.put(path, said)
    elif change.operation == "set" and holder is not None:
        edit.put((*holder, str(at.steps[-1])), said)
    elif change.operation == "remove" and path:
        edit.drop(path)
    elif change.operation == "add" and path and _at_the_end(voice, tree.value(path)):
        edit.append(path, said)
    else:
        return
    yield _changed(tree, edit)


def _at_the_end(voice: Voice, items: Tree) -> bool:
    """Whether an item belongs at the end of a list."""
    change = voice.meeting.change
    last = items[-1] if isinstance(items, list) and items else None
    if change.before or change.to == "start" or last is None:
        return False
    return change.after is None or (isinstance(last, dict) and last.get("id") == change.after)


def _in_a_change(voice: Voice, own: Sources) -> Iterator[SourceTree]:
    """The district's own change of the very same part, with other words."""
    overlays = read_overlays((own,)).value
    for tree in own.overlays:
        overlay = overlays.get(tree.source.shown)
        for index, change in enumerate(overlay.changes if overlay else ()):
            if change.address == voice.meeting.at and change.operation in _IN_PLACE:
                edit = Edit(tree)
                edit.put(("changes", index, change.operation), plain_of(voice.meeting))
                edit.put(("changes", index, "why"), _why(voice))
                yield _changed(tree, edit)


def _changed(tree: SourceTree, edit: Edit) -> SourceTree:
    read = read_tree(replace(tree.source, data=edit.done())).value
    if read is None:
        raise NotEditableError(f"{tree.source.shown}: this file is laid out so that it cannot be changed")
    return read


def _why(voice: Voice) -> str:
    """The reason of the school, and whose it is; by its id where its name would mean something in prose."""
    name = voice.school.name if problem_in(voice.school.name, block=False) is None else voice.school.id
    reason = voice.why if voice.why.endswith((".", "!", "?", "。", "؟", "۔")) or not voice.why else f"{voice.why}."
    return f"{reason} From {name}.".strip()


def _with(own: Sources, tree: SourceTree) -> Sources:
    """A layer with a file that is new, or has changed."""
    if tree.source.path.startswith("overlay/"):
        others = [one for one in own.overlays if one.source.path != tree.source.path]
        return replace(own, overlays=tuple(sorted((*others, tree), key=lambda one: one.source.path.split("/"))))
    definitions = (tree if one.source.path == tree.source.path else one for one in own.definitions)
    return replace(own, definitions=tuple(definitions))


def _stands(voice: Voice, after: Layers) -> bool:
    """Whether the district now says what the school says."""
    operation, said = voice.meeting.change.operation, plain_of(voice.meeting)
    there = _parts(after, voice.named)
    if operation == "remove":
        return there is None
    return operation in ("move", "lock") or there == said


def _id(tree: SourceTree) -> str:
    return str(tree.data.get("id", "")) if isinstance(tree.data, dict) else ""


# -- afterwards --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Aftermath:
    """What a promotion means for a school.

    Attributes:
        steps: its changes that meet something else by now, each with what that means.
        errors: what is wrong with it by now and was not before, but for these changes.
    """

    steps: tuple[Step, ...] = ()
    errors: tuple[Diagnostic, ...] = ()


def aftermath(promotion: Promotion, read: Read, memo: Memo) -> Aftermath:
    """What a promotion means for a school; nothing where it does not build on the district.

    Args:
        promotion: what becomes of the district.
        read: the school.
        memo: what it was read with.
    """
    folders = [layer.root.resolve() for layer in read.layers[:-1]]
    if promotion.folder not in folders:
        return Aftermath()
    index = folders.index(promotion.folder)
    below = read.layers[index]
    changed = memo.once(("promoted", promotion.tree.source), (below,), partial(_below, promotion, below))
    after = (*read.layers[:index], changed, *read.layers[index + 1 :])
    before = {step.named: step.verdict for step in plan_of(read.layers, None).value.steps}
    now = plan_of(after, None).value.steps
    steps = [step for step in now if step.verdict not in (Verdict.FINE, before.get(step.named))]
    named = {step.meeting.tree.at(("changes", step.meeting.index, "at")) for step in steps}
    known, found = (errors_in(open_layers(Result(one), Timeline(), memo).diagnostics) for one in (read.layers, after))
    new = [one for one in found if one not in known and one.span not in named]
    return Aftermath(tuple(steps), tuple(located(one, read.school, read.chain) for one in dict.fromkeys(new)))


def _below(promotion: Promotion, below: Sources) -> Sources:
    """The district as a school has read it, with the change."""
    base = below.bases[0] if below.bases else ""
    tree = read_tree(replace(promotion.tree.source, base=base, layer=below.layer)).value
    return _with(below, tree) if tree else below
