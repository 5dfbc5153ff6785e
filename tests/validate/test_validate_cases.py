"""Mistakes as authors make them: each case is a folder of plain files, and the words that it brings out.

``tests/cases/<stage>/<case>/`` holds the files in which a workspace differs from the minimal one, and ``expected.txt``,
what ``partnerkit check`` prints for it. An empty file called ``<name>.absent`` leaves one of the minimal files out.
``PARTNERKIT_UPDATE_CASES=1 pytest tests/validate`` writes ``expected.txt`` anew; its diff is for a person to read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from partnerkit.diagnostics import CODES, Diagnostic, in_order
from partnerkit.execute.progress import Timeline
from partnerkit.reading import read
from partnerkit.world import World

CASES = Path(__file__).resolve().parents[1] / "cases"
EXPECTED = "expected.txt"
FOLDERS = sorted(path.parent for path in CASES.glob(f"*/*/{EXPECTED}"))
UPDATE = os.environ.get("PARTNERKIT_UPDATE_CASES") == "1"

Workspace = Callable[[Mapping[str, str | bytes | None]], Path]

WITHOUT_A_CASE = {
    "too-large": "half a megabyte does not belong in the repository; test_load_files.py makes it",
    "bad-template": "templates are code; what an author writes is refused before it reaches one",
    "render-failed": "comes from the machine, or from a defect in the templates",
    "site-failed": "comes from the site engine",
    "not-ours": "is about the output folder, not about the workspace",
    "busy": "is about another process",
    "bad-reference": "is about a Word file, which is no plain file; test_cli_word.py makes one",
    "nothing-to-fill-in": "is about a wish of the command line, where its test is",
    "not-accessible": "no sound workspace makes a file that breaks a rule; test_pipeline_accessibility.py breaks one",
    **dict.fromkeys(
        ("newer-format", "bad-signature", "already-there"),
        "is about a bundle that somebody else has made; the tests of sharing bring it out",
    ),
    **dict.fromkeys(
        ("not-offered", "bad-lock", "not-editable"),
        "is about a command that writes into a workspace; the tests of new, update and override bring it out",
    ),
    **dict.fromkeys(
        ("bad-import", "other-document", "not-taken-over"),
        "is about a document that somebody takes in; the tests of importing bring it out",
    ),
    **dict.fromkeys(
        ("wrong-columns", "outside-scale", "counted-twice", "left-out", "not-anonymous", "raw-answers"),
        "is about files of answers, which lie outside; the tests of results bring it out",
    ),
    **dict.fromkeys(
        ("survey-off", "small-difference"),
        "is about what the command for answers is asked to do; its tests bring it out",
    ),
    **dict.fromkeys(
        ("bad-exchange", "other-language", "translation-conflict", "unnamed-review"),
        "is about a file that a translator sends back; the tests of exchange bring it out",
    ),
}
"""Codes that no workspace of plain files brings out, with the reason."""


def overlay(folder: Path) -> dict[str, bytes | None]:
    """The files of a case."""
    files: dict[str, bytes | None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name == EXPECTED:
            continue
        if path.suffix == ".absent":
            files[name.removesuffix(".absent")] = None
        else:
            files[name] = path.read_bytes()
    return files


def found_in(root: Path) -> list[Diagnostic]:
    """What ``partnerkit check`` finds."""
    return in_order(read(World.at(root), Timeline()).diagnostics)


def printed(diagnostics: list[Diagnostic], root: Path) -> str:
    """The words of ``partnerkit check``, without the place of a temporary folder."""
    return "".join(f"{diagnostic}\n" for diagnostic in diagnostics).replace(str(root), "WORKSPACE")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_case_says_what_is_wrong_where_and_what_to_do(folder: Path, workspace: Workspace):
    root = workspace(overlay(folder))
    found = found_in(root)
    text = printed(found, root)
    if UPDATE:
        (folder / EXPECTED).write_text(text, encoding="utf-8")
    assert text == (folder / EXPECTED).read_text(encoding="utf-8")
    for diagnostic in found:
        assert_place_exists(root, diagnostic)


def assert_place_exists(root: Path, diagnostic: Diagnostic) -> None:
    """A place past the end of a line or a file sends an author looking for nothing."""
    span = diagnostic.span
    path = root / span.file
    if path.is_file() and path.suffix != ".zip":  # a bundle has no lines
        lines = path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
        assert 1 <= span.line <= len(lines), str(diagnostic)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1, str(diagnostic)


def test_every_code_has_a_case_or_a_reason():
    """A code that nothing brings out is a code that nobody knows to work."""
    shown = "\n".join((folder / EXPECTED).read_text(encoding="utf-8") for folder in FOLDERS)
    without = {code for code in CODES if f"[{code}]" not in shown}
    assert without == set(WITHOUT_A_CASE)


def test_every_line_is_a_diagnostic_or_its_hint():
    """What an author quotes in a message may not break it into lines, nor reach the terminal as an order to it."""
    for folder in FOLDERS:
        for line in (folder / EXPECTED).read_text(encoding="utf-8").splitlines():
            assert line.isprintable()
            assert line.startswith("    ") or ": error [" in line or ": warning [" in line, f"{folder.name}: {line!r}"


def test_nothing_is_hidden_by_the_first_mistake(workspace: Workspace):
    """Several mistakes in several files, and in one file, come out in one run."""
    found = found_in(workspace(overlay(CASES / "validate" / "several-files-at-once")))
    per_file: dict[str, set[str]] = {}
    for diagnostic in found:
        per_file.setdefault(diagnostic.span.file, set()).add(diagnostic.code)
    assert len(per_file) == 5
    assert {"unknown-key", "bad-date", "unbalanced-braces", "missing-key"} <= per_file["content/policy/welcome.yaml"]
    assert {"bad-value", "bad-date"} <= per_file["content/vision/together.yaml"]
    assert per_file["content/charter/council.yaml"] == {"tab"}
    assert per_file["kits/start.yaml"] == {"unknown-reference"}
    assert per_file["partnership.yaml"] == {"unknown-language"}
