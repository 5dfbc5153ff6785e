"""No traceback, whatever a file holds: only diagnostics come out, and each names a line of the file."""

from __future__ import annotations

import json
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from partnerkit.compose import Composer
from partnerkit.diagnostics import Diagnostic, errors_in
from partnerkit.fill import Profile, fill
from partnerkit.load import load, load_file
from partnerkit.model.library import Library
from partnerkit.model.locales import language
from partnerkit.model.sources import Sources, SourceTree
from partnerkit.validate import validate
from partnerkit.world import packaged_library

ROOT = packaged_library()
NAME = "content/any/thing.yaml"
LAWS = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_LINE_END = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")


@cache
def shared() -> Sources:
    """The core library as it was read: slots, roles and interface strings to stand beside any file."""
    result = load(ROOT, ROOT / "templates")
    assert result.diagnostics == ()
    return result.value


def beside(tree: SourceTree | None) -> Sources:
    """One file with the slots and roles of the core library."""
    core = shared()
    vocabulary = tuple(t for t in core.definitions if Path(t.source.path).stem in ("slots", "roles"))
    return Sources(core.root, (*vocabulary, *([tree] if tree else [])), core.interface, {})


def examined(data: bytes) -> tuple[list[Diagnostic], Library]:
    """Everything that load and validate say about a file with these bytes."""
    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        file.write(data)
        file.flush()
        loaded = load_file(Path(file.name), NAME)
    checked = validate(beside(loaded.value))
    return [*loaded.diagnostics, *checked.diagnostics], checked.value


def assert_only_diagnostics(data: bytes) -> None:
    """The law: diagnostics with places that exist; and what has none can be composed and filled."""
    found, library = examined(data)
    lines = len(_LINE_END.split(data.decode("utf-8", "replace")))
    for diagnostic in found:
        assert diagnostic.span.file == NAME, str(diagnostic)
        assert 1 <= diagnostic.span.line <= lines, str(diagnostic)
        assert diagnostic.span.column >= 1, str(diagnostic)
        assert diagnostic.message
        assert all(char.isprintable() or char == "\n" for char in str(diagnostic)), repr(str(diagnostic))
    if not errors_in(found):
        composer = Composer(library, language("en"), ROOT / "templates")
        profile = Profile(library.workspace.values, library.workspace.choices, library.slots)
        for definition in library.documents.values():
            composed = composer.compose(definition)
            if composed.value is not None:
                fill(composed.value, profile)


DEFINITIONS = sorted(path for path in (ROOT / "content").rglob("*.yaml"))
DEFINITIONS += sorted((ROOT / "kits").glob("*.yaml"))

NASTY = st.sampled_from(
    [
        "{",
        "}",
        "'",
        '"',
        "\\",
        ": ",
        "- ",
        "#",
        "&a",
        "*a",
        "!!str ",
        "|",
        ">",
        "[",
        "]",
        ",",
        "\t",
        "\n",
        "\r",
        "\x00",
        "\x07",
        "\x85",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\ud7ff",
        "\ue000",
        "🌱",
        "é",
        "  ",
        "---\n",
        "...\n",
        "%YAML 9\n",
        "? ",
        "<<: ",
        "{x, plural, one {#}",
        "](doc:",
        "](javascript:",
        "<b>",
        "&amp;",
        "~",
        "null",
        "1e999",
        "2027-13-01",
    ]
)


@LAWS
@given(st.binary(max_size=400))
@example(b"")
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"a:\rb:\r  - \tc\r")
@example(b"kind: policy\n\x00")
@example(b"? {a: b}\n: c\n")
def test_random_bytes(data: bytes):
    assert_only_diagnostics(data)


@LAWS
@given(st.lists(st.one_of(NASTY, st.text(max_size=8), st.sampled_from(["kind: policy\n", "id: thing\n"])), max_size=30))
def test_random_words_of_yaml(parts: list[str]):
    assert_only_diagnostics("".join(parts).encode("utf-8", "surrogatepass"))


WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "1", "-1", "1e400", "NaN", "true", "2027-09-15", "{school.name}", "{", "doc", "P1Y", "1/0"]),
)
ANYTHING = st.recursive(
    st.one_of(st.none(), WORDS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(["id", "type", "kind", "text", "var", "eq", "not"]), WORDS), inner),
    ),
    max_leaves=12,
)


def written(tree: Any) -> bytes:
    """A tree as YAML: JSON is YAML, and an empty value is written as ``null``."""
    return json.dumps(tree, ensure_ascii=True, indent=1).encode()


@LAWS
@given(
    st.sampled_from(["policy", "vision", "charter", "agreement", "template", "kit", "page", "slots", "roles", "x"]),
    st.data(),
)
def test_random_structures_of_every_kind(kind: str, data: st.DataObject):
    tree = data.draw(st.dictionaries(st.text(max_size=8), ANYTHING, max_size=6))
    assert_only_diagnostics(written({"kind": kind, "id": "thing", **tree}))
    assert_only_diagnostics(written({"kind": "workspace", "id": "thing", "languages": data.draw(ANYTHING), **tree}))


def places(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a tree."""
    found = [path] if path else []
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, inner in items:
        found += places(inner, (*path, step))
    return found


def changed(tree: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """A copy of a tree with another value at one place."""
    if not path:
        return value
    if isinstance(tree, dict):
        return {key: changed(inner, path[1:], value) if key == path[0] else inner for key, inner in tree.items()}
    return [changed(inner, path[1:], value) if index == path[0] else inner for index, inner in enumerate(tree)]


@LAWS
@given(st.sampled_from(DEFINITIONS), st.data())
def test_real_definitions_with_one_value_exchanged(path: Path, data: st.DataObject):
    """The structure around stays sound, so that the strange value gets as far as it can."""
    result = load_file(path, NAME)
    assert result.value is not None
    tree = result.value.data
    place = data.draw(st.sampled_from(places(tree)))
    assert_only_diagnostics(written(changed(tree, place, data.draw(ANYTHING))))


@LAWS
@given(
    st.sampled_from(DEFINITIONS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), NASTY), min_size=1, max_size=3),
)
def test_real_files_with_a_slip_of_the_hand(path: Path, slips: list[tuple[float, int, str]]):
    """A few characters lost and others typed, anywhere in a real file."""
    text = path.read_text(encoding="utf-8")
    for share, length, typed in slips:
        at = int(share * len(text))
        text = text[:at] + typed + text[at + length :]
    assert_only_diagnostics(text.encode("utf-8", "surrogatepass"))


@LAWS
@given(
    st.sampled_from(DEFINITIONS),
    st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from(["drop", "twice", "in", "out", "swap"])), min_size=1, max_size=3
    ),
)
def test_real_files_with_lines_moved(path: Path, moves: list[tuple[int, str]]):
    """Lines dropped, doubled, indented, outdented and swapped: what happens when a file is edited in a hurry."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, move in moves:
        at = number % (len(lines) - 1)
        line = lines[at]
        lines[at : at + 1] = {
            "drop": [],
            "twice": [line, line],
            "in": ["  " + line],
            "out": [line.removeprefix("  ")],
            "swap": [lines[at + 1], line],
        }[move]
    assert_only_diagnostics("\n".join(lines).encode())
