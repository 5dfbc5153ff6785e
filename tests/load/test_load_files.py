"""Reading a workspace: which files count, what YAML may say, and where each part of a file stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from partnerkit.load import MAX_BYTES, MAX_DEPTH, load, load_file
from partnerkit.model.policy import Policy
from partnerkit.model.sources import SourceTree
from partnerkit.validate import validate
from partnerkit.world import packaged_library

CASES = Path(__file__).resolve().parents[1] / "cases"
TEMPLATES = packaged_library() / "templates"

Workspace = Callable[[Mapping[str, str | bytes | None]], Path]


def tree_of(text: str | bytes, folder: Path) -> SourceTree:
    """A file that is sound, as it was read."""
    path = folder / "one.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = load_file(path, "one.yaml")
    assert result.diagnostics == ()
    assert result.value is not None
    return result.value


def codes_of(text: str | bytes, folder: Path) -> list[str]:
    """The codes of everything that is wrong with a file."""
    path = folder / "one.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [diagnostic.code for diagnostic in load_file(path, "one.yaml").diagnostics]


@pytest.mark.parametrize(
    "written",
    [
        "6020",
        "8:95",
        "505.08",
        "no",
        "4020 P4",
        "1e3",
        "007",
        "0x1F",
        "0o17",
        "1_000",
        "yes",
        "off",
        "12:30:45",
        ".5",
        "2027-09-15",
        "Null",
        "NULL",
        "NaN",
        ".inf",
        "=",
        "5145.6-E",
        "+1 555 010 0100",
    ],
)
def test_a_scalar_stays_as_its_author_wrote_it(written: str, tmp_path: Path):
    """YAML 1.1 would make a number, a truth or a time of these; a policy code is none of them."""
    assert tree_of(f"code: {written}\n", tmp_path).data == {"code": written}


@pytest.mark.parametrize("code", ["6020", "8:95", "505.08", "no", "4020 P4", "1e3"])
def test_a_policy_code_reaches_the_library_as_written(code: str, workspace: Workspace):
    policy = (CASES / "validate/unknown-status/content/policy/welcome.yaml").read_text(encoding="utf-8")
    sound = policy.replace("status: drafted", "status: draft").replace('code: "6020"', f"code: {code}")
    root = workspace({"content/policy/welcome.yaml": sound})
    checked = validate(load(root, TEMPLATES).value)
    assert checked.diagnostics == ()
    policy_read = checked.value.documents["welcome"]
    assert isinstance(policy_read, Policy)
    assert policy_read.code == code


@pytest.mark.parametrize("written", ["", "~", "null", "# only a comment"])
def test_nothing_is_written_as_nothing(written: str, tmp_path: Path):
    assert tree_of(f"title: {written}\n", tmp_path).data == {"title": None}


@pytest.mark.parametrize(("written", "words"), [('""', ""), ("''", ""), ("'~'", "~"), ('"null"', "null"), ('"1"', "1")])
def test_what_stands_in_quotes_is_text(written: str, words: str, tmp_path: Path):
    """Somebody who writes quotes means the words between them, even when there are none."""
    assert tree_of(f"title: {written}\n", tmp_path).data == {"title": words}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (">-\n  one\n  two\n\n  three\n", "one two\nthree"),
        ("|\n  one\n  two\n", "one\ntwo\n"),
        ("one\n  two\n", "one two"),
        ('"tab\\tquote\\" é \\u00e9"\n', 'tab\tquote" é é'),
        ("'it''s'\n", "it's"),
        ("مدرسة النور\n", "مدرسة النور"),
        ("🌱 seed\n", "🌱 seed"),
    ],
)
def test_blocks_and_quotes_are_read_as_yaml_says(written: str, words: str, tmp_path: Path):
    assert tree_of(f"text: {written}", tmp_path).data == {"text": words}


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path):
    text = "title: Welcome\nsummary: >-\n  One\n  two é.\nitems:\n  - {id: a, text: A}\n"
    plain = tree_of(text, tmp_path)
    windows = tree_of(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), tmp_path)
    assert windows.data == plain.data
    assert windows.keys == plain.keys
    assert windows.values == plain.values


def test_every_key_and_value_knows_its_place(tmp_path: Path):
    tree = tree_of("a: one\nb:\n  - x: two\n    y: [three, {z: four}]\n", tmp_path)
    places = {path: (span.line, span.column) for path, (span, _, _) in tree.values.items()}
    assert places[("a",)] == (1, 4)
    assert places[("b", 0, "x")] == (3, 8)
    assert places[("b", 0, "y", 0)] == (4, 9)
    assert places[("b", 0, "y", 1, "z")] == (4, 20)
    assert (tree.key_at(("b", 0, "y")).line, tree.key_at(("b", 0, "y")).column) == (4, 5)
    for path, (_, start, end) in tree.values.items():
        if path in {("a",), ("b", 0, "x")}:
            assert tree.text[start:end] in ("one", "two")


@pytest.mark.parametrize(
    ("text", "path", "value", "offset", "place"),
    [
        ("t: ab{c\n", ("t",), "ab{c", 2, (1, 6)),
        ("t: >-\n  a{b\n  c{d\n", ("t",), "a{b c{d", 5, (3, 4)),
        ("t: |\n  a\n  {b\n", ("t",), "a\n{b\n", 2, (3, 3)),
        ('t: "a\\"{b"\n', ("t",), 'a"{b', 2, (1, 8)),
        ("t: 'it''s {b'\n", ("t",), "it's {b", 5, (1, 11)),
        ("t: a\n  b\n  {c\n", ("t",), "a b {c", 4, (3, 3)),
        ("t: é🌱{c\n", ("t",), "é🌱{c", 2, (1, 6)),
        ("t: |-\n  a\n  b\n", ("t",), "a\nb", 1, (2, 4)),
    ],
)
def test_one_character_of_a_value_has_a_place(
    text: str, path: tuple[str], value: str, offset: int, place: tuple[int, int], tmp_path: Path
):
    """However YAML folds or quotes a text, a message about one character leads to that character."""
    tree = tree_of(text, tmp_path)
    assert tree.data == {"t": value}
    span = tree.within(path, value, offset)
    assert (span.line, span.column) == place


def nested(depth: int) -> str:
    return "a: " + "[" * depth + "]" * depth + "\n"


def test_the_bounds_are_met_exactly(tmp_path: Path):
    """A bound that is off by one refuses work that was fine yesterday."""
    assert codes_of(nested(MAX_DEPTH - 1), tmp_path) == []
    assert codes_of(nested(MAX_DEPTH), tmp_path) == ["too-deep"]
    assert codes_of(nested(100_000), tmp_path) == ["too-deep"]
    line = "a: 1\n# "
    assert codes_of(line + "x" * (MAX_BYTES - len(line)), tmp_path) == []
    assert codes_of(line + "x" * (MAX_BYTES - len(line) + 1), tmp_path) == ["too-large"]


def test_a_file_that_is_too_large_is_named_with_its_size(workspace: Workspace):
    root = workspace({"content/policy/huge.yaml": "# " + "x" * MAX_BYTES})
    (found,) = load(root, TEMPLATES).diagnostics
    assert str(found) == (
        "content/policy/huge.yaml:1:1: error [too-large] this file has 524,290 bytes; 524,288 is the most\n"
        "    Split it."
    )


def test_a_tag_runs_nothing(tmp_path: Path):
    """YAML's own tags can name any function; a definition is never code."""
    mark = tmp_path / "owned"
    assert codes_of(f'a: !!python/object/apply:os.system ["touch {mark}"]\n', tmp_path) == ["yaml-alias"]
    assert codes_of(f'? !!python/object/new:os.system ["touch {mark}"]\n: b\n', tmp_path) == ["yaml-alias"]
    assert not mark.exists()


def test_which_files_are_read(workspace: Workspace):
    """Both endings count, in every folder below; hidden files and files that are no YAML do not."""
    root = workspace(
        {
            "content/policy/a.yml": "kind: x\n",
            "content/deep/er/b.yaml": "kind: x\n",
            "kits/c.yaml": "kind: x\n",
            "content/.hidden.yaml": "kind: x\n",
            "content/notes.txt": "kind: x\n",
            "content/policy/a.yaml~": "kind: x\n",
            "elsewhere/d.yaml": "kind: x\n",
        }
    )
    names = [tree.source.path for tree in load(root, TEMPLATES).value.definitions]
    assert names == [
        "partnership.yaml",
        "content/deep/er/b.yaml",
        "content/policy/a.yml",
        "content/roles.yaml",
        "content/slots.yaml",
        "kits/c.yaml",
    ]


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A templates folder with one interface string and its Spanish translation."""
    folder = tmp_path / "templates"
    (folder / "locale" / "es").mkdir(parents=True)
    (folder / "ui.yaml").write_text("date: Date\n", encoding="utf-8")
    (folder / "locale" / "es" / "interface.po").write_text("", encoding="utf-8")
    return folder


def test_catalogs_belong_to_the_language_of_their_folder(workspace: Workspace, templates: Path):
    """The words of the interface come with the templates, and so do their translations."""
    root = workspace(
        {
            "content/locale/es/b.po": "",
            "content/locale/es/a.po": "",
            "content/locale/ar/a.po": "",
            "content/locale/x": "",
        }
    )
    catalogs = load(root, templates).value.catalogs
    assert {code: [file.path for file in files] for code, files in catalogs.items()} == {
        "ar": ["content/locale/ar/a.po"],
        "es": ["templates/locale/es/interface.po", "content/locale/es/a.po", "content/locale/es/b.po"],
    }


@pytest.mark.parametrize("place", ["content/locale/es", "templates/locale/es"])
def test_a_catalog_that_cannot_be_read_is_a_diagnostic(workspace: Workspace, templates: Path, place: str):
    """A link to a file that is gone is an everyday thing on a shared drive."""
    root = workspace({"content/locale/es/good.po": ""})
    folder = templates.parent if place.startswith("templates") else root
    (folder / place / "gone.po").symlink_to(root / "nowhere.po")
    result = load(root, templates)
    assert [(found.code, found.span.file) for found in result.diagnostics] == [("unreadable", f"{place}/gone.po")]
    assert [file.path for file in result.value.catalogs["es"]] == [
        "templates/locale/es/interface.po",
        "content/locale/es/good.po",
    ]


def test_templates_without_interface_strings_are_a_diagnostic(workspace: Workspace, tmp_path: Path):
    result = load(workspace({}), tmp_path / "no-templates")
    assert [(found.code, found.span.file) for found in result.diagnostics] == [("unreadable", "templates/ui.yaml")]
