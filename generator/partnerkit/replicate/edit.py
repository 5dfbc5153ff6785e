"""Changes of single places in a YAML file that a person wrote: every other byte stays, with comments and layout.

A program that reads YAML and writes it again loses what was not data: comments, quotes, where lines break. Each part of
a ``SourceTree`` knows which slice of the file it spans, so only that slice is written anew.
"""

from __future__ import annotations

import codecs
import json
import re
import textwrap

import yaml

from partnerkit.model.sources import SourceTree, Tree, TreePath

_WIDTH = 110
_LINE = 80
"""Characters from which on a text has lines of its own."""


class NotEditableError(ValueError):
    """A file whose layout leaves no room for a change, such as a list in one line."""


class Edit:
    """A file that is being changed. Places are those of the file as it was read, whatever has been changed already.

    Raises:
        NotEditableError: when a list that is to be changed is written in brackets, in one line.
    """

    def __init__(self, tree: SourceTree) -> None:
        self.tree = tree
        self._splices: dict[tuple[int, int], str] = {}

    def put(self, path: TreePath, value: Tree) -> None:
        """Let another value stand in a place that exists, or under a new key of a mapping that exists."""
        if path not in self.tree.values:
            self._add_key(path, value)
            return
        _, start, end = self.tree.values[path]
        if self._has_a_line(path, value):
            new = _in_a_line(value)
            self._splices[start, end] = new if start < end else f" {new}"
            return
        # What has lines of its own begins anew below its key.
        key = self._key_start(path)
        new = _indented({str(path[-1]): value}, key - self._line_start(key))
        self._splices[key, self._end(path)] = new.strip()

    def lead(self, path: TreePath, key: str, value: str) -> None:
        """A new key at the beginning of a mapping."""
        _, start, _ = self.tree.values[path]
        new = f"{key}: {_in_a_line(value)}"
        if self._is_flow(path):
            self._splices[start + 1, start + 1] = f"{new}, "
        else:
            margin = " " * (start - self._line_start(start))
            self._splices[start, start] = f"{new}\n{margin}"

    def rename(self, path: TreePath, key: str, value: Tree) -> None:
        """Another key with another value in the place of one that exists."""
        self._splices[self._key_start(path), self._end(path)] = f"{key}: {_in_a_line(value)}"

    def drop(self, path: TreePath) -> None:
        """Take out an item of a list, or a key with its value, together with its lines."""
        if isinstance(path[-1], int):
            self._is_block(path[:-1])
            start = self._line_start(self._dash(path))
        else:
            start = self._line_start(self._key_start(path))
        self._splices[start, self._line_end(self._end(path))] = ""

    def append(self, path: TreePath, item: Tree) -> None:
        """Put an item at the end of a list that has some."""
        self._is_block(path)
        items = self.tree.value(path)
        self.follow((*path, len(items) - 1 if isinstance(items, list) else 0), item)

    def follow(self, path: TreePath, item: Tree) -> None:
        """Put an item behind another one; behind those that have been put there before it."""
        self._is_block(path[:-1])
        dash = self._dash(path)
        at = self._line_end(self._end(path))
        before = "" if self.tree.text[:at].endswith("\n") else "\n"
        self._splices[at, at] = self._splices.get((at, at), before) + _indented([item], dash - self._line_start(dash))

    def done(self) -> bytes:
        """The file with all changes; new lines end as the others do."""
        data = self.tree.source.data
        mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        raw = data.decode("utf-8-sig")
        end_of_line = "\r\n" if "\r\n" in raw else "\n"
        for (start, end), new in sorted(self._splices.items(), reverse=True):
            raw = raw[: _in_file(raw, start)] + new.replace("\n", end_of_line) + raw[_in_file(raw, end) :]
        return mark + raw.encode()

    # -- places --------------------------------------------------------------------------------------------------------

    def _add_key(self, path: TreePath, value: Tree) -> None:
        """A new key at the end of a mapping."""
        around = path[:-1]
        if self._is_flow(around):
            at = self._end(around) - 1
            before = self._splices.get((at, at), "")
            self._splices[at, at] = f"{before}, {path[-1]}: {_in_a_line(value)}"
            return
        keys = self.tree.value(around)
        start = self._key_start((*around, next(iter(keys)))) if isinstance(keys, dict) else 0
        at = self._line_end(self._end(around))
        before = "" if self.tree.text[:at].endswith("\n") else "\n"
        new = _indented({str(path[-1]): value}, start - self._line_start(start))
        self._splices[at, at] = self._splices.get((at, at), before) + new

    def _is_block(self, path: TreePath) -> None:
        if self._is_flow(path):
            raise NotEditableError(f"{self.tree.at(path)}: write each item of this list on a line of its own")

    def _is_flow(self, path: TreePath) -> bool:
        return self.tree.text[self.tree.values[path][1]] in "[{"

    def _within_flow(self, path: TreePath) -> bool:
        return any(self._is_flow(path[:end]) for end in range(len(path)))

    def _has_a_line(self, path: TreePath, value: Tree) -> bool:
        """Whether a new value must stand in one line, where there are brackets or a comment behind it, or may do so."""
        _, start, end = self.tree.values[path]
        old = self.tree.text[start:end]
        is_line = "\n" not in old and old[:1] not in ("|", ">", "[", "{")
        behind = self.tree.text[end : self._line_end(end)].strip()
        short = isinstance(value, str) and len(value) <= _LINE and "\n" not in value
        return self._within_flow(path) or (is_line and (short or bool(behind)))

    def _key_start(self, path: TreePath) -> int:
        """Where the key of a value begins."""
        span = self.tree.keys[path]
        lines = self.tree.text.split("\n")
        return sum(len(line) + 1 for line in lines[: span.line - 1]) + span.column - 1

    def _dash(self, path: TreePath) -> int:
        """Where the dash of an item stands."""
        line = self._line_start(self.tree.values[path][1])
        while not (found := self.tree.text[line:].lstrip(" ")).startswith("-"):
            line = self._line_start(line - 1)
        return len(self.tree.text) - len(found)

    def _end(self, path: TreePath) -> int:
        """Where the last word of a value ends; the slice of a block goes on to whatever follows it."""
        _, start, end = self.tree.values[path]
        value = self.tree.value(path)
        if isinstance(value, dict | list) and value and self.tree.text[start] not in "[{":
            inner = value if isinstance(value, dict) else range(len(value))
            return max(self._end((*path, step)) for step in inner)
        return start + len(self.tree.text[start:end].rstrip())

    def _line_start(self, at: int) -> int:
        return self.tree.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        found = self.tree.text.find("\n", at)
        return len(self.tree.text) if found < 0 else found + 1


def _in_file(raw: str, offset: int) -> int:
    """An offset of the text that was read, in the file as it is: reading has made each CR LF one character."""
    for found in re.finditer("\r\n", raw):
        if found.start() >= offset:
            break
        offset += 1
    return offset


def _indented(value: Tree, column: int) -> str:
    """A value as YAML that begins at a column."""
    return textwrap.indent(as_yaml(value, column), " " * column)


def as_yaml(value: Tree, column: int = 0) -> str:
    """A value as YAML, as the files of a library are written."""
    return str(yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH - column))


def _in_a_line(value: Tree) -> str:
    """A value as YAML in one line, also within brackets, where commas mean something."""
    if isinstance(value, str) and "\n" in value:
        return json.dumps(value, ensure_ascii=False)
    text = yaml.dump([value], allow_unicode=True, sort_keys=False, width=float("inf"), default_flow_style=True)
    return str(text)[1:].removesuffix("]\n")


class _Dumper(yaml.SafeDumper):
    """YAML as people write it: items stand further in than the key of their list."""

    def increase_indent(self, *, flow: bool = False, indentless: bool = False) -> None:  # type: ignore[override]
        """Begin a collection."""
        del indentless
        super().increase_indent(flow, indentless=False)


def _prose(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    """Text; what is longer than a line stands in lines of its own, without quotes."""
    style = ">" if len(text) > _LINE else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _prose)
