"""An update as a plan: what has become of everything that a workspace changes, before anything is done about it.

Each change of the workspace's overlays gets a verdict. What is safe can be applied at once; the rest is for a person,
who sees the words it was written against, the workspace's own, and those of the library now. Until somebody decides,
the workspace's words stand.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from partnerkit.diagnostics import Result, errors_in
from partnerkit.model.address import Address, parts_of
from partnerkit.model.overlay import fingerprint
from partnerkit.model.sources import Sources, SourceTree, Tree
from partnerkit.replicate.lock import Lock, inherited, lock_of, met_by
from partnerkit.resolve import Meeting, resolve
from partnerkit.validate import read_overlays


class Verdict(StrEnum):
    """What an update means for a change; the words are those of the reports."""

    FINE = "fine"
    """What it takes the place of is what it was."""
    ADOPTED = "adopted"
    """The library says the same by now, so that the change is not needed any more."""
    MOVED = "moved"
    """What it takes the place of is the same, under another id path."""
    REVIEW = "review"
    """The library has changed what it takes the place of."""
    ORPHANED = "orphaned"
    """The library no longer has what it takes the place of."""
    DUPLICATE = "duplicate id"
    """It adds an item under an id that the library has given to an item of its own."""
    LOCKED = "newly locked"
    """The library does not allow it any more."""


SAFE = (Verdict.FINE, Verdict.ADOPTED, Verdict.MOVED)
"""Verdicts that change no word of any document."""


@dataclass(frozen=True)
class Step:
    """One change with its verdict.

    Attributes:
        meeting: the change and what it met.
        base: the words that it was written against; None where they are not known.
        verdict: what the update means for it.
        theirs: what the library says there now; None where it says nothing.
        at: where it is to be made from now on.
        written_against: the words that it was written against, and the item that they are a part of, by id path.
    """

    meeting: Meeting
    base: Tree
    verdict: Verdict
    theirs: Tree
    at: Address
    written_against: Mapping[str, Tree]

    @property
    def item(self) -> Tree:
        """The whole item that the words were a part of, with the workspace's words; None where it is not known."""
        address = self.meeting.change.address
        steps = address.steps[len(address.of_item.steps) :]
        change = self.meeting.change
        if not address.of_item.steps or change.operation not in ("replace", "set"):
            return None
        if not steps:
            return self.yours
        item = copy.deepcopy(self.written_against.get(str(address.of_item)))
        inner = item
        for step in steps[:-1]:
            inner = inner.get(str(step)) if isinstance(inner, dict) else None
        if not isinstance(inner, dict):
            return None
        inner[str(steps[-1])] = self.yours
        return item

    @property
    def yours(self) -> Tree:
        """What the workspace says there; None where it leaves something out or moves it."""
        change = self.meeting.change
        return plain_of(self.meeting) if change.operation in ("replace", "set", "add") else None

    @property
    def named(self) -> str:
        """What a person calls the change: the address that the overlay has, and that of the item where it adds one."""
        change = self.meeting.change
        added = plain_of(self.meeting) if change.operation == "add" else None
        return f"{change.at}[{added['id']}]" if isinstance(added, dict) and "id" in added else change.at


@dataclass(frozen=True)
class Plan:
    """What an update would mean.

    Attributes:
        layers: what was read of each layer, the lowest first.
        before: what stood below the workspace when it was last looked through; None for the first time.
        below: what stands below it now.
        steps: every change of the workspace, in the order of its overlays.
    """

    layers: tuple[Sources, ...]
    before: Lock | None
    below: Lock
    steps: tuple[Step, ...]

    @property
    def open(self) -> tuple[Step, ...]:
        """What somebody has to decide on."""
        return tuple(step for step in self.steps if step.verdict not in SAFE)

    @property
    def documents(self) -> Mapping[str, tuple[str, ...]]:
        """The definitions of the layers below that are new, changed, and gone."""
        old, new = self.before.documents if self.before else self.below.documents, self.below.documents
        return {
            "new": tuple(sorted(new.keys() - old.keys())),
            "changed": tuple(sorted(name for name in new.keys() & old.keys() if new[name] != old[name])),
            "gone": tuple(sorted(old.keys() - new.keys())),
        }

    @property
    def is_new(self) -> bool:
        """Whether anything below the workspace is not what it was when it was last looked through."""
        return self.before is None or (self.before.layers, self.before.documents) != (
            self.below.layers,
            self.below.documents,
        )


def plan_of(layers: Sequence[Sources], before: Lock | None) -> Result[Plan]:
    """Look at what has become of every change of a workspace.

    Args:
        layers: what was read of each layer, the lowest first; the workspace is the last one.
        before: what stood below it when it was last looked through.

    Returns:
        The plan, and what is wrong with overlays besides what the plan is about.
    """
    overlays = read_overlays(layers)
    all_of_it = resolve(layers, overlays.value)
    own = [meeting for meeting in all_of_it.value.meetings if meeting.tree in layers[-1].overlays]
    below = layers[:-1]
    definitions = inherited(below)
    parts = _parts(definitions)
    steps = tuple(_step(meeting, parts, before) for meeting in own)
    judged = {one for step in steps if step.verdict is not Verdict.FINE for one in step.meeting.diagnostics}
    found = tuple(one for one in (*overlays.diagnostics, *all_of_it.diagnostics) if one not in judged)
    return Result(
        Plan(tuple(layers), before, lock_of(below, definitions, {**_items(own, parts), **met_by(own)}), steps), found
    )


Parts = Mapping[str, Mapping[Address, Tree]]
"""The parts of each definition, by its id."""


def _parts(definitions: Iterable[SourceTree]) -> Parts:
    found: dict[str, Mapping[Address, Tree]] = {}
    for tree in definitions:
        if isinstance(tree.data, dict) and isinstance(name := tree.data.get("id"), str):
            found[name] = dict(parts_of(tree.data, Address(name)))
    return found


def _items(meetings: Iterable[Meeting], parts: Parts) -> dict[str, Tree]:
    """The items that changes are made inside of, by their addresses."""
    items = {meeting.at.of_item for meeting in meetings if meeting.change.operation in ("replace", "set")}
    known = ((item, parts.get(item.definition, {}).get(item)) for item in items)
    return {str(item): value for item, value in known if value is not None}


def _step(meeting: Meeting, parts: Parts, before: Lock | None) -> Step:
    change = meeting.change
    base = before.met.get(str(change.address)) if before else None
    if base is not None and change.was not in (None, fingerprint(base)):
        base = None  # it was written against other words than those that were kept
    kept = {str(change.address), str(change.address.of_item)}
    written_against = {address: words for address, words in (before.met if before else {}).items() if address in kept}
    return Step(meeting, base, *_verdict(meeting, base, parts), written_against)


def _verdict(meeting: Meeting, base: Tree, parts: Parts) -> tuple[Verdict, Tree, Address]:
    """The verdict on one change, with what the library says by now, and where."""
    change, theirs, at = meeting.change, meeting.met, meeting.at
    codes = {one.code for one in meeting.diagnostics}
    if "locked" in codes:
        return Verdict.LOCKED, theirs, at
    if "duplicate-id" in codes:
        item = _item(theirs, plain_of(meeting))
        return Verdict.ADOPTED if item == plain_of(meeting) else Verdict.DUPLICATE, item, at
    if "unknown-address" in codes and not meeting.there:
        return _lost(meeting, parts.get(at.definition, {}))
    if errors_in(meeting.diagnostics):
        return Verdict.FINE, theirs, at  # no update has done this: the diagnostics say what it is
    if change.operation in ("replace", "set") and meeting.there and theirs == plain_of(meeting):
        return Verdict.ADOPTED, theirs, at
    if "changed-upstream" in codes or (change.was is None and base is not None and base != theirs):
        return Verdict.REVIEW, theirs, at
    return Verdict.MOVED if at != change.address else Verdict.FINE, theirs, at


def _lost(meeting: Meeting, known: Mapping[Address, Tree]) -> tuple[Verdict, Tree, Address]:
    """The verdict on a change of something that is no longer where it was."""
    change, at = meeting.change, meeting.at
    if change.operation == "remove" and (at.parent in known or (known and not at.parent.steps)):
        return Verdict.ADOPTED, None, at
    elsewhere = [address for address in known if _tail(address) == _tail(at)]
    if len(elsewhere) == 1:
        theirs = known[elsewhere[0]]
        same = change.was == fingerprint(theirs)
        return Verdict.MOVED if same else Verdict.ORPHANED, theirs, elsewhere[0]
    return Verdict.ORPHANED, None, at


def _tail(address: Address) -> tuple[object, ...]:
    """What stays of an address when the item that it leads to is put into another list."""
    return address.steps[max(0, len(address.of_item.steps) - 1) :]


def _item(items: Tree, like: Tree) -> Tree:
    """The item of a list that has the id of another one."""
    wanted = like.get("id") if isinstance(like, dict) else None
    there = items if isinstance(items, list) else []
    return next((one for one in there if isinstance(one, dict) and one.get("id") == wanted), None)


def plain_of(meeting: Meeting) -> Tree:
    """What a change says, as plain data: of its operation, whatever that is."""
    return written_in(meeting).get(meeting.change.operation)


def written_in(meeting: Meeting) -> dict[str, Tree]:
    """A change as it is written, as plain data."""
    change = meeting.tree.value(("changes", meeting.index))
    return dict(change) if isinstance(change, dict) else {}
