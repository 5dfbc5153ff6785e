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
    """A file that was read: its path relative to the workspace, its bytes, and the layer that it belongs to."""

    path: str
    data: bytes
    layer: str = "core"


@dataclass(frozen=True)
class SourceTree:
    """One YAML file as plain data, with the place of every key and value.

    Attributes:
        source: the file itself.
        data: nested dicts, lists and strings; None for an empty value.
        text: the decoded file.
        keys: the place of each key, by the path that leads to its value.
        values: the place of each value, by path, and the slice of ``text`` that it spans.
    """

    source: SourceFile
    data: Tree
    text: str = ""
    keys: Mapping[TreePath, Span] = field(default_factory=dict)
    values: Mapping[TreePath, tuple[Span, int, int]] = field(default_factory=dict)

    def at(self, path: TreePath) -> Span:
        """The place of a value, or of the closest thing around it that exists in the file."""
        while path:
            if path in self.values:
                return self.values[path][0]
            path = path[:-1]
        return Span(self.source.path, 1, 1)

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
        return Span(span.file, self.text.count("\n", 0, at) + 1, at - line_start + 1)


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
    """

    root: Path
    definitions: tuple[SourceTree, ...]
    interface: SourceTree
    catalogs: Mapping[str, tuple[SourceFile, ...]]
    unread: tuple[str, ...] = ()
    logo: SourceFile | None = None
