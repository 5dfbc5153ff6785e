"""An update carried out: what is safe and what a person has decided, as changes of the workspace's own files.

Nothing is written here. The changed files are read again in memory, by the same stages as ever, and are handed on only
if they bring no error that was not there before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from partnerkit.diagnostics import Diagnostic, Result, errors_in
from partnerkit.execute.progress import Timeline
from partnerkit.load import read_tree
from partnerkit.model.overlay import fingerprint
from partnerkit.model.sources import Sources, SourceTree, Tree
from partnerkit.reading import open_layers
from partnerkit.replicate.edit import Edit
from partnerkit.replicate.lock import LOCK
from partnerkit.replicate.plan import SAFE, Plan, Step, Verdict, plan_of

Files = Mapping[str, bytes | None]
"""What becomes of files, by their path in the workspace; None for one that goes."""


@dataclass(frozen=True)
class Decision:
    """What a person has decided about a change.

    Attributes:
        choice: keep the workspace's words, take the library's, or say something else.
        words: what it says from now on, where that is something else.
    """

    choice: Literal["keep", "take", "edit"]
    words: str = ""


@dataclass(frozen=True)
class Switch:
    """That a workspace builds on another library from now on, such as the next bundle of its district.

    Attributes:
        before: what was read of each layer while it builds on the old one, the lowest first.
        files: the settings that name the new one.
    """

    before: tuple[Sources, ...]
    files: Files


def applied(plan: Plan, decisions: Mapping[str, Decision], switch: Switch | None = None) -> Result[Files | None]:
    """The files of a workspace after an update; those that stay as they are are not among them.

    Args:
        plan: what is to be done.
        decisions: what has been decided, by what the changes are called (``Step.named``).
        switch: the change of what the workspace builds on that the plan is for, if there is one.

    Raises:
        NotEditableError: when an overlay is laid out so that no single change of it can be written anew.
    """
    workspace = plan.layers[-1]
    files: dict[str, bytes | None] = dict(switch.files) if switch else {}
    overlays: list[SourceTree] = []
    for tree in workspace.overlays:
        steps = [step for step in plan.steps if step.meeting.tree is tree]
        data = _changed(tree, steps, decisions)
        if data != tree.source.data:
            files[tree.source.path] = data
        if data is not None:
            read = read_tree(replace(tree.source, data=data)).value
            overlays += [read] if read else []
    changed = replace(workspace, overlays=tuple(overlays))
    layers = (*plan.layers[:-1], changed)
    if files and (broken := tuple(new_errors(switch.before if switch else plan.layers, layers))):
        return Result(None, broken)
    lock = lock_after(plan, layers)
    if plan.before is None or lock != plan.before.written():
        files[LOCK] = lock
    return Result(files)


def new_errors(before: tuple[Sources, ...], after: tuple[Sources, ...]) -> Iterator[Diagnostic]:
    """The errors that are there after, and were not before."""
    old, new = (errors_in(open_layers(Result(layers), Timeline()).diagnostics) for layers in (before, after))
    known = {(one.code, one.message) for one in old}
    return (one for one in new if (one.code, one.message) not in known)


def lock_after(plan: Plan, layers: tuple[Sources, ...], *, met_only: bool = False) -> bytes:
    """The lock for a workspace as it is afterwards; what is open keeps the words that it was written against.

    Args:
        plan: what was planned before.
        layers: what is there afterwards.
        met_only: whether it is only about what changes have met, and nobody has looked at the rest.
    """
    after = plan_of(layers, plan.before).value
    kept = {address: words for step in after.open for address, words in step.written_against.items()}
    met = dict(sorted({**after.below.met, **kept}.items()))
    lock = plan.before if met_only and plan.before else after.below
    return lock.model_copy(update={"met": met}).written()


def _changed(tree: SourceTree, steps: list[Step], decisions: Mapping[str, Decision]) -> bytes | None:
    """An overlay after an update; None where nothing is left of it."""
    edit, left = Edit(tree), len(steps)
    for step in steps:
        path = ("changes", step.meeting.index)
        outcome = _outcome(step, decisions.get(step.named))
        if outcome.goes:
            edit.drop(path)
            left -= 1
        for key, value in outcome.keys.items():
            edit.put((*path, key), value)
        if outcome.instead:
            edit.append(path[:1], dict(outcome.instead))
            left += 1
    return edit.done() if left or not steps else None


@dataclass(frozen=True)
class _Outcome:
    """What becomes of a change.

    Attributes:
        goes: whether it is taken out.
        keys: the keys of it that are written anew.
        instead: a change that takes its place.
    """

    goes: bool = False
    keys: Mapping[str, Tree] = field(default_factory=dict)
    instead: Mapping[str, Tree] | None = None


def _outcome(step: Step, decision: Decision | None) -> _Outcome:
    if step.verdict is Verdict.ADOPTED or (decision and decision.choice == "take"):
        return _Outcome(goes=True)
    if not decision and step.verdict not in SAFE:
        return _Outcome()
    if instead := _instead(step):
        return _Outcome(goes=True, instead=instead)
    change = step.meeting.change
    keys: dict[str, Tree] = {}
    if step.at != change.address:
        keys["at"] = str(step.at)
    meets = change.operation in ("replace", "set", "remove") and step.theirs is not None
    if meets and change.was != fingerprint(step.theirs):
        keys["was"] = fingerprint(step.theirs)
    if decision and decision.choice == "edit":
        keys[change.operation] = decision.words
    return _Outcome(keys=keys)


def _instead(step: Step) -> Mapping[str, Tree] | None:
    """The change that keeps the workspace's words where the one that there is cannot: an item comes or stays."""
    why = {"why": str(step.meeting.change.why.source)} if step.meeting.change.why else {}
    if step.verdict is Verdict.DUPLICATE:
        return {"at": step.named, "replace": step.yours, "was": fingerprint(step.theirs), **why}
    if step.verdict is Verdict.ORPHANED and step.item:
        return {"at": str(step.at.of_item.parent), "add": step.item, **why}
    return None


def undecided(step: Step, decision: Decision) -> str:
    """Why a decision cannot be carried out; empty where it can."""
    place = step.meeting.tree.at(("changes", step.meeting.index))
    if decision.choice == "take":
        return ""
    if decision.choice == "edit" and (not isinstance(step.yours, str) or _instead(step)):
        return f"it is more than a text: change it at {place}"
    if step.verdict is Verdict.LOCKED:
        return "the library does not allow it any more, so that only 'take' is left"
    if step.verdict is Verdict.ORPHANED and step.theirs is None and not step.item:
        return f"there is no such place any more: put your words elsewhere, at {place}, or 'take'"
    return ""
