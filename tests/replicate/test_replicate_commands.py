"""A school through a year, typed as a person would: explain, override, status, update, and decisions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

import tools
from partnerkit.cli import main
from partnerkit.model.overlay import fingerprint
from sharing import SCHOOL, write

GREET = "first-policy#statements[answer].text"
LISTEN = "first-policy#purpose"


@pytest.fixture
def place(tmp_path: Path, district: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A district and a school that builds on it and changes nothing yet."""
    assert district.is_dir()
    write(tmp_path / "school", {"partnership.yaml": SCHOOL})
    monkeypatch.chdir(tmp_path / "school")
    return tmp_path


def _run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result


def _upstream(place: Path, old: str, new: str) -> None:
    path = place / "district/content/policy/first-policy.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _overlay(place: Path) -> list[dict[str, str]]:
    return yaml.safe_load((place / "school/overlay/first-policy.yaml").read_text(encoding="utf-8"))["changes"]


def test_a_year(place: Path):
    assert "\n\n\n" not in _run("update", "--apply").output
    assert "as it was when you last looked" in _run("status").output
    said = _run("override", GREET, "--text", "We greet you at the gate.", "--why", "It is our gate.").output
    assert f"{Path('overlay/first-policy.yaml')}:4" in said
    explained = _run("explain", GREET).output
    assert explained.index("riverbend says it") < explained.index("maple changes it")
    assert "It is our gate." in explained
    assert "as it was when you last looked" in _run("status").output

    _upstream(place, "We answer every family", "We answer each family in person")
    _upstream(place, "says what comes first", "says what matters")
    told = _run("status").output
    assert "[-every-]{+each+} family{+ in person+}" in told
    assert LISTEN not in told
    shown = json.loads(_run("update", "--json", "--html", "plan.html", "--markdown", "plan.md").output)
    assert [row["path"] for row in shown["rows"]] == [GREET]
    assert "<ins>" in Path("plan.html").read_text(encoding="utf-8")
    assert GREET in Path("plan.md").read_text(encoding="utf-8")
    assert _overlay(place)[0]["replace"] == "We greet you at the gate."

    _run("update", "--resolve", GREET, "edit", "--text", "We greet each family in person at the gate.")
    assert _overlay(place)[0]["replace"] == "We greet each family in person at the gate."
    assert "as it was when you last looked" in _run("status").output
    assert "There was nothing to apply" in _run("update", "--apply").output
    _upstream(place, "We answer each family in person", "We wave")
    _run("update", "--resolve", GREET, "take")
    assert not (place / "school/overlay/first-policy.yaml").exists()
    kept = sorted((place / "school/.partnerkit/before").glob("*/overlay/first-policy.yaml"))
    assert "at the gate" in kept[-1].read_text(encoding="utf-8")


def test_an_override_begins_with_the_words_that_are_there(place: Path):
    _run("override", LISTEN)
    (change,) = _overlay(place)
    words = "This policy of {school.name} says what comes first."
    assert change == {"at": LISTEN, "replace": words, "was": fingerprint(words)}
    _run("override", "first-policy#statements[answer].heading", "--remove", "--why", "It goes without saying.")
    assert "remove" in _overlay(place)[1]
    said = _run("override", "first-policy#statements[answer]", "--remove", code=1).output
    assert "must have 1 or more items" in said


def _refused(words: list[str], code: int, message: str) -> None:
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert message in _run(*words, code=code).output
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("place")
def test_what_cannot_be_done_is_said_and_nothing_is_written():
    _refused(
        ["override", "first-policy#statements[anwser].text"], 1, "Did you mean 'first-policy#statements[answer].text'?"
    )
    _refused(["override", "first-polic#purpose"], 1, "Did you mean 'first-policy'?")
    _refused(["override", "first-policy#[["], 1, "is not an id path")
    _refused(["override", GREET, "--text", "Bad {slot"], 1, "unbalanced-braces")
    _refused(["override", GREET, "--text", "x", "--remove"], 2, "one of --text and --remove")
    _refused(["explain", "first-policy#statements[anwser]"], 2, "Did you mean 'first-policy#statements[answer]")
    _refused(["explain", "values.school.nam"], 2, "Did you mean 'values.school.name'?")
    _refused(["update", "--resolve", GREET, "keep"], 2, "is none of your changes")


def test_a_part_is_not_changed_twice(place: Path):
    _run("override", GREET)
    _refused(["override", GREET], 1, "changes it already, at overlay/first-policy.yaml:4:5")
    assert len(_overlay(place)) == 1


def test_a_lock_of_the_district_holds(place: Path):
    path = place / "district/overlay/locks.yaml"
    path.parent.mkdir()
    change = {"at": "first-policy#statements[answer]", "lock": "The law asks for it."}
    path.write_text(yaml.safe_dump({"kind": "overlay", "id": "locks", "changes": [change]}), encoding="utf-8")
    _refused(["override", GREET], 1, "The law asks for it.")


@pytest.mark.parametrize("text", ["{", '{"lock": 2, "layers": [], "documents": {}, "met": {}}', "[]"])
def test_a_lock_file_that_cannot_be_used_is_named(place: Path, text: str):
    (place / "school/partnership.lock").write_text(text, encoding="utf-8")
    _refused(["update"], 1, "bad-lock")


def test_a_workspace_goes_over_to_the_next_bundle_of_its_district(place: Path):
    """Nothing is switched before everything that would not build is decided."""
    _run("share", "--root", "../district", "--out", "riverbend-1.2.zip")
    _run("update", "--to", "riverbend-1.2.zip", "--apply")
    assert "extends: riverbend-1.2.zip   # we follow them" in Path("partnership.yaml").read_text(encoding="utf-8")
    _run("override", GREET, "--text", "At the gate.")
    _upstream(place, "  - id: answer\n    heading: An answer", "  - id: reply\n    heading: A reply")
    _run("share", "--root", "../district", "--out", "riverbend-1.3.zip")
    before = Path("partnership.yaml").read_bytes()
    assert "orphaned" in _run("update", "--to", "riverbend-1.3.zip").output
    assert "unknown-address" in _run("update", "--to", "riverbend-1.3.zip", "--apply", code=1).output
    assert Path("partnership.yaml").read_bytes() == before
    _run("check")
    _run("update", "--to", "riverbend-1.3.zip", "--resolve", GREET, "keep")
    assert "riverbend-1.3.zip" in Path("partnership.yaml").read_text(encoding="utf-8")
    _run("check")
    assert _overlay(place)[0]["add"] == {"id": "answer", "heading": "An answer", "text": "At the gate."}
    _refused(["update", "--to", "nowhere.zip"], 1, "bad-parent")


def test_items_get_ids_of_their_first_words_and_everything_else_stays(place: Path):
    """Whoever writes a document by hand need not think of ids."""
    path = place / "school/content/policy/own-policy.yaml"
    path.parent.mkdir(parents=True)
    text = tools.policy("own-policy").replace("  - id: answer\n    heading", "  # first\n  - heading")
    more = "  - heading: An answer   # again\n    text: Tea.\n  - {text: 'Sí, señora, y más cosas'}\n"
    path.write_text(text.replace("responsible:", more + "responsible:"), encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    assert "an-answer" in _run("fmt", "--check", code=1).output
    assert path.read_text(encoding="utf-8") == before
    _run("fmt")
    after = path.read_text(encoding="utf-8")
    names = [line.partition("id: ")[2].partition(",")[0].strip() for line in after.splitlines() if "id: " in line]
    assert names[2:] == ["an-answer", "an-answer-2", "si-senora-y-mas"]
    assert re.sub(r"id: (an-answer|an-answer-2|si-senora-y-mas)(\n    |, )", "", after) == before
    assert "has one" in _run("fmt").output
