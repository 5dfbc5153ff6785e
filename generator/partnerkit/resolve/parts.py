"""A definition while layers are laid over each other: plain data whose every part still knows its place and layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import yaml

from partnerkit.diagnostics import Span
from partnerkit.model.address import Address, Key, Step, parts_of
from partnerkit.model.sources import Mark, SourceTree, Tree, TreePath

LOCKED, LOCKED_WHY = "locked", "locked_why"


@dataclass
class Part:
    """A value with where it was written.

    Attributes:
        value: parts by key, a list of parts, or a scalar.
        place: where it stands, and the slice of the definition's text that it spans; None where YAML has no place.
        key: where the key that it stands under is written.
        layer: the layer that wrote it.
        mark: what a later layer did to it.
    """

    value: dict[str, Part] | list[Part] | str | None
    place: tuple[Span, int, int] | None
    key: Span | None
    layer: str
    mark: Mark | None = None

    @property
    def id(self) -> str | None:
        """The id of an item of a list."""
        found = self.value.get("id") if isinstance(self.value, dict) else None
        return found.value if found and isinstance(found.value, str) else None

    @property
    def keys(self) -> dict[str, Part]:
        """What stands under its keys; nothing where it has none."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def lock(self) -> Part | None:
        """The key that keeps the layers above from changing this part."""
        found = self.keys.get(LOCKED)
        return found if found and found.value == "true" else None

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.place[0] if self.place else self.key or Span("")

    @property
    def plain(self) -> Tree:
        """The value alone."""
        if isinstance(self.value, dict):
            return {key: part.plain for key, part in self.value.items()}
        if isinstance(self.value, list):
            return [part.plain for part in self.value]
        return self.value

    def copy(self) -> Part:
        """A copy that shares nothing that can change."""
        value = self.value
        if isinstance(value, dict):
            return replace(self, value={key: part.copy() for key, part in value.items()})
        if isinstance(value, list):
            return replace(self, value=[part.copy() for part in value])
        return replace(self)

    def step(self, step: Step) -> Part | None:
        """The part that a step leads to, if there is one."""
        if isinstance(step, Key):
            return self.value.get(step.name) if isinstance(self.value, dict) else None
        if isinstance(self.value, list):
            return next((part for part in self.value if part.id == step.id), None)
        return None

    def everything(self) -> Iterator[Part]:
        """This part and all inside it."""
        yield self
        parts = self.value.values() if isinstance(self.value, dict) else self.value
        for part in parts if parts is not None and not isinstance(parts, str) else ():
            yield from part.everything()


@dataclass
class Draft:
    """One definition on its way through the layers; most of them pass untouched.

    Attributes:
        base: the file that it began with.
        texts: the files that its parts are written in, in order; their texts follow each other in the result.
        hands: the files that have had a say in it, in order.
    """

    base: SourceTree
    texts: list[str] = field(init=False)
    hands: list[SourceTree] = field(init=False)

    def __post_init__(self) -> None:
        self.texts = [self.base.text]
        self.hands = [self.base]

    @cached_property
    def root(self) -> Part:
        """All of it, once somebody wants to look inside."""
        return part_of(self.base, (), 0)

    @property
    def id(self) -> str | None:
        """The id of the definition, if it says one; no layer changes it."""
        found = self.base.data.get("id") if isinstance(self.base.data, dict) else None
        return found if isinstance(found, str) else None

    def take(self, tree: SourceTree, path: TreePath = ()) -> Part:
        """A part of another file, or all of it, to be put into this definition."""
        if tree.text not in self.texts:
            self.texts.append(tree.text)
        before = self.texts[: self.texts.index(tree.text)]
        return part_of(tree, path, sum(len(text) + 1 for text in before))

    def find(self, steps: tuple[Step, ...]) -> Part | None:
        """The part at some steps."""
        here: Part | None = self.root
        for step in steps:
            here = here.step(step) if here is not None else None
        return here

    def along(self, steps: tuple[Step, ...]) -> Iterator[Part]:
        """Every part on the way, from the definition itself to what the steps lead to or as far as they lead."""
        here: Part | None = self.root
        yield self.root
        for step in steps:
            here = here.step(step) if here is not None else None
            if here is None:
                return
            yield here

    def addresses(self) -> Iterator[str]:
        """Every address inside, for hints."""
        return (str(address) for address, _ in parts_of(self.root.plain, Address(self.id or "")))

    def tree(self) -> SourceTree:
        """The definition as the stages that follow read it."""
        if "root" not in self.__dict__:
            return self.base
        keys: dict[TreePath, Span] = {}
        values: dict[TreePath, tuple[Span, int, int]] = {}
        layers: dict[TreePath, str] = {}
        marks: dict[TreePath, Mark] = {}

        def walk(part: Part, path: TreePath, layer: str) -> Tree:
            if part.key:
                keys[path] = part.key
            if part.place:
                values[path] = part.place
            if part.mark:
                marks[path] = part.mark
            if part.layer != layer:
                layers[path] = part.layer
            if isinstance(part.value, dict):
                return {key: walk(inner, (*path, key), part.layer) for key, inner in part.value.items()}
            if isinstance(part.value, list):
                return [walk(inner, (*path, index), part.layer) for index, inner in enumerate(part.value)]
            return part.value

        data = walk(self.root, (), self.base.source.layer)
        if data == self.base.data:
            return self.base
        text = "\n".join(self.texts)
        source = replace(self.base.source, data=written(data))
        return SourceTree(source, data, text, keys, values, layers, marks)


def written(data: Tree) -> bytes:
    """A definition as a file of its own: what readers take away holds what the layers have made of it."""
    return yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110).encode()


def part_of(tree: SourceTree, path: TreePath, offset: int) -> Part:
    """A part of a file as it was read; its slices move by the length of the texts before it."""

    def walk(value: Tree, path: TreePath) -> Part:
        place = tree.values.get(path)
        moved = (place[0], place[1] + offset, place[2] + offset) if place else None
        inner: dict[str, Part] | list[Part] | str | None
        if isinstance(value, dict):
            inner = {key: walk(one, (*path, key)) for key, one in value.items()}
        elif isinstance(value, list):
            inner = [walk(one, (*path, index)) for index, one in enumerate(value)]
        else:
            inner = value
        return Part(inner, moved, tree.keys.get(path), tree.layer_at(path), tree.marks.get(path))

    return walk(tree.value(path), path)
