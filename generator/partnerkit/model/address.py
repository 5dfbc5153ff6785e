"""Id paths: how a part of a definition is called, whatever moves around it.

``mindful-check-in-policy#statements[every-day].items[short].text`` is the text of an item of a statement. What stands
in brackets is an id, never a number: an id stays when a list is sorted, a number does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from partnerkit.model.sources import Tree, TreePath

_DEFINITION = r"(?:[a-z-]+/)?(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)"
_STEP = re.compile(r"\.?(?P<key>[a-z][a-z0-9_]*)|\[(?P<id>[a-z0-9R]+(?:[-._][a-z0-9]+)*)\]")
_ADDRESS = re.compile(rf"{_DEFINITION}(?:#(?P<inside>.+))?")


@dataclass(frozen=True, slots=True)
class Key:
    """A step to what stands under a key."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Item:
    """A step to the item of a list that has an id."""

    id: str

    def __str__(self) -> str:
        return f"[{self.id}]"


Step = Key | Item


@dataclass(frozen=True, slots=True)
class Address:
    """The place of a part: its definition, and the steps that lead to it. No step leads to the definition itself."""

    definition: str
    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return f"{self.definition}#{inside(self.steps)}" if self.steps else self.definition

    @property
    def parent(self) -> Address:
        """What this is a part of."""
        return Address(self.definition, self.steps[:-1])

    @property
    def of_item(self) -> Address:
        """The innermost item that this is, or is a part of; the definition where there is none."""
        items = [number for number, step in enumerate(self.steps, 1) if isinstance(step, Item)]
        return Address(self.definition, self.steps[: max(items, default=0)])

    def moved(self, old: Address, new: Address) -> Address | None:
        """Where this is after ``old`` has become ``new``; None where it is no part of ``old``."""
        depth = len(old.steps)
        if self.definition != old.definition or self.steps[:depth] != old.steps:
            return None
        return Address(new.definition, (*new.steps, *self.steps[depth:]))

    def then(self, step: Step) -> Address:
        """A part of this one."""
        return Address(self.definition, (*self.steps, step))


def parts_of(data: Tree, here: Address) -> Iterator[tuple[Address, Tree]]:
    """Every part of plain data that has an address, and what it is, but for the data itself."""
    inner: Iterable[tuple[Step, Tree]] = ()
    if isinstance(data, dict):
        inner = ((Key(key), value) for key, value in data.items())
    elif isinstance(data, list):
        named = ((one.get("id"), one) for one in data if isinstance(one, dict))
        inner = ((Item(name), one) for name, one in named if isinstance(name, str))
    for step, value in inner:
        yield here.then(step), value
        yield from parts_of(value, here.then(step))


def path_to(data: Tree, steps: tuple[Step, ...]) -> TreePath | None:
    """The keys and indexes that lead to a part of plain data; None where there is no such part."""
    path: list[str | int] = []
    for step in steps:
        if isinstance(step, Key) and isinstance(data, dict) and step.name in data:
            path.append(step.name)
            data = data[step.name]
        elif isinstance(step, Item) and isinstance(data, list):
            ids = [one.get("id") if isinstance(one, dict) else None for one in data]
            if step.id not in ids:
                return None
            path.append(ids.index(step.id))
            data = data[ids.index(step.id)]
        else:
            return None
    return tuple(path)


def inside(steps: tuple[Step, ...]) -> str:
    """Steps as they are written after the ``#``."""
    return "".join(f".{step}" if isinstance(step, Key) and index else str(step) for index, step in enumerate(steps))


def parse_address(words: str) -> Address:
    """The address that is written so.

    Raises:
        ValueError: when it is none.
    """
    found = _ADDRESS.fullmatch(words.strip())
    if found is None:
        raise ValueError("this is not an id path, such as school-vision#values[respect].text")
    steps: list[Step] = []
    rest = found["inside"] or ""
    at = 0
    while at < len(rest):
        step = _STEP.match(rest, at)
        if step is None or (rest[at] == ".") != (bool(steps) and step["key"] is not None):
            raise ValueError(f"this is not an id path from '{rest[at:]}' on")
        steps.append(Key(step["key"]) if step["key"] else Item(step["id"]))
        at = step.end()
    return Address(found["id"], tuple(steps))
