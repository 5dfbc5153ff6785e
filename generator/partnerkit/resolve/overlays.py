"""The changes of one layer, made to the definitions of the layers below it.

A change that cannot be made is named with what comes closest, and the others are made all the same. What a layer below
has locked stays as it is. Where a change says what it took the place of (``was``) and something else is there by now,
the change still wins, and a warning asks for a look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from partnerkit.diagnostics import Diagnostic, Severity, nearest
from partnerkit.model.address import Address, Item, Key
from partnerkit.model.overlay import Beside, Overlay, OverlayChange, fingerprint
from partnerkit.model.sources import Mark, SourceTree, Tree, TreePath
from partnerkit.resolve.parts import LOCKED, LOCKED_WHY, Draft, Part

Moves = Sequence[tuple[Address, Address]]
"""What layers below have given another address: the old one, and the new one."""


@dataclass(frozen=True)
class Meeting:
    """A change and what it met in the layers below.

    Attributes:
        tree: the overlay that it is written in.
        index: its number among the changes there, from 0 on.
        change: what it says.
        at: the address that it was made at: that which it says, or the new one of what has moved.
        there: whether there was anything.
        met: what was there, as plain data.
        diagnostics: what kept it from being made, or asks for a look.
    """

    tree: SourceTree
    index: int
    change: OverlayChange
    at: Address
    there: bool
    met: Tree
    diagnostics: tuple[Diagnostic, ...]


def lay_over(tree: SourceTree, overlay: Overlay, drafts: Mapping[str, Draft], moves: Moves) -> Iterator[Meeting]:
    """Make the changes of an overlay, in their order.

    Args:
        tree: the file that the overlay was read from.
        overlay: what it says.
        drafts: the definitions so far, by id; they are changed.
        moves: what has another address by now.
    """
    for index, change in enumerate(overlay.changes):
        made = _Change(tree, change, ("changes", index), _now(change.address, drafts, moves))
        if (draft := drafts.get(made.at.definition)) and tree is not draft.hands[-1]:
            draft.hands.append(tree)
        target = made.target(drafts)
        met = target.plain if target else None
        yield Meeting(tree, index, change, made.at, target is not None, met, tuple(made.make(drafts)))


def _now(address: Address, drafts: Mapping[str, Draft], moves: Moves) -> Address:
    """Where something is that may have moved, and its parts with it."""
    for old, new in moves:
        draft = drafts.get(address.definition)
        if not (draft and draft.find(address.steps)):
            address = address.moved(old, new) or address
    return address


class _Change:
    """One change on its way into a definition."""

    def __init__(self, tree: SourceTree, change: OverlayChange, path: TreePath, at: Address) -> None:
        self.tree, self.change, self.path, self.at = tree, change, path, at
        self.span = tree.at((*path, "at"))

    def target(self, drafts: Mapping[str, Draft]) -> Part | None:
        """What is there to be changed."""
        draft = drafts.get(self.at.definition)
        return draft.find(self.at.steps) if draft else None

    def make(self, drafts: Mapping[str, Draft]) -> Iterator[Diagnostic]:
        draft = drafts.get(self.at.definition)
        if draft is None:
            hint = nearest(self.at.definition, drafts)
            yield self.problem("unknown-address", f"there is no '{self.at.definition}' here", hint)
            return
        if lock := self.lock_on(draft):
            yield lock
            return
        if self.at != self.change.address:
            what = f"'{self.change.at}' is '{self.at}' by now; yours still stands"
            yield self.problem("moved-upstream", what, f"Write 'at: {self.at}'.", Severity.WARNING)
        if self.change.operation == "set":
            yield from self.set(draft)
            return
        target = draft.find(self.at.steps)
        if target is None:
            hint = nearest(str(self.at), draft.addresses())
            yield self.problem("unknown-address", f"'{self.at}' does not exist", hint)
            return
        yield from self.was(target)
        match self.change.operation:
            case "replace":
                yield from self.put(draft, target)
            case "remove":
                yield from self.remove(draft, target)
            case "add":
                yield from self.add(draft, target)
            case "move":
                yield from self.move(draft, target)
            case _:
                yield from self.lock(draft, target)

    # -- what keeps a change from being made, or asks for a look -------------------------------------------------------

    def problem(self, code: str, what: str, hint: str = "", severity: Severity = Severity.ERROR) -> Diagnostic:
        return Diagnostic(code, self.span, what, hint, severity)

    def lock_on(self, draft: Draft) -> Diagnostic | None:
        """The lock of another layer that this change would break, if there is one."""
        parts = list(draft.along(self.at.steps))
        target = draft.find(self.at.steps)
        if target is not None and self.change.operation in ("replace", "remove", "set"):
            parts += target.everything()
        for part in parts:
            if (lock := part.lock) and lock.layer != self.tree.source.layer:
                reason = part.keys.get(LOCKED_WHY)
                why = f" ({reason.value})" if reason and isinstance(reason.value, str) else ""
                what = f"'{self.at}' is locked by {lock.layer}{why}"
                return self.problem("locked", what, f"The lock is at {lock.span}. Take this change out.")
        return None

    def was(self, target: Part) -> Iterator[Diagnostic]:
        """Whether something else is there than when this was written."""
        if self.change.was is not None and self.change.was != fingerprint(target.plain):
            yield self.problem(
                "changed-upstream",
                f"'{self.at}' is not what it was when this was written; yours still stands",
                f"Compare both. To keep yours, write 'was: {fingerprint(target.plain)}'; else take this change out.",
                Severity.WARNING,
            )

    # -- the changes ---------------------------------------------------------------------------------------------------

    def mark(self, before: Tree = None) -> Mark:
        why = str(self.change.why.source) if self.change.why else ""
        return Mark(self.tree.source.layer, self.change.operation, self.span, why, before)

    def put(self, draft: Draft, target: Part) -> Iterator[Diagnostic]:
        """Let other words stand in a place."""
        new = draft.take(self.tree, (*self.path, self.change.operation))
        if target.id is not None and new.id != target.id:
            yield self.problem("bad-value", f"the new '{self.at}' has another id", f"Give it the id '{target.id}'.")
            return
        mark = self.mark(target.plain)
        target.value, target.place, target.layer, target.mark = new.value, new.place, new.layer, mark

    def set(self, draft: Draft) -> Iterator[Diagnostic]:
        """Give a key a value, whether or not it is there."""
        holder, last = draft.find(self.at.steps[:-1]), self.at.steps[-1] if self.at.steps else None
        if holder is None or not isinstance(holder.value, dict) or not isinstance(last, Key):
            hint = nearest(str(self.at.parent), draft.addresses())
            yield self.problem("unknown-address", f"'{self.at}' is no key of anything that exists", hint)
        elif last.name in ("id", "kind"):
            yield self.problem("bad-value", f"'{last.name}' says what this is, and stays", "Take this change out.")
        elif last.name in holder.value:
            yield from self.was(holder.value[last.name])
            yield from self.put(draft, holder.value[last.name])
        else:
            new = draft.take(self.tree, (*self.path, "set"))
            holder.value[last.name] = replace(new, mark=self.mark())

    def remove(self, draft: Draft, target: Part) -> Iterator[Diagnostic]:
        """Leave a part out; the list that it was in knows."""
        holder = draft.find(self.at.steps[:-1])
        last = self.at.steps[-1] if self.at.steps else None
        if holder is None or last is None:
            yield self.problem("bad-value", "a whole document cannot be removed", "Leave it out of your kits instead.")
        elif isinstance(last, Key) and isinstance(holder.value, dict):
            del holder.value[last.name]
        elif isinstance(holder.value, list):
            holder.value.remove(target)
        if holder is not None:
            holder.mark = holder.mark or self.mark()

    def add(self, draft: Draft, target: Part) -> Iterator[Diagnostic]:
        """Put a new item into a list."""
        new = draft.take(self.tree, (*self.path, "add"))
        if not isinstance(target.value, list):
            yield self.problem("wrong-type", f"'{self.at}' is not a list", "Name the list that gets the new item.")
        elif new.id is None:
            yield self.problem("missing-key", "the new item has no id", "Give it an id of its own.")
        elif any(part.id == new.id for part in target.value):
            hint = "Choose another id; or use 'replace' to change the item that is there."
            yield self.problem("duplicate-id", f"'{self.at}' already has an item '{new.id}'", hint)
        else:
            new.mark = self.mark()
            yield from self.place(target.value, new, self.change)

    def move(self, draft: Draft, target: Part) -> Iterator[Diagnostic]:
        """Give an item another place in its list."""
        holder = draft.find(self.at.steps[:-1])
        if holder is None or not isinstance(holder.value, list) or self.change.move is None:
            yield self.problem("wrong-type", f"'{self.at}' is not an item of a list", "Only items can be moved.")
            return
        others = [part for part in holder.value if part is not target]
        problems = list(self.place(others, target, self.change.move))
        if not problems:
            holder.value[:] = others
            target.mark = target.mark or self.mark()
        yield from problems

    def place(self, items: list[Part], new: Part, place: Beside) -> Iterator[Diagnostic]:
        """Put an item where it belongs among others; at the end where nothing is said."""
        beside = place.before or place.after
        if beside is None:
            items.insert(0 if place.to == "start" else len(items), new)
            return
        ids = [part.id for part in items]
        if beside not in ids:
            hint = nearest(beside, filter(None, ids))
            yield self.problem("unknown-address", f"there is no item '{beside}' in '{self.at}'", hint)
        else:
            items.insert(ids.index(beside) + (place.after is not None), new)

    def lock(self, draft: Draft, target: Part) -> Iterator[Diagnostic]:
        """Keep the layers above from changing a part."""
        if not isinstance(target.value, dict) or (self.at.steps and not isinstance(self.at.steps[-1], Item)):
            hint = "Lock the item or the document that it is a part of."
            yield self.problem("wrong-type", f"'{self.at}' is not an item that can be locked", hint)
            return
        reason = draft.take(self.tree, (*self.path, "lock"))
        target.value[LOCKED] = replace(reason, value="true")
        target.value[LOCKED_WHY] = reason
