"""The command line as people and programs meet it: help, exit codes, JSON, and never a traceback."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

import partnerkit
import tools
from partnerkit import doctor
from partnerkit.cli import main

# -- help --------------------------------------------------------------------------------------------------------------


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


_ALL = dict(_commands(main))


@pytest.mark.parametrize("path", _ALL, ids=" ".join)
def test_the_help_of_every_command_shows_an_example_that_can_be_run(path: tuple[str, ...]):
    result = CliRunner().invoke(main, [*path, "--help"])
    assert result.exit_code == 0
    lines = [line.strip() for line in result.output.splitlines()]
    example = lines[lines.index("Example:") + 1]
    words = example.split()
    assert words[: len(path) + 1] == ["partnerkit", *path]
    known = {name for parameter in _ALL[path].params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known
    assert _ALL[path].help


@pytest.mark.parametrize("path", _ALL, ids=" ".join)
def test_every_option_says_what_it_is(path: tuple[str, ...]):
    for parameter in _ALL[path].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{' '.join(path)} {parameter.opts}"


def test_the_start_of_the_help_names_every_command_and_the_exit_codes(run_cli: tools.Command):
    done = run_cli("--help")
    assert done.code == 0
    for name in main.commands:
        assert re.search(rf"^  {name}\b", done.out, re.MULTILINE)
    assert "Exit codes:" in done.out
    assert run_cli("-h").out == done.out


def test_the_version_is_that_of_the_package(run_cli: tools.Command):
    assert partnerkit.__version__ in run_cli("--version").out


def test_the_public_interface_is_what_we_say_it_is():
    """Everything else may change from one version to the next."""
    assert partnerkit.__all__ == ["__version__"]
    assert {name for name in vars(partnerkit) if not name.startswith("_")} <= _MODULES | {"version"}


_MODULES = {path.stem for path in Path(partnerkit.__file__).parent.iterdir()}


# -- exit codes --------------------------------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A small library that has not been built."""
    return tools.small_library(tmp_path / "library")


def test_a_sound_library_is_0(library: Path, run_cli: tools.Command):
    done = run_cli("check", "--root", str(library))
    assert (done.code, done.err) == (0, "")
    assert "3 documents" in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["build", "--nonsense"],
        ["build", "--workers", "0"],
        ["build", "--workers", "many"],
        ["serve", "--port", "0"],
        ["schema", "--kind", "nonsense"],
        ["translate", "extract"],
        ["translate", "update", "--language", "nonsense-xx-1"],
        ["check", "--root", "{file}"],
        ["build", "--root", "{file}"],
        ["build", "--site", "{file}"],
        ["schema", "--out", "{file}"],
        ["serve", "--root", "{empty}"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_2_and_says_what_is_wrong(tmp_path: Path, run_cli: tools.Command, arguments: list[str]):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    done = run_cli(*(one.format(file=tmp_path / "file", empty=tmp_path / "empty") for one in arguments), cwd=tmp_path)
    assert done.code == 2, done.err
    assert "Error:" in done.err
    assert "Traceback" not in done.err


def test_a_port_that_another_program_has_is_named_before_anything_is_made(tmp_path: Path, run_cli: tools.Command):
    root = tools.small_library(tmp_path / "library")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run_cli("serve", "--root", str(root), "--port", str(taken.getsockname()[1]))
    assert done.code == 2, done.err
    assert "another program has port" in done.err
    assert not (root / ".partnerkit" / "served").exists()


_TROUBLES: dict[str, Callable[[Path], object]] = {
    "missing folder": lambda root: root.rename(root.with_name("elsewhere")),
    "bad YAML": lambda root: (root / "content/policy/first-policy.yaml").write_text("a: [", encoding="utf-8"),
    "bad settings": lambda root: (root / "partnership.yaml").write_text("- x\n", encoding="utf-8"),
    "empty settings": lambda root: (root / "partnership.yaml").write_bytes(b""),
    "dangling link": lambda root: (root / "content/policy/lost.yaml").symlink_to("nowhere.yaml"),
    "link to itself": lambda root: (root / "content/policy/loop.yaml").symlink_to("loop.yaml"),
    "settings that are a folder": lambda root: (
        (root / "partnership.yaml").unlink(),
        (root / "partnership.yaml").mkdir(),
    ),
    "catalog that is a folder": lambda root: (root / "content/locale/es/first-policy.po").mkdir(parents=True),
    "catalog in another encoding": lambda root: (
        (root / "content/locale/es").mkdir(parents=True),
        (root / "partnership.yaml").write_text(
            "kind: workspace\nid: small-library\nname: x\nlanguages: [en, es]\n", encoding="utf-8"
        ),
        (root / "content/locale/es/first-policy.po").write_bytes('msgid "a"\nmsgstr "ñ"\n'.encode("latin-1")),
    ),
    "template folder without templates": lambda root: (root / "templates/documents").mkdir(parents=True),
}


@pytest.mark.parametrize("trouble", _TROUBLES)
@pytest.mark.parametrize("command", ["check", "build"])
def test_trouble_in_a_workspace_is_1_with_a_reason_and_no_traceback(
    library: Path, run_cli: tools.Command, command: str, trouble: str
):
    _TROUBLES[trouble](library)
    done = run_cli(command, "--root", str(library))
    assert "Traceback" not in done.err + done.out
    assert done.code in (1, 2), done.out + done.err
    assert re.search(r"error", done.err, re.IGNORECASE)


def test_a_template_folder_for_a_reference_document_alone_leaves_our_templates(library: Path, run_cli: tools.Command):
    (library / "templates").mkdir()
    done = run_cli("check", "--root", str(library))
    assert done.code == 0, done.err


def test_the_lock_file_of_an_editor_is_not_a_definition(library: Path, run_cli: tools.Command):
    """Emacs marks a file that is being edited by a hidden link that leads nowhere."""
    (library / "content/policy/.#first-policy.yaml").symlink_to("somebody@machine.1234:5678")
    for command in ("check", "build"):
        done = run_cli(command, "--root", str(library))
        assert done.code == 0, done.err


def test_a_work_folder_that_is_a_file_is_reported(library: Path, run_cli: tools.Command):
    (library / ".partnerkit").write_text("x", encoding="utf-8")
    done = run_cli("build", "--root", str(library))
    assert done.code == 1
    assert "Traceback" not in done.err


def test_what_this_machine_lacks_is_3_and_comes_with_the_line_that_mends_it(
    library: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(doctor, "missing_libraries", lambda: ["libpango-1.0-0"])
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}" if name == "apt-get" else None)
    result = CliRunner().invoke(main, ["build", "--root", str(library)])
    assert result.exit_code == 3
    assert "sudo apt-get install -y libpango-1.0-0" in result.output
    assert not (library / "site").exists()
    result = CliRunner().invoke(main, ["build", "--json", "--root", str(library)])
    assert result.exit_code == 3
    assert json.loads(result.stdout)[0]["fix"].startswith("Run:")


# -- JSON --------------------------------------------------------------------------------------------------------------


def test_json_of_a_sound_library_is_an_empty_list(library: Path, run_cli: tools.Command):
    done = run_cli("check", "--json", "--root", str(library))
    assert done.code == 0
    assert json.loads(done.out) == []


def test_json_names_every_problem_with_its_place(library: Path, run_cli: tools.Command):
    (library / "content/policy/first-policy.yaml").write_text(tools.policy("first-policy") + "colour: red\n", "utf-8")
    (library / "content/policy/third-policy.yaml").write_text("kind: [", encoding="utf-8")
    done = run_cli("check", "--json", "--root", str(library))
    assert done.code == 1
    found = json.loads(done.out)
    assert {entry["file"] for entry in found} == {f"content/policy/{name}-policy.yaml" for name in ("first", "third")}
    for entry in found:
        assert entry.keys() == {"code", "severity", "file", "line", "column", "message", "hint"}
        assert entry["severity"] in ("error", "warning")
        assert entry["line"] >= 1
        assert entry["column"] >= 1
    (unknown,) = [entry for entry in found if entry["code"] == "unknown-key"]
    assert unknown["line"] == len(tools.policy("first-policy").splitlines()) + 1


def test_json_of_a_build_is_json_and_nothing_else(library: Path, run_cli: tools.Command):
    (library / "content/policy/third-policy.yaml").write_text("kind: [", encoding="utf-8")
    done = run_cli("build", "--json", "--root", str(library))
    assert done.code == 1
    assert [entry["code"] for entry in json.loads(done.out)] == ["yaml-syntax"]


def test_json_of_the_doctor(run_cli: tools.Command):
    done = run_cli("doctor", "--json")
    findings = json.loads(done.out)
    assert all(entry.keys() == {"what", "ok", "fix"} for entry in findings)
    assert done.code == (0 if all(entry["ok"] for entry in findings) else 3)


# -- strict ------------------------------------------------------------------------------------------------------------

_ORPHAN = """\
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgctxt "first-policy#nowhere"
msgid "This text is gone."
msgstr "Este texto ya no está."
"""


def test_strict_counts_warnings_as_errors(tmp_path: Path, run_cli: tools.Command):
    library = tools.small_library(tmp_path / "library", languages="[en, es]")
    catalog = library / "content/locale/es/first-policy.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_text(_ORPHAN, encoding="utf-8")
    plain = run_cli("check", "--root", str(library))
    assert plain.code == 0
    assert "warning [orphan-translation]" in plain.err
    strict = run_cli("check", "--strict", "--root", str(library))
    assert strict.code == 1
    assert "error [orphan-translation]" in strict.err
    (entry,) = json.loads(run_cli("check", "--strict", "--json", "--root", str(library)).out)
    assert entry["severity"] == "error"


# -- doctor ------------------------------------------------------------------------------------------------------------


def test_the_doctor_finds_this_machine_well(run_cli: tools.Command):
    done = run_cli("doctor")
    assert done.code == 0, done.out
    assert "MISS" not in done.out


@pytest.mark.parametrize(
    ("program", "line"),
    [
        ("apt-get", "sudo apt-get install -y libpangoft2-1.0-0"),
        ("dnf", "sudo dnf install"),
        ("brew", "brew install pango"),
    ],
)
def test_the_doctor_says_how_to_mend_what_is_missing(monkeypatch: pytest.MonkeyPatch, program: str, line: str):
    monkeypatch.setattr(doctor, "missing_libraries", lambda: ["libpangoft2-1.0-0"])
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}" if name == program else None)
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 3
    assert "MISS  System libraries for PDF are missing: libpangoft2-1.0-0." in result.output
    assert line in result.output


def test_the_doctor_knows_a_package_of_the_wrong_version(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "version", lambda name: "69.0" if name == "weasyprint" else doctor._PINNED[name])
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 3
    assert "MISS  weasyprint 69.0." in result.output
    assert "pip install weasyprint==70.0" in result.output


def test_what_the_doctor_asks_for_is_what_the_package_asks_for(checkout: Path):
    import tomllib

    wanted = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    pinned = dict(one.split("==") for one in wanted if "==" in one)
    assert {name: pinned[name] for name in doctor._PINNED} == doctor._PINNED


# -- schema ------------------------------------------------------------------------------------------------------------


def test_schemas_are_written_for_every_kind(tmp_path: Path, run_cli: tools.Command):
    done = run_cli("schema", "--out", str(tmp_path / "out"))
    assert done.code == 0, done.err
    kinds = {path.stem for path in (tmp_path / "out").glob("*.json")}
    assert kinds >= {
        "agreement",
        "charter",
        "kit",
        "page",
        "policy",
        "roles",
        "slots",
        "template",
        "vision",
        "workspace",
    }
    for kind in kinds:
        text = (tmp_path / "out" / f"{kind}.json").read_text(encoding="utf-8")
        assert json.loads(text)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert run_cli("schema", "--kind", kind).out == text


_ANNOTATIONS = {"$schema", "$defs", "title", "description", "default", "examples", "format", "discriminator"}


class _Validator:
    """The part of JSON Schema 2020-12 that our schemas use; an unknown keyword is an error, never ignored."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root

    def errors(self, schema: Any, value: Any, path: str = "") -> list[str]:
        if schema is True or schema == {}:
            return []
        found: list[str] = []
        for keyword, wanted in schema.items():
            if keyword not in _ANNOTATIONS:
                found += self._keyword(keyword, wanted, value, path, schema)
        return found

    def _keyword(self, keyword: str, wanted: Any, value: Any, path: str, schema: dict[str, Any]) -> list[str]:
        check = getattr(self, f"_{keyword.lstrip('$').lower()}", None)
        assert check is not None, f"the schema has a keyword that this test does not know: {keyword}"
        return check(wanted, value, path, schema) or []

    def _ref(self, wanted: str, value: Any, path: str, _: Any) -> list[str]:
        target = self.root
        for part in wanted.removeprefix("#/").split("/"):
            target = target[part]
        return self.errors(target, value, path)

    def _type(self, wanted: Any, value: Any, path: str, _: Any) -> list[str]:
        kinds = {
            "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "number": (int, float),
            "integer": int,
        }  # fmt: skip
        for name in [wanted] if isinstance(wanted, str) else wanted:
            if isinstance(value, kinds[name]) and (name in ("boolean",) or not isinstance(value, bool)):
                return []
        return [f"{path}: {value!r} is not a {wanted}"]

    def _properties(self, wanted: Any, value: Any, path: str, _: Any) -> list[str]:
        if not isinstance(value, dict):
            return []
        return [
            error
            for name, inner in wanted.items()
            if name in value
            for error in self.errors(inner, value[name], f"{path}/{name}")
        ]

    def _additionalproperties(self, wanted: Any, value: Any, path: str, schema: Any) -> list[str]:
        others = set(value) - set(schema.get("properties", {})) if isinstance(value, dict) else set()
        if wanted is False:
            return [f"{path}: unknown {sorted(others)}"] if others else []
        return [error for name in others for error in self.errors(wanted, value[name], f"{path}/{name}")]

    def _propertynames(self, wanted: Any, value: Any, path: str, _: Any) -> list[str]:
        return [error for name in value for error in self.errors(wanted, name, path)] if isinstance(value, dict) else []

    def _required(self, wanted: Any, value: Any, path: str, _: Any) -> list[str]:
        return [f"{path}: no {name}" for name in wanted if isinstance(value, dict) and name not in value]

    def _items(self, wanted: Any, value: Any, path: str, _: Any) -> list[str]:
        items = value if isinstance(value, list) else []
        return [error for index, item in enumerate(items) for error in self.errors(wanted, item, f"{path}/{index}")]

    def _anyof(self, wanted: Any, value: Any, path: str, _: Any) -> list[str]:
        tried = [self.errors(inner, value, path) for inner in wanted]
        return [] if any(not errors for errors in tried) else min(tried, key=len)

    def _oneof(self, wanted: Any, value: Any, path: str, _: Any) -> list[str]:
        tried = [self.errors(inner, value, path) for inner in wanted]
        right = sum(not errors for errors in tried)
        return [] if right == 1 else [f"{path}: fits {right} of {len(wanted)}", *min(tried, key=len)]

    def _enum(self, wanted: Any, value: Any, path: str, _: Any) -> list[str]:
        return [] if value in wanted else [f"{path}: {value!r} is not one of {wanted}"]

    def _const(self, wanted: Any, value: Any, path: str, _: Any) -> list[str]:
        return [] if value == wanted else [f"{path}: {value!r} is not {wanted!r}"]

    def _pattern(self, wanted: str, value: Any, path: str, _: Any) -> list[str]:
        fits = not isinstance(value, str) or re.search(wanted, value)
        return [] if fits else [f"{path}: {value!r} does not fit {wanted}"]

    def _size(self, smallest: Any, largest: Any, size: Any, path: str) -> list[str]:
        low, high = smallest is not None and size < smallest, largest is not None and size > largest
        return [f"{path}: {size} is out of bounds"] if low or high else []

    def _minlength(self, wanted: int, value: Any, path: str, _: Any) -> list[str]:
        return self._size(wanted, None, len(value), path) if isinstance(value, str) else []

    def _maxlength(self, wanted: int, value: Any, path: str, _: Any) -> list[str]:
        return self._size(None, wanted, len(value), path) if isinstance(value, str) else []

    def _minitems(self, wanted: int, value: Any, path: str, _: Any) -> list[str]:
        return self._size(wanted, None, len(value), path) if isinstance(value, list) else []

    def _maxitems(self, wanted: int, value: Any, path: str, _: Any) -> list[str]:
        return self._size(None, wanted, len(value), path) if isinstance(value, list) else []

    def _minimum(self, wanted: float, value: Any, path: str, _: Any) -> list[str]:
        return self._size(wanted, None, value, path) if isinstance(value, int | float) else []

    def _maximum(self, wanted: float, value: Any, path: str, _: Any) -> list[str]:
        return self._size(None, wanted, value, path) if isinstance(value, int | float) else []


class _EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as an editor reads it: a date is text, and only true and false are booleans."""


_EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _definitions(checkout: Path) -> list[Path]:
    return [*(checkout / "kits").glob("*.yaml"), *(checkout / "content").rglob("*.yaml")]


def test_schemas_accept_every_definition_of_the_library(checkout: Path):
    from partnerkit.schema import schemas

    known = {name: json.loads(text) for name, text in schemas().items()}
    files = [
        checkout / "partnership.yaml",
        *(checkout / "kits").glob("*.yaml"),
        *(checkout / "content").rglob("*.yaml"),
    ]
    assert len(files) > 20
    wrong = {}
    for path in files:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=_EditorLoader)  # noqa: S506  # a safe loader's child
        schema = known[value["kind"]]
        if errors := _Validator(schema).errors(schema, value):
            wrong[path.name] = errors[:5]
    assert wrong == {}


def test_schemas_refuse_what_the_program_refuses(checkout: Path):
    from partnerkit.schema import schemas

    schema = json.loads(schemas()["policy"])
    text = (checkout / "content/policy/mindful-check-in-policy.yaml").read_text(encoding="utf-8")
    value = yaml.load(text, Loader=_EditorLoader)  # noqa: S506  # a safe loader's child
    for change in (
        {"colour": "red"},
        {"status": "finished"},
        {"statements": []},
        {"title": None},
        {"audience": "families"},
    ):
        assert _Validator(schema).errors(schema, {**value, **change}), change
    del value["title"]
    assert _Validator(schema).errors(schema, value)


def test_every_definition_names_the_schema_of_its_kind(checkout: Path):
    """A comment makes an editor complete and check; it must lead to the file that 'schema' writes."""
    for path in _definitions(checkout):
        text = path.read_text(encoding="utf-8")
        (kind,) = re.findall(r"^kind: (\S+)$", text, re.MULTILINE)
        named = re.findall(r"^# yaml-language-server: \$schema=(\S+)$", text, re.MULTILINE)
        wanted = checkout / "schemas" / f"{kind}.json"
        assert [(path.parent / name).resolve() for name in named] == [wanted], path
