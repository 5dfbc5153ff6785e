"""A new workspace: what somebody answers becomes a folder that the real reader finds nothing wrong with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result

import tools
from partnerkit import __version__
from partnerkit.cli import main
from partnerkit.cli import new as cli_new
from partnerkit.diagnostics import Diagnostic, Span
from partnerkit.execute.progress import Timeline
from partnerkit.load import load_file
from partnerkit.model.workspace import Workspace
from partnerkit.reading import Opened, open_library
from partnerkit.replicate.new import (
    KINDS,
    WORKSPACE,
    Parent,
    open_parent,
    refusal,
    settings_from,
    slots_to_ask,
    workspace_files,
    write_workspace,
)
from partnerkit.world import World, packaged_library

TEMPLATES = packaged_library() / "templates"
SLOTS = """\
kind: slots
id: slots
groups:
  - {id: school, title: Your school}
slots:
  - {id: school.name, type: name, label: school name, help: Its name., example: Maple School, group: school}
  - {id: district.name, type: name, label: district name, help: Its name., example: Riverbend, group: school}
  - {id: school.phone, type: phone, label: phone, help: The number., example: (555) 010-0100, group: school}
  - {id: reply.days, type: number, label: days, help: How many., example: '2', group: school}
  - {id: first.day, type: date, label: first day, help: When., example: '2027-08-30', group: school}
"""
CLAUSES = """\
  - id: ring
    text: We ring {school.phone} within {reply.days, plural, one {# day} other {# days}}.
    optional: true
    optional_note: "Keep this if you ring."
"""
HOSTILE = (
    'O\'Brien: "Nord" #1',
    "yes",
    "007",
    "- a: [b, {c}",
    "{{ 7 * 7 }}{% include 'x' %}",
    "{school.name}",
    "<script>alert(1)</script> & ![x](y)",
    "*anchor &anchor !!python/object:os",
    "École Žižka 学校 مدرسة 🏫",
    "$(rm -rf ~) `id` ; \\",
    "null",
    "x" * 120,
)


def district_in(folder: Path) -> Path:
    """A small library with blanks, an optional clause and two languages."""
    root = tools.small_library(folder, languages="[en, es]")
    (root / "content/slots.yaml").write_text(SLOTS, encoding="utf-8")
    policy = tools.policy("first-policy").replace("responsible:", f"{CLAUSES}responsible:")
    (root / "content/policy/first-policy.yaml").write_text(policy, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small district in it."""
    folder = tmp_path_factory.mktemp("replicate")
    district_in(folder / "riverbend")
    return folder


@pytest.fixture(scope="module")
def district(here: Path) -> Parent:
    """The small district, read once."""
    parent = open_parent("../riverbend", here / "new", Span(""))
    assert parent.value is not None, parent.diagnostics
    return parent.value


@pytest.fixture(scope="module")
def core(here: Path) -> Parent:
    """The library of this program, read once."""
    parent = open_parent("partnerkit", here / "new", Span(""))
    assert parent.value is not None, parent.diagnostics
    return parent.value


def opened(root: Path) -> Opened:
    """A workspace as the real reader takes it, which may find nothing wrong."""
    result = open_library(World.at(root), Timeline())
    assert [str(found) for found in result.diagnostics] == []
    assert result.value is not None
    return result.value


def made(kind: str, parent: Parent, target: Path, text: str | None = None) -> Path:
    """A workspace out of the text of a file with answers."""
    tree = None
    if text is not None:
        path = target.with_suffix(".answers.yaml")
        path.write_text(text, encoding="utf-8")
        tree = load_file(path, "values.yaml").value
    result = settings_from(KINDS[kind], tree, parent, target, target.parent)
    assert result.value is not None, [str(found) for found in result.diagnostics]
    files = workspace_files(KINDS[kind], result.value[0], parent, target, TEMPLATES, __version__)
    assert write_workspace({**files, **result.value[1]}, target, lambda _: ()) == ()
    return target


def problems(parent: Parent, tmp_path: Path, text: str, kind: str = "school") -> list[str]:
    """What is wrong with a file with answers."""
    path = tmp_path / "values.yaml"
    path.write_text(text, encoding="utf-8")
    read = load_file(path, "values.yaml")
    result = settings_from(KINDS[kind], read.value, parent, tmp_path / "new", tmp_path)
    assert result.value is None
    return [f"{found.span} {found.code} | {found.hint}" for found in sorted(set(result.diagnostics), key=str)]


def new(*args: str | Path, **options: str) -> Result:
    """The command, in this process."""
    return CliRunner().invoke(main, ["new", *map(str, args)], catch_exceptions=False, **options)  # type: ignore[arg-type]


def unanswered(text: str) -> str:
    """Settings with every choice made that is offered in a comment."""
    body = text[text.index("values:") - 2 :]
    body = re.sub(r"^( *)# (?=\S+: )(?!.*\.$)", r"\1", body, flags=re.MULTILINE)
    body = re.sub(r"^# (values|choices):$", r"\1:", body, flags=re.MULTILINE)
    return text[: text.index("values:") - 2] + body


# -- what is made ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_made_with_what_is_usual_has_nothing_wrong_with_it(kind: str, core: Parent, tmp_path: Path):
    root = made(kind, core, tmp_path / "maple-street")
    assert {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} == set(WORKSPACE)
    library = opened(root).library
    settings = library.workspace
    assert (settings.id, settings.name, settings.languages) == ("maple-street", "Maple Street", ("en", "es"))
    named = KINDS[kind].named
    assert settings.values == ({named: "Maple Street"} if named else {})
    assert settings.publish_at == core.library.workspace.publish_at
    assert len(library.documents) == len(core.library.documents)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_made_with_answers_says_them(kind: str, district: Parent, here: Path):
    text = (
        "id: ours\nname: Ours\nlanguages: [en]\npaper: a4\nvalues: {reply.days: 3}\n"
        "choices: {'first-policy#statements[ring]': false}\nbrand: {main: '#1d5a53', font: noto}\n"
    )
    settings = opened(made(kind, district, here / f"answered-{kind}", text)).library.workspace
    assert (settings.id, settings.name, settings.languages, settings.paper) == ("ours", "Ours", ("en",), "a4")
    assert settings.values["reply.days"] == "3"
    assert settings.choices == {"first-policy#statements[ring]": False}
    assert (settings.brand.main, settings.brand.font) == ("#1d5a53", "noto")


def test_the_command_itself_says_what_to_do_next_and_the_result_passes_a_strict_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: Path
):
    monkeypatch.chdir(tmp_path)
    done = new("school", "a/b/maple", "--extends", here / "riverbend")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "Made a/b/maple. What to do next:"
    assert len(done.stdout.splitlines()) == 4
    checked = CliRunner().invoke(main, ["check", "--strict", "--root", "a/b/maple"])
    assert (checked.exit_code, checked.output) == (0, "3 documents in 2 languages: nothing needs attention.\n")


@pytest.mark.slow
def test_what_builds_on_the_core_library_passes_a_strict_check(tmp_path: Path, run_cli: tools.Command):
    assert run_cli("new", "school", str(tmp_path / "maple")).code == 0
    done = run_cli("check", "--strict", "--root", str(tmp_path / "maple"))
    assert (done.code, done.err) == (0, "")


def test_two_runs_make_the_same_bytes(core: Parent, tmp_path: Path):
    one, other = tmp_path / "one" / "maple", tmp_path / "other" / "maple"
    for folder in (one, other):
        folder.parent.mkdir()
        made("district", core, folder)
    assert tools.contents(one) == tools.contents(other)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_only_ever_a_name(name: str, district: Parent, here: Path):
    target = here / f"hostile-{HOSTILE.index(name)}"
    root = made("school", district, target, yaml.safe_dump({"name": name, "values": {"district.name": name}}))
    settings = opened(root).library.workspace
    assert settings.name == name
    assert settings.values == {"school.name": name, "district.name": name}
    assert yaml.safe_load((root / "partnership.yaml").read_text(encoding="utf-8"))["name"] == name
    for made_file in (".github/workflows/publish.yml", ".gitlab-ci.yml"):
        assert yaml.safe_load((root / made_file).read_text(encoding="utf-8"))
    title = (root / "README.md").read_text(encoding="utf-8").splitlines()[0]
    assert re.sub(r"\\(.)", r"\1", title) == f"# The partnership documents of {name}"
    assert "<script" not in title.replace("\\<", "")


@pytest.mark.parametrize(
    ("folder", "name", "id_"),
    [
        ("maple-street", "Maple Street", "maple-street"),
        ("Žižkov 3", "Žižkov 3", "zizkov-3"),
        ("学校", "学校", "school"),
        ("__", "Our library", "our-library"),
        ("first-policy", "First Policy", "first-policy-school"),
        ("y" * 200, ("y" * 120).title(), "y" * 60),
    ],
)
def test_a_name_and_an_id_come_from_the_folder(folder: str, name: str, id_: str, district: Parent, here: Path):
    settings = opened(made("school", district, here / folder)).library.workspace
    assert (settings.name, settings.id) == (name, id_)


def test_every_choice_in_a_comment_can_be_made(core: Parent, tmp_path: Path):
    root = made("school", core, tmp_path / "maple")
    path = root / "partnership.yaml"
    path.write_text(unanswered(path.read_text(encoding="utf-8")), encoding="utf-8")
    library = opened(root).library
    assert set(library.workspace.values) == set(library.slots)
    assert len(library.workspace.choices) > 40


def test_a_district_leaves_to_its_schools_what_is_theirs(core: Parent, tmp_path: Path):
    text = (made("district", core, tmp_path / "riverbend") / "partnership.yaml").read_text(encoding="utf-8")
    assert "# district.phone:" in text
    assert "school.phone" not in text


def test_the_example_of_an_overlay_is_one(core: Parent, tmp_path: Path):
    root = made("school", core, tmp_path / "maple")
    text = (root / "overlay/README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (root / "overlay/ours.yaml").write_text(example, encoding="utf-8")
    changed = opened(root).library.documents["family-engagement-policy"]
    assert changed.statements[0].text.plain.startswith("We write here")  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
def test_the_commands_of_a_readme_exist_and_its_links_lead_somewhere(kind: str, core: Parent, tmp_path: Path):
    root = made(kind, core, tmp_path / "maple")
    for path in root.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        for line in re.findall(r"^\$ partnerkit (.+)$|`partnerkit ([^`<]+)`", text, re.MULTILINE):
            words = next(filter(None, line)).split()
            command: click.Command = main
            while isinstance(command, click.Group) and words:
                command = command.commands[words.pop(0)]
            known = {name for parameter in command.params for name in parameter.opts}
            assert {word for word in words if word.startswith("--")} <= known, line
        for link in re.findall(r"\]\(([^)]+)\)", text):
            assert (path.parent / link).exists(), (path, link)
        assert f"partnerkit=={__version__}" in text or path.parent != root


# -- publishing --------------------------------------------------------------------------------------------------------


def _uses(workflow: str) -> list[str]:
    jobs = yaml.safe_load(workflow)["jobs"]
    return [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]


def test_the_workflows_install_this_version_and_use_official_actions_only(core: Parent, tmp_path: Path):
    root = made("school", core, tmp_path / "maple")
    github = (root / ".github/workflows/publish.yml").read_text(encoding="utf-8")
    gitlab = (root / ".gitlab-ci.yml").read_text(encoding="utf-8")
    for text in (github, gitlab):
        assert f"pip install partnerkit=={__version__}\n" in text
        assert "partnerkit build" in text
        assert "PARENT_REPOSITORY" not in text
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", used) for used in _uses(github))
    assert "${{ steps.pages.outputs.base_url }}/" in github


@pytest.mark.parametrize(
    ("folder", "here_", "below", "script"),
    [
        ("maple", "maple", "riverbend", "partnerkit build --site public"),
        ("schools/o'k", "schools/o'k", "riverbend", "partnerkit build --site public"),
        ("riverbend/schools/oak", "schools/oak", None, "partnerkit build --root schools/oak --site public"),
    ],
)
def test_a_workflow_finds_the_library_below(folder: str, here_: str, below: str | None, script: str, tmp_path: Path):
    district_in(tmp_path / "riverbend")
    target = tmp_path / folder
    parent = open_parent(str(Path(*[".."] * len(Path(folder).parts)) / "riverbend"), target, Span("")).value
    assert parent is not None
    result = settings_from(KINDS["school"], None, parent, target)
    assert result.value is not None
    files = workspace_files(KINDS["school"], result.value[0], parent, target, TEMPLATES, "1.0")
    steps = yaml.safe_load(files[".github/workflows/publish.yml"])["jobs"]["build"]["steps"]
    paths = [step.get("with", {}).get("path") for step in steps if step.get("uses", "").startswith("actions/checkout")]
    assert paths == ([here_, below] if below else [None])
    assert next(step for step in steps if step.get("run") == "partnerkit build")["working-directory"] == here_
    lines = yaml.safe_load(files[".gitlab-ci.yml"])["pages"]["script"]
    assert lines[-1] == script
    assert any("git clone" in line for line in lines) == bool(below)


# -- refusals ----------------------------------------------------------------------------------------------------------


def test_all_that_is_wrong_with_the_answers_is_said_at_once_and_where(district: Parent, tmp_path: Path):
    text = (
        "id: Bad Id\n"
        "languages: [en, xx]\n"
        "colour: red\n"
        "values:\n"
        "  school.nam: Maple\n"
        "  reply.days: soon\n"
        "  first.day: [x]\n"
        "choices:\n"
        "  first-policy#statements[rin]: true\n"
        "brand: {main: '#ffff00', logo: nope.png}\n"
    )
    hints = "\n".join(problems(district, tmp_path, text))
    found = [line.split(" |")[0] for line in hints.splitlines()]
    assert sorted(found) == [
        "values.yaml:10:15 low-contrast",
        "values.yaml:10:32 bad-picture",
        "values.yaml:1:5 bad-value",
        "values.yaml:2:17 unknown-language",
        "values.yaml:3:1 unknown-key",
        "values.yaml:5:3 unknown-slot",
        "values.yaml:6:15 bad-value",
        "values.yaml:7:14 wrong-type",
        "values.yaml:9:3 unknown-reference",
    ]
    assert "Did you mean 'school.name'?" in hints
    assert "Did you mean 'first-policy#statements[ring]'?" in hints


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- a\n- b\n", ["values.yaml:1:1 wrong-type"]),
        ("kind: policy\n", ["values.yaml:1:7 bad-value"]),
        ("id: first-policy\n", ["values.yaml:1:5 duplicate-id"]),
        ("id: small-library\n", ["values.yaml:1:5 duplicate-id"]),
        ("languages: [es]\n", ["values.yaml:1:12 rule"]),
        ("name: ''\n", ["values.yaml:1:1 wrong-type"]),
        ("extends: [a]\n", ["values.yaml:1:10 wrong-type"]),
        ("values:\n", ["values.yaml:1:1 wrong-type"]),
        ('name: "a\\u202eb"\n', ["values.yaml:1:7 bad-prose"]),
        (f"name: {'x' * 121}\n", ["values.yaml:1:7 bad-value"]),
        ("brand: {logo: ../x.png}\n", ["values.yaml:1:15 bad-picture"]),
    ],
)
def test_an_answer_that_cannot_be_is_refused(text: str, found: list[str], district: Parent, tmp_path: Path):
    assert [line.split(" |")[0] for line in problems(district, tmp_path, text)] == found


def test_a_language_that_is_not_on_offer_is_taken_with_a_word_about_it(district: Parent, tmp_path: Path):
    path = tmp_path / "values.yaml"
    path.write_text("languages: [en, 'no']\n", encoding="utf-8")
    result = settings_from(KINDS["school"], load_file(path, "values.yaml").value, district, tmp_path / "new")
    assert result.value is not None
    assert result.value[0].languages == ("en", "no")
    assert [(str(one.span), one.code, one.severity) for one in result.diagnostics] == [
        ("values.yaml:1:17", "not-offered", "warning")
    ]


def test_a_logo_comes_along(district: Parent, here: Path, checkout: Path):
    logo = (checkout / "examples/pictures/readme.png").read_bytes()
    (here / "art").mkdir(exist_ok=True)
    (here / "art/our logo.PNG").write_bytes(logo)
    root = made("school", district, here / "with-logo", "brand: {logo: art/our logo.PNG}\n")
    assert opened(root).library.workspace.brand.logo == "brand/logo.png"
    assert (root / "brand/logo.png").read_bytes() == logo


@pytest.mark.parametrize("what", ["a full folder", "a file", "this folder"])
def test_nothing_that_exists_is_changed(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "maple"
    if what == "a full folder":
        target.mkdir()
        (target / ".hidden").write_text("mine", encoding="utf-8")
    elif what == "a file":
        target.write_text("mine", encoding="utf-8")
    before = tools.contents(tmp_path)
    done = new("school", "." if what == "this folder" else "maple")
    assert done.exit_code == 1
    assert "[not-ours]" in done.stderr
    assert tools.contents(tmp_path) == before


def test_an_empty_folder_may_be_filled(district: Parent, here: Path):
    (here / "empty").mkdir()
    assert refusal(here / "empty", "empty") is None
    assert opened(made("school", district, here / "empty")).library.workspace.id == "empty"


def test_what_is_not_there_cannot_be_built_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    done = new("school", "maple", "--extends", "nowhere")
    assert (done.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert "--extends: error [bad-parent] there is no library in 'nowhere'" in done.stderr
    (tmp_path / "values.yaml").write_text("name: Maple\nextends: ../nowhere\n", encoding="utf-8")
    done = new("school", "maple", "--values", "values.yaml", "--json")
    (found,) = json.loads(done.stdout)
    assert (done.exit_code, found["code"], found["file"], found["line"], found["column"]) == (
        1, "bad-parent", "values.yaml", 2, 10,
    )  # fmt: skip


def test_a_library_with_an_error_is_not_built_on_and_its_file_is_named(tmp_path: Path):
    root = district_in(tmp_path / "riverbend")
    (root / "content/policy/first-policy.yaml").write_text("kind: policy\n", encoding="utf-8")
    result = open_parent("../riverbend", tmp_path / "maple", Span(""))
    assert result.value is None
    assert {found.span.file for found in result.diagnostics} == {"../riverbend/content/policy/first-policy.yaml"}


# -- as a whole or not at all ------------------------------------------------------------------------------------------


def _refuses(_: Path) -> Iterable[Diagnostic]:
    return [Diagnostic("rule", Span("partnership.yaml"), "no")]


def _is_killed(_: Path) -> Iterable[Diagnostic]:
    raise KeyboardInterrupt


def test_what_fails_its_check_leaves_nothing(tmp_path: Path):
    assert len(write_workspace({"a/b": b"c"}, tmp_path / "x/y/maple", _refuses)) == 1
    assert list(tmp_path.iterdir()) == []


def test_what_is_interrupted_leaves_nothing(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    with pytest.raises(KeyboardInterrupt):
        write_workspace({"a": b"c"}, tmp_path / "mine/y/maple", _is_killed)
    assert tools.contents(tmp_path) == {}
    assert [path.name for path in tmp_path.rglob("*")] == ["mine"]


def test_the_check_sees_the_whole_workspace_beside_its_place(tmp_path: Path):
    seen: list[Path] = []

    def look(stage: Path) -> Iterable[Diagnostic]:
        seen.extend((stage.parent, *stage.rglob("*")))
        assert not (tmp_path / "maple").exists()
        return ()

    write_workspace({"a": b"c"}, tmp_path / "maple", look)
    assert seen[0] == tmp_path
    assert [path.name for path in seen[1:]] == ["a"]
    assert (tmp_path / "maple/a").read_bytes() == b"c"
    assert (tmp_path / "maple").stat().st_mode & 0o777 == 0o755


# -- questions ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Result, Workspace]]:
    """The command with somebody at the terminal, and the settings that come of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli_new, "on_a_terminal", lambda: True)

    def ask(kind: str, *said: str) -> tuple[Result, Workspace]:
        done = new(kind, "maple-street", input="".join(f"{line}\n" for line in said))
        assert done.exit_code == 0, done.output
        return done, opened(tmp_path / "maple-street").library.workspace

    return ask


def test_enter_takes_what_is_usual(asked: Callable[..., tuple[Result, Workspace]]):
    done, settings = asked("mentor", "", "", "")
    assert (settings.name, settings.languages, settings.extends) == ("Maple Street", ("en", "es"), "partnerkit")
    assert "What do you build on?" in done.stdout
    assert "Haitian Creole" in done.stdout


def test_answers_are_taken_and_wrong_ones_asked_for_again(asked: Callable[..., tuple[Result, Workspace]], here: Path):
    district = here / "riverbend"
    done, settings = asked(
        "school", "nowhere", str(district), "x" * 121, "Maple's", "Klingon", "spanish, ar", "", "soon", "3", "Nord", ""
    )
    assert settings.name == "Maple's"
    assert settings.languages == ("en", "es", "ar")
    assert settings.values == {"school.name": "Maple's", "reply.days": "3", "district.name": "Nord"}
    for words in ("there is no library in 'nowhere'", "'Klingon' is not a language", "'soon' is not a number"):
        assert words in done.output


def test_nothing_is_asked_where_nobody_can_answer(tmp_path: Path, here: Path, run_cli: tools.Command):
    done = run_cli("new", "school", str(tmp_path / "maple"), "--extends", str(here / "riverbend"))
    assert (done.code, done.err) == (0, "")
    assert "?" not in done.out


def test_whoever_stops_half_way_has_made_nothing(tmp_path: Path, here: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cli_new, "on_a_terminal", lambda: True)
    done = new("school", tmp_path / "maple", "--extends", here / "riverbend", input="Maple\n")
    assert done.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_what_most_documents_need_is_asked_first(core: Parent, district: Parent):
    assert [slot.id for slot in slots_to_ask(KINDS["school"], core.library)][:2] == ["school.phone", "liaison.phone"]
    assert "school.phone" not in {slot.id for slot in slots_to_ask(KINDS["district"], core.library)}
    assert slots_to_ask(KINDS["mentor"], core.library) == []
    assert "district.name" in {slot.id for slot in slots_to_ask(KINDS["school"], district.library)}


def test_a_school_is_told_which_kits_its_district_has_chosen(tmp_path: Path):
    district = district_in(tmp_path / "district")
    path = district / "partnership.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}kits: [small]\n", encoding="utf-8")
    words = ["new", "school", str(tmp_path / "school"), "--extends", str(district), "--no-input"]
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    written = (tmp_path / "school/partnership.yaml").read_text(encoding="utf-8")
    assert "Left out, it is what the library below offers (small);" in written
