"""One document as a workbook, without a site."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import tools

_LOG = """\
kind: template
id: promises
type: form
title: Promises
version: "1.0"
status: draft
owner: principal
audience: [families]
pillars: [mutual-respect]
adaptation: local
summary: A list of promises.
review: {every: P1Y, next: 2027-09-15}
change_log:
  - {id: first, version: "1.0", on: 2026-11-22, note: First published.}
purpose: To keep promises.
sections:
  - id: list
    heading: The list
    fields:
      - id: promises
        type: table
        label: Promises
        columns: [{id: what, label: What we promised}, {id: due, label: By when, type: date}]
        empty_rows: 8
log: {tables: [promises]}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library in English and Spanish, with a log that a school has written itself."""
    folder = tools.small_library(tmp_path_factory.mktemp("sheet") / "library", languages="[en, es]")
    (folder / "content/template").mkdir()
    (folder / "content/template/promises.yaml").write_text(_LOG, encoding="utf-8")
    return folder


def test_a_log_of_a_school_becomes_a_workbook(root: Path, tmp_path: Path, run_cli: tools.Command):
    done = run_cli("sheet", "promises", "--root", str(root), cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "Wrote promises-en.xlsx." in done.out
    file = openpyxl.load_workbook(tmp_path / "promises-en.xlsx")
    assert file.sheetnames == ["How to use it", "At a glance", "Promises"]
    assert [cell.value for cell in file["Promises"][4]][:3] == ["No.", "What we promised", "By when"]
    assert not (root / ".partnerkit").exists()


def test_the_language_and_the_name_of_the_file_can_be_chosen(root: Path, tmp_path: Path, run_cli: tools.Command):
    done = run_cli("sheet", "promises", "--language", "es", "--out", "new/one.xlsx", "--root", str(root), cwd=tmp_path)
    assert done.code == 0, done.err
    assert openpyxl.load_workbook(tmp_path / "new/one.xlsx").properties.language == "es-US"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["promise"], "Did you mean 'promises'?"),
        (["first-policy"], "nothing in 'first-policy' is added up or kept as a log"),
        (["promises", "--out", "."], "is a directory"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_made_is_said(root: Path, run_cli: tools.Command, arguments: list[str], words: str):
    done = run_cli("sheet", *arguments, "--root", str(root))
    assert done.code == 2
    assert words in done.err
