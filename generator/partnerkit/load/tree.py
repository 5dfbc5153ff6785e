"""One YAML file as a tree whose every part knows its line and column.

YAML is composed into nodes, never constructed into objects, so no tag can run code; anchors are refused (they hide
where a text lives and can be blown up), sizes and depth are bounded, and scalars stay text until the schema of the kind
says what they are. That is why ``8:95`` stays a policy code and ``no`` a word.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.execute.memo import Memo
from partnerkit.load.formats import renewed
from partnerkit.model.sources import SourceFile, SourceTree, Tree, TreePath

MAX_BYTES = 512 * 1024
MAX_DEPTH = 24

_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})(?: |$)", re.MULTILINE)
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)


def load_file(path: Path, name: str, base: str = "", memo: Memo | None = None) -> Result[SourceTree | None]:
    """Read one YAML file of a layer.

    Args:
        path: the file.
        name: its path in the layer.
        base: what diagnostics call the layer.
        memo: holds what has been parsed of the same bytes, where it keeps the files of the workspace itself.
    """
    try:
        source = SourceFile(name, path.read_bytes(), base=base)
    except OSError as error:
        return Result(None, (unreadable(SourceFile(name, b"", base=base).shown, error),))
    if memo is None or not memo.own:
        return read_tree(source)
    return memo.once(("file", source), (), partial(read_tree, source))


def read_tree(source: SourceFile) -> Result[SourceTree | None]:
    """The tree of a YAML file whose bytes are there, in today's format."""
    written = as_written(source)
    if written.value is None:
        return written
    today = renewed(written.value)
    return Result(today.value, (*written.diagnostics, *today.diagnostics))


def as_written(source: SourceFile) -> Result[SourceTree | None]:
    """The tree of a YAML file in the format that it was written in."""
    data, shown = source.data, source.shown

    def refuse(code: str, message: str, hint: str, line: int = 1, column: int = 1) -> Result[SourceTree | None]:
        return Result(None, (Diagnostic(code, Span(shown, line, column), message, hint),))

    if len(data) > MAX_BYTES:
        return refuse("too-large", f"this file has {len(data):,} bytes; {MAX_BYTES:,} is the most", "Split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        hint = "Save it as UTF-8: in most editors this is under 'Save with encoding'."
        return refuse("not-utf-8", "this file is not UTF-8 text", hint, line, column)
    text = text.replace("\r\n", "\n")
    if problem := _not_for_yaml(text):
        code, what, hint, at = problem
        line = text.count("\n", 0, at) + 1
        return refuse(code, what, hint, line, at - text.rfind("\n", 0, at))
    try:
        _bound(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        code, what, hint = _syntax(error)
        return refuse(code, what, hint, *_place(error, text))
    except yaml.YAMLError as error:
        return refuse("yaml-syntax", str(error).splitlines()[0], "Remove the character that cannot be printed.")
    reader = _Reader(shown)
    tree = reader.read(node, ()) if node is not None else {}
    return Result(SourceTree(source, tree, text, reader.keys, reader.values), tuple(reader.diagnostics))


def _not_for_yaml(text: str) -> tuple[str, str, str, int] | None:
    """What YAML's own messages would not explain: code, what is wrong, what to do, and the offset; or None."""
    if found := _CONFLICT.search(text):
        hint = "Keep the lines you want and delete the lines of <<<<<<<, ======= and >>>>>>>."
        return "merge-conflict", "an unfinished merge left its markers here", hint, found.start()
    if found := _TAB_INDENT.search(text):
        hint = "Replace the tab by spaces; two for each level."
        return "tab", "a tab indents this line", hint, found.end() - 1
    if found := yaml.reader.Reader.NON_PRINTABLE.search(text):
        what = f"the character U+{ord(found.group()):04X} cannot be printed"
        return "yaml-syntax", what, "Delete it; it may have come along when you pasted.", found.start()
    return None


def _place(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int]:
    """Line and column of an error; libyaml ends a file with a line of its own, which is no line of the file."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return 1, 1
    last = text.count("\n") + text.count("\r") + 1
    return (mark.line + 1, mark.column + 1) if mark.line < last else (last, len(text) - text.rfind("\n"))


def _syntax(error: yaml.MarkedYAMLError) -> tuple[str, str, str]:
    """Code, what is wrong, and what to do."""
    what = error.problem or "this is not YAML"
    if isinstance(error, _Refused):
        return error.code, what, error.hint
    if "found another document" in what:
        hint = "Keep one definition in a file, and take out the line '---'."
        return "yaml-syntax", "a second document starts here", hint
    return "yaml-syntax", what, _syntax_hint(what)


def unreadable(name: str, error: OSError) -> Diagnostic:
    """That a file cannot be read."""
    what = f"this file cannot be read: {error.strerror}"
    return Diagnostic("unreadable", Span(name, 1, 1), what, "Check that it exists and is yours.")


class _Refused(yaml.MarkedYAMLError):
    """Well-formed YAML that a definition may not use."""

    def __init__(self, code: str, problem: str, hint: str, mark: Any) -> None:
        super().__init__(problem=problem, problem_mark=mark)
        self.code = code
        self.hint = hint


def _bound(text: str) -> None:
    """Refuse anchors, aliases, tags and deep nesting while they are still a stream of events."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            hint = "Write the text out where it is needed; each text has a place of its own."
            raise _Refused("yaml-alias", "anchors (&) and aliases (*) are not used here", hint, event.start_mark)
        if tag := getattr(event, "tag", None):
            short = tag.replace("tag:yaml.org,2002:", "!!")
            raise _Refused("yaml-alias", f"the tag {short} is not used here", "Remove it.", event.start_mark)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _Refused("too-deep", "this is nested too deeply", "Flatten it.", event.start_mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _syntax_hint(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "Put text that holds a colon in quotes, or under '>-' on the next line; or check the indentation here."
    if "could not find expected ':'" in problem:
        return "Check the line above: a key needs ': ' behind it, and its text the right indentation."
    if "expected <block end>" in problem or "did not find expected" in problem:
        return (
            "Check the indentation here and in the lines above: the same level has the same number of spaces. "
            "Text that starts with { or [, or holds quotes, stands best under '>-' on the next line."
        )
    if "cannot start any token" in problem:
        return "Put text that starts with this character in quotes."
    return "Check the quotes, colons and indentation here and in the line above."


class _Reader:
    """Turns composed nodes into plain data, and remembers where each part stood."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: dict[TreePath, Span] = {}
        self.values: dict[TreePath, tuple[Span, int, int]] = {}
        self.diagnostics: list[Diagnostic] = []

    def read(self, node: yaml.Node, path: TreePath) -> Tree:
        self.values[path] = (self.span(node), node.start_mark.index, node.end_mark.index)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        text = str(node.value)
        return None if not getattr(node, "style", None) and text in ("", "~", "null") else text

    def mapping(self, node: yaml.MappingNode, path: TreePath) -> Tree:
        data: dict[str, Tree] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.report("wrong-type", key_node, "a key must be a single word", "Write 'key: value'.")
                continue
            key = str(key_node.value)
            if key in data:
                first = self.keys[(*path, key)]
                hint = f"It is already given on line {first.line}; keep one of them."
                self.report("duplicate-key", key_node, f"the key '{key}' is given twice", hint)
                continue
            self.keys[(*path, key)] = self.span(key_node)
            data[key] = self.read(value_node, (*path, key))
        return data

    def span(self, node: yaml.Node) -> Span:
        return Span(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def report(self, code: str, node: yaml.Node, message: str, hint: str) -> None:
        self.diagnostics.append(Diagnostic(code, self.span(node), message, hint))
