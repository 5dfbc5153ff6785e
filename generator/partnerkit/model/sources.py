"""What ``load`` hands on: files as they were read, and trees whose every part knows its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from partnerkit.diagnostics import Span

Tree = str | None | list["Tree"] | dict[str, "Tree"]
"""YAML as plain data. Scalars stay text: the schema of the kind says what they are."""

TreePath = tuple[str | int, ...]
"""The keys and indexes that lead to a part of a tree."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read.

    Attributes:
        path: where it is in its layer.
        data: its bytes.
        layer: the id of the layer that it belongs to.
        base: where that layer is, seen from the workspace; empty for the workspace itself.
    """

    path: str
    data: bytes
    layer: str = "core"
    base: str = ""

    @property
    def shown(self) -> str:
        """What diagnostics call it."""
        return f"{self.base}/{self.path}" if self.base else self.path


@dataclass(frozen=True, slots=True)
class Mark:
    """That a later layer has changed a part, and why.

    Attributes:
        layer: the id of that layer.
        operation: what it did, such as "replace".
        span: where it says so.
        why: its reason, in the words of the layer; may be empty.
        before: what stood there before; None where nothing did, and where the list knows that something was left out.
    """

    layer: str
    operation: str
    span: Span
    why: str = ""
    before: Tree = None


@dataclass(frozen=True)
class SourceTree:
    """One YAML file as plain data, with the place of every key and value.

    Attributes:
        source: the file itself.
        data: nested dicts, lists and strings; None for an empty value.
        text: the decoded file; where later layers have changed something, their files follow.
        keys: the place of each key, by the path that leads to its value.
        values: the place of each value, by path, and the slice of ``text`` that it spans.
        layers: the layer of each part that is not of the layer of ``source``, by path; what is inside goes with it.
        marks: the parts that a later layer has changed, by path.
    """

    source: SourceFile
    data: Tree
    text: str = ""
    keys: Mapping[TreePath, Span] = field(default_factory=dict)
    values: Mapping[TreePath, tuple[Span, int, int]] = field(default_factory=dict)
    layers: Mapping[TreePath, str] = field(default_factory=dict)
    marks: Mapping[TreePath, Mark] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[str, Tree]:
        """What stands under each key; nothing where the file is no mapping."""
        return self.data if isinstance(self.data, dict) else {}

    def layer_at(self, path: TreePath) -> str:
        """The layer that a part comes from."""
        around = (path[:end] for end in range(len(path), -1, -1))
        return next((self.layers[part] for part in around if part in self.layers), self.source.layer)

    def value(self, path: TreePath) -> Tree:
        """The value at a path that exists."""
        found = self.data
        for step in path:
            found = found[step]  # type: ignore[index]
        return found

    def at(self, path: TreePath) -> Span:
        """The place of a value, or of the closest thing around it that exists in the file."""
        while path:
            if path in self.values:
                return self.values[path][0]
            path = path[:-1]
        return Span(self.source.shown, 1, 1)

    def left_by(self, path: TreePath) -> Span:
        """Where something is missing: the change that has taken it out, or else the place of what lacks it."""
        mark = self.marks.get(path)
        return mark.span if mark and mark.operation == "remove" else self.key_at(path)

    def key_at(self, path: TreePath) -> Span:
        """The place of the key that a value stands under, or of the value itself."""
        return self.keys.get(path) or self.at(path)

    def within(self, path: TreePath, value: str, offset: int) -> Span:
        """The place of one character of a scalar.

        YAML may fold, quote or indent a scalar, but keeps the order of its visible characters: the third ``{`` of the
        value is the third ``{`` of the slice.
        """
        if path not in self.values or offset >= len(value):
            return self.at(path)
        span, start, end = self.values[path]
        char = value[offset]
        nth = value[: offset + 1].count(char)
        # The line of a block scalar's "|" or ">" holds none of its words.
        at = self.text.find("\n", start, end) if self.text[start : start + 1] in ("|", ">") else start - 1
        for _ in range(nth):
            at = self.text.find(char, at + 1, end)
            if at < 0:
                return span
        line_start = self.text.rfind("\n", 0, at) + 1
        return Span(span.file, span.line + self.text.count("\n", start, at), at - line_start + 1)


@dataclass(frozen=True)
class Sources:
    """Everything a build reads: definitions, catalogs, interface strings.

    Attributes:
        root: the folder; only ``publish`` and the cache look at it again.
        definitions: every YAML file of ``content/`` and ``kits/`` and ``partnership.yaml``.
        interface: ``templates/ui.yaml``.
        catalogs: PO files by language, each with its path relative to the root.
        unread: the paths of YAML files that could not be read; others may still refer to what they hold.
        logo: the file that the settings name as the logo.
        layer: the id of the layer that this is.
        bases: what diagnostics call the folders of the layers below.
        overlays: the YAML files of ``overlay/``, which change what the layers below hold.
    """

    root: Path
    definitions: tuple[SourceTree, ...]
    interface: SourceTree
    catalogs: Mapping[str, tuple[SourceFile, ...]]
    unread: tuple[str, ...] = ()
    logo: SourceFile | None = None
    layer: str = "core"
    overlays: tuple[SourceTree, ...] = ()
    bases: tuple[str, ...] = ()
