"""Answers as a user takes them in: one file of figures, or every mistake with its place and no file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

import tools
from partnerkit.model.results import COLUMNS
from partnerkit.schema import record_schemas

SURVEY = """\
kind: survey
type: pulse
id: our-pulse
title: Our pulse
version: "1.0"
status: draft
owner: principal
audience: [families]
pillars: [mutual-respect]
adaptation: core
summary: Two questions for every family.
review: {every: P1Y, next: 2027-09-15}
change_log: [{id: first, version: "1.0", on: 2026-11-24, note: First published.}]
purpose: We want to know.
respondents: [principal]
anonymity: anonymous
introduction: Thank you.
minutes: 2
scales:
  - id: often
    labels:
      - {id: never, label: Never}
      - {id: rarely, label: Rarely}
      - {id: sometimes, label: Sometimes}
      - {id: often, label: Often}
      - {id: always, label: Always}
dimensions:
  - id: trust
    title: Trust
    questions:
      - {id: respect, stem: How often do we respect you?, type: scale, scale: often}
      - {id: openness, stem: How often can you speak openly?, type: scale, scale: often}
running: [{id: run, text: Run it.}]
results: [{id: tell, text: Tell it.}]
"""
OFF = """off_by_default: true
off_reason: It asks for much.
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library with two surveys, one of them off."""
    folder = tools.small_library(tmp_path_factory.mktemp("results") / "library")
    (folder / "content" / "survey").mkdir(parents=True)
    (folder / "content" / "survey" / "our-pulse.yaml").write_text(SURVEY, encoding="utf-8")
    off = SURVEY.replace("id: our-pulse", "id: off-pulse") + OFF
    (folder / "content" / "survey" / "off-pulse.yaml").write_text(off, encoding="utf-8")
    return folder


def answers(often: int, never: int) -> str:
    return "respect,openness,comment\n" + "often,always,=1+1\n" * often + "Never,rarely,Ann said so\n" * never


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_a_file_of_answers_becomes_figures(root: Path, tmp_path: Path, run_cli: tools.Command):
    (tmp_path / "answers.csv").write_text(answers(9, 6), encoding="utf-8")
    done = run_cli("results", "answers.csv", "--survey", "our-pulse", "--root", str(root), cwd=tmp_path)
    assert done.code == 0, done.err
    assert "Wrote our-pulse-results.csv: 15 people" in done.out
    assert "answers.csv:1:3: warning [left-out]" in done.err
    found = rows(tmp_path / "our-pulse-results.csv")
    assert tuple(found[0]) == COLUMNS
    assert [(row["measure"], row["item"], row["n"], row["percent"]) for row in found] == [
        ("responses", "", "15", ""),
        ("average", "", "15", "60"),
        ("section", "trust", "15", "60"),
        ("item", "respect", "15", "60"),
        ("item", "openness", "15", "60"),
    ]
    assert "Ann" not in (tmp_path / "our-pulse-results.csv").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "our-pulse-results.csv"]


def test_every_row_is_as_its_schema_says(root: Path, tmp_path: Path, run_cli: tools.Command):
    (tmp_path / "answers.csv").write_text(answers(9, 4), encoding="utf-8")
    run_cli("results", "answers.csv", "--survey", "our-pulse", "--by", "language", "--root", str(root), cwd=tmp_path)
    check = jsonschema.Draft202012Validator(json.loads(record_schemas()["survey-results"]))
    found = rows(tmp_path / "our-pulse-results.csv")
    assert len(found) > 5
    for row in found:
        numbers = {name: int(row[name]) if row[name] else None for name in ("n", "percent", "rounded_to")}
        check.validate({**row, **numbers})


def test_a_mistake_is_named_and_nothing_is_written(root: Path, tmp_path: Path, run_cli: tools.Command):
    (tmp_path / "answers.csv").write_text(answers(9, 6) + "perhaps,often,\n", encoding="utf-8")
    done = run_cli("results", "answers.csv", "--survey", "our-pulse", "--json", "--root", str(root), cwd=tmp_path)
    (error,) = [one for one in json.loads(done.out) if one["severity"] == "error"]
    assert done.code == 1
    assert (error["code"], error["file"], error["line"], error["column"]) == ("outside-scale", "answers.csv", 17, 1)
    assert not (tmp_path / "our-pulse-results.csv").exists()


def test_a_survey_that_is_off_needs_a_word(root: Path, tmp_path: Path, run_cli: tools.Command):
    (tmp_path / "answers.csv").write_text(answers(9, 6), encoding="utf-8")
    asked = ("results", "answers.csv", "--survey", "off-pulse", "--root", str(root))
    done = run_cli(*asked, cwd=tmp_path)
    assert done.code == 1
    assert "[survey-off]" in done.err
    assert run_cli(*asked, "--consented", cwd=tmp_path).code == 0


def test_results_that_differ_by_a_few_people_are_warned_of(root: Path, tmp_path: Path, run_cli: tools.Command):
    asked = ("results", "answers.csv", "--survey", "our-pulse", "--root", str(root))
    for often, warned in ((9, False), (11, True), (11, False), (30, False)):
        (tmp_path / "answers.csv").write_text(answers(often, 6), encoding="utf-8")
        done = run_cli(*asked, cwd=tmp_path)
        assert done.code == 0, done.err
        assert ("small-difference" in done.err) == warned


def test_answers_that_lie_in_the_workspace_are_warned_of(root: Path, tmp_path: Path, run_cli: tools.Command):
    lying = root / "answers.csv"
    lying.write_text(answers(9, 6), encoding="utf-8")
    done = run_cli("results", str(lying), "--survey", "our-pulse", "--root", str(root), cwd=tmp_path)
    lying.unlink()
    assert done.code == 0
    assert "[raw-answers]" in done.err


@pytest.mark.parametrize(
    "wrong",
    [
        ("answers.csv", "--survey", "first-policy"),
        ("answers.csv", "--survey", "our-puls"),
        ("answers.csv", "--survey", "our-pulse", "--by", "age"),
        ("answers.csv", "--survey", "our-pulse", "--out", "answers.csv"),
        ("none.csv", "--survey", "our-pulse"),
        ("--survey", "our-pulse"),
    ],
)
def test_wrong_use_is_two(wrong: tuple[str, ...], root: Path, tmp_path: Path, run_cli: tools.Command):
    (tmp_path / "answers.csv").write_text(answers(9, 6), encoding="utf-8")
    done = run_cli("results", *wrong, "--root", str(root), cwd=tmp_path)
    assert done.code == 2
    assert (tmp_path / "answers.csv").read_text(encoding="utf-8") == answers(9, 6)
