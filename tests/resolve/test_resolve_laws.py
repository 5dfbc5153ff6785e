"""Laws of layers: nothing changes by itself, the last word counts, locks hold, and each part knows where it is from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerkit.diagnostics import Diagnostic, errors_in
from partnerkit.load import layers_of, load_layers
from partnerkit.model.overlay import fingerprint
from partnerkit.model.sources import Sources, SourceTree, Tree, TreePath
from partnerkit.resolve import resolve
from partnerkit.validate import read_overlays
from partnerkit.world import packaged_library

TEMPLATES = packaged_library() / "templates"
GUIDE: dict[str, Any] = {
    "kind": "guide",
    "id": "ours",
    "title": "Ours",
    "parts": [{"id": name, "heading": name.title(), "text": f"Words of {name}."} for name in ("one", "two", "three")],
}
LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"))
WORDS = st.text(LETTERS, min_size=1, max_size=30).filter(str.strip)
NAMES = st.sampled_from(["one", "two", "three"])
ENDS = st.sampled_from(["start", "end"])


def _added(name: str, words: str, after: str) -> dict[str, Any]:
    return {"at": "ours#parts", "add": {"id": name, "heading": "New", "text": words}, "after": after}


CHANGES = st.one_of(
    st.builds(lambda name, words: {"at": f"ours#parts[{name}].text", "replace": words}, NAMES, WORDS),
    st.builds(lambda name, words: {"at": f"ours#parts[{name}].note", "set": words}, NAMES, WORDS),
    st.builds(lambda name: {"at": f"ours#parts[{name}]", "remove": "true"}, NAMES),
    st.builds(lambda name, to: {"at": f"ours#parts[{name}]", "move": {"to": to}}, NAMES, ENDS),
    st.builds(_added, st.sampled_from(["four", "five"]), WORDS, NAMES),
)
OVERLAYS = st.lists(CHANGES, max_size=6)


def written(root: Path, layers: list[list[dict[str, Any]]], locks: list[str]) -> Path:
    """A library, a district with locks, and what builds on it; the folder of the last one."""
    files: dict[str, Any] = {
        "0/partnership.yaml": {"kind": "workspace", "id": "layer-0", "name": "Zero", "languages": ["en"]},
        "0/content/ours.yaml": GUIDE,
    }
    if locks:
        changes = [{"at": f"ours#parts[{name}]", "lock": "It is the law."} for name in locks]
        files["0/overlay/locks.yaml"] = {"kind": "overlay", "id": "locks", "changes": changes}
    for number, changes in enumerate(layers, start=1):
        name = {"kind": "workspace", "id": f"layer-{number}", "name": str(number), "languages": ["en"]}
        files[f"{number}/partnership.yaml"] = {**name, "extends": f"../{number - 1}"}
        if changes:
            files[f"{number}/overlay/changes.yaml"] = {"kind": "overlay", "id": "changes", "changes": changes}
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return root / str(len(layers))


def plain(text: str | bytes) -> Any:
    """YAML with all scalars as text, as definitions are read."""
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506  # it makes nothing but text, lists and mappings


def resolved(root: Path) -> tuple[Sources, list[Diagnostic]]:
    chain = layers_of(root, packaged_library(), root / ".partnerkit")
    layers = load_layers(chain.value, TEMPLATES)
    overlays = read_overlays(layers.value)
    assert not chain.diagnostics + layers.diagnostics + overlays.diagnostics
    result = resolve(layers.value, overlays.value)
    return result.value.sources, list(result.diagnostics)


def guide(sources: Sources) -> SourceTree:
    return next(tree for tree in sources.definitions if isinstance(tree.data, dict) and tree.data["id"] == "ours")


def parts(sources: Sources) -> dict[str, Any]:
    """The parts of the guide by their ids."""
    data: Any = guide(sources).data
    return {part["id"]: part for part in data["parts"]}


def places(value: Tree, path: TreePath = ()) -> Iterator[TreePath]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A new folder for each example."""
    return lambda: tmp_path_factory.mktemp("layers")


quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_layers_that_change_nothing_change_nothing(tmp_path: Path):
    sources, found = resolved(written(tmp_path, [[], [], []], []))
    assert guide(sources).data == guide(resolved(tmp_path / "0")[0]).data
    assert not found
    assert guide(sources).source.data == (tmp_path / "0/content/ours.yaml").read_bytes()


@quick
@given(changes=OVERLAYS, empty=st.integers(0, 2))
def test_it_does_not_matter_in_how_many_layers_nothing_happens(
    new: Callable[[], Path], changes: list[dict[str, Any]], empty: int
):
    around, _ = resolved(written(new(), [[]] * empty + [changes] + [[]], []))
    alone, _ = resolved(written(new(), [changes], []))
    assert guide(around).data == guide(alone).data


@quick
@given(first=OVERLAYS, second=OVERLAYS)
def test_two_layers_are_as_one_with_the_changes_of_both(new: Callable[[], Path], first: list[Any], second: list[Any]):
    two, _ = resolved(written(new(), [first, second], []))
    one, _ = resolved(written(new(), [first + second], []))
    assert guide(two).data == guide(one).data


@quick
@given(name=NAMES, words=st.lists(WORDS, min_size=2, max_size=4))
def test_the_last_word_counts(new: Callable[[], Path], name: str, words: list[str]):
    layers = [[{"at": f"ours#parts[{name}].text", "replace": said}] for said in words]
    sources, found = resolved(written(new(), layers, []))
    assert parts(sources)[name]["text"] == words[-1]
    assert not found


@quick
@given(changes=OVERLAYS, locks=st.lists(NAMES, min_size=1, unique=True))
def test_what_is_locked_stays(new: Callable[[], Path], changes: list[dict[str, Any]], locks: list[str]):
    sources, found = resolved(written(new(), [changes], locks))
    for name in locks:
        kept = {key: value for key, value in parts(sources)[name].items() if not key.startswith("locked")}
        assert kept == next(part for part in GUIDE["parts"] if part["id"] == name)
    touched = [one for one in changes for name in locks if f"[{name}]" in one["at"]]
    assert len([one for one in found if one.code == "locked"]) == len(touched)


@quick
@given(first=OVERLAYS, second=OVERLAYS)
def test_each_part_knows_the_layer_and_the_line_that_it_comes_from(
    new: Callable[[], Path], first: list[Any], second: list[Any]
):
    folder = new()
    sources, _ = resolved(written(folder, [first, second], []))
    tree = guide(sources)
    bases = {"layer-0": "../0/", "layer-1": "../1/", "layer-2": ""}
    for path in places(tree.data):
        span, start, end = tree.values[path]
        assert span.file.startswith(bases[tree.layer_at(path)])
        assert (folder / "2" / span.file).is_file()
        value: Any = tree.data
        for step in path:
            value = value[step]
        if isinstance(value, str):
            assert plain(tree.text[start:end]) == value


@quick
@given(changes=OVERLAYS)
def test_what_readers_take_away_is_what_the_layers_have_made(new: Callable[[], Path], changes: list[dict[str, Any]]):
    sources, _ = resolved(written(new(), [changes], []))
    tree = guide(sources)
    assert plain(tree.source.data) == tree.data


@quick
@given(name=NAMES, ours=WORDS, theirs=WORDS)
def test_a_change_that_meets_another_text_than_it_was_written_for_wins_and_says_so(
    new: Callable[[], Path], name: str, ours: str, theirs: str
):
    was = fingerprint(f"Words of {name}.")
    change = {"at": f"ours#parts[{name}].text", "replace": ours, "was": was}
    upstream = {"at": f"ours#parts[{name}].text", "replace": theirs}
    same, quiet = resolved(written(new(), [[change]], []))
    moved, found = resolved(written(new(), [[upstream], [change]], []))
    assert parts(same)[name]["text"] == parts(moved)[name]["text"] == ours
    assert not quiet
    assert [one.code for one in found] == ["changed-upstream"]
    assert not errors_in(found)
