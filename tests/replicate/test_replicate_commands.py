"""A school through a year, typed as a person would: explain, override, status, update, and decisions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

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
