"""``partnerkit translate export`` and ``import`` as people meet them: files, messages, exit codes, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polib
import pytest

import tools

TITLE = "first-policy#title"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A small library in two languages, with the catalog of one document."""
    root = tools.small_library(tmp_path / "library", languages="[en, es]")
    folder = root / "content/locale/es"
    folder.mkdir(parents=True)
    (folder / "first-policy.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        f'msgctxt "{TITLE}"\nmsgid "First policy"\nmsgstr "Primera política"\n',
        encoding="utf-8",
    )
    return root


@pytest.fixture
def translate(library: Path, run_cli: tools.Command) -> Callable[..., tools.Ran]:
    """The two commands, in Spanish and beside the library."""

    def run(command: str, *args: str) -> tools.Ran:
        done = run_cli("translate", command, "--language", "es", "--root", "library", *args, cwd=library.parent)
        assert "Traceback" not in done.err + done.out
        return done

    return run


def fill(path: Path, key: str, words: object, state: str = "") -> None:
    """Write a translation into a workbook, as a translator does."""
    book = openpyxl.load_workbook(path)
    (row,) = [cells for sheet in book.worksheets for cells in sheet.iter_rows(min_row=2) if cells[-3:][0].value == key]
    row[2].value = words
    row[3].value = state or row[3].value
    book.save(path)


def entry(path: Path, key: str) -> polib.POEntry:
    """The entry of a text."""
    (found,) = [one for one in polib.pofile(str(path)) if one.msgctxt == key]
    return found


def test_a_workbook_goes_out_and_comes_back(library: Path, translate: Callable[..., tools.Ran]):
    out = library.parent / "es.xlsx"
    done = translate("export", "--out", "es.xlsx")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Wrote es.xlsx: ")
    before = tools.contents(library)
    done = translate("import", "es.xlsx")
    assert (done.code, done.out, done.err) == (0, "0 translations taken.\n", "")
    assert tools.contents(library) == before
    fill(out, "first-policy#summary", "Primero lo primero.", "Reviewed")
    fill(out, "second-policy#title", "Segunda política")
    done = translate("import", "es.xlsx", "--reviewed-by", "cultural liaison")
    assert done.code == 0, done.err
    assert done.out.splitlines() == [
        "library/content/locale/es/first-policy.po",
        "library/content/locale/es/second-policy.po",
        "2 translations taken.",
    ]
    made = entry(library / "content/locale/es/first-policy.po", "first-policy#summary")
    assert (made.msgstr, made.tcomment) == ("Primero lo primero.", "reviewed: cultural liaison")
    assert entry(library / "content/locale/es/first-policy.po", TITLE).msgstr == "Primera política"
    assert entry(library / "content/locale/es/second-policy.po", "second-policy#title").msgstr == "Segunda política"


def test_xliff_goes_out_as_a_folder_and_comes_back_as_one(library: Path, translate: Callable[..., tools.Ran]):
    done = translate("export", "--format", "xliff", "--out", "out")
    assert done.code == 0, done.err
    names = {path.name for path in (library.parent / "out").iterdir()}
    assert names >= {"first-policy.es.xlf", "slots.es.xlf", "small.es.xlf"}
    path = library.parent / "out/first-policy.es.xlf"
    path.write_text(path.read_text(encoding="utf-8").replace("Primera política", "La primera"), encoding="utf-8")
    done = translate("import", "out")
    assert done.code == 0, done.err
    assert done.out.endswith("1 translation taken.\n")
    assert entry(library / "content/locale/es/first-policy.po", TITLE).msgstr == "La primera"


@pytest.mark.parametrize(
    ("arguments", "file", "sheets"),
    [
        (["--out", "a.xlsx"], "a.xlsx", None),
        (["--out", "folder"], "folder/es.xlsx", None),
        (["--document", "first-policy", "--out", "folder"], "folder/first-policy.es.xlsx", ["first-policy"]),
        (["--document", "first-policy", "--out", "one.xlf", "--format", "xliff"], "one.xlf", None),
        (["--document", "first-policy", "--document", "small", "--out", "a.xlsx"], "a.xlsx", ["first-policy", "small"]),
    ],
)
def test_a_file_is_named_as_asked_or_after_what_is_in_it(
    library: Path, translate: Callable[..., tools.Ran], arguments: list[str], file: str, sheets: list[str] | None
):
    done = translate("export", *arguments)
    assert done.code == 0, done.err
    assert (library.parent / file).is_file()
    if sheets:
        assert openpyxl.load_workbook(library.parent / file).sheetnames == [*sheets, "partnerkit"]


def test_only_what_is_missing_goes_out_and_nothing_where_nothing_is(library: Path, translate: Callable[..., tools.Ran]):
    translate("export", "--missing", "--document", "first-policy", "--out", "es.xlsx")
    book = openpyxl.load_workbook(library.parent / "es.xlsx")
    keys = [cell.value for cell in book["first-policy"]["F"][1:]]
    assert "first-policy#summary" in keys
    assert TITLE not in keys
    for key in keys:
        fill(library.parent / "es.xlsx", key, "x {school.name}" if key == "first-policy#purpose" else "x")
    assert translate("import", "es.xlsx").code == 0
    done = translate("export", "--missing", "--document", "first-policy", "--out", "again.xlsx")
    assert (done.code, done.out) == (0, "Nothing is missing: every text is translated, and none is behind.\n")
    assert not (library.parent / "again.xlsx").exists()


def test_the_words_of_somebody_elses_templates_are_not_handed_out(library: Path, translate: Callable[..., tools.Ran]):
    """Their translations would have to be written into the package."""
    translate("export", "--out", "es.xlsx")
    assert "interface" not in openpyxl.load_workbook(library.parent / "es.xlsx").sheetnames


@pytest.mark.parametrize(
    ("command", "arguments", "what"),
    [
        ("export", [], "--out"),
        ("export", ["--out", "es.xlsx", "--document", "first-polcy"], "Did you mean 'first-policy'?"),
        ("export", ["--out", "es.xlsx", "--document", "interface"], "there is no 'interface'"),
        ("export", ["--out", "es.xlf"], "ends with .xlsx"),
        ("export", ["--out", "es.xlsx", "--format", "xliff"], "ends with .xlf"),
        ("export", ["--out", "es.xlf", "--format", "xliff"], "Name a folder"),
        ("export", ["--out", "es.xlsx", "--format", "ods"], "'ods'"),
        ("export", ["--out", "there.xlsx"], "there.xlsx is already there"),
        ("export", ["--out", "es.xlsx", "--language", "en"], "translated from"),
        ("export", ["--out", "es.xlsx", "--language", "nonsense-1"], "not a language code"),
        ("import", [], "FILE"),
        ("import", ["es.xlsx", "--language", "en"], "translated from"),
        ("import", ["es.xlsx", "--reviewed-by", "two\nlines"], "a role in a few words"),
    ],
)
def test_wrong_use_is_2_and_says_what_is_wrong(
    library: Path, translate: Callable[..., tools.Ran], command: str, arguments: list[str], what: str
):
    (library.parent / "there.xlsx").write_bytes(b"the work of a week")
    done = translate(command, *arguments)
    assert done.code == 2, done.err
    assert what in done.err
    assert (library.parent / "there.xlsx").read_bytes() == b"the work of a week"


_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "error [unreadable] this file cannot be read"),
    "empty": (lambda path: path.write_bytes(b""), "error [bad-exchange] this is neither an Excel workbook"),
    "a table of commas": (lambda path: path.write_text("a,b\n"), "error [bad-exchange] this is neither"),
    "an old workbook": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9 + b"<"), "neither"),
    "cut": (lambda path: path.write_bytes(path.with_name("good.xlsx").read_bytes()[:3000]), "workbook is damaged"),
    "huge": (lambda path: (path.touch(), os.truncate(path, 40_000_000)), "error [too-large]"),
    "an empty folder": (lambda path: path.mkdir(), "error [bad-exchange] there is no .xlsx"),
    "a page": (lambda path: path.write_text("<html></html>"), "this is not XLIFF 2.0"),
}  # fmt: skip


@pytest.mark.parametrize("trouble", _FILES)
def test_a_bad_file_is_1_and_the_good_one_beside_it_is_taken(
    library: Path, translate: Callable[..., tools.Ran], trouble: str
):
    make, what = _FILES[trouble]
    translate("export", "--document", "first-policy", "--out", "good.xlsx")
    fill(library.parent / "good.xlsx", TITLE, "La primera")
    make(library.parent / "bad.xlsx")
    done = translate("import", "bad.xlsx", "good.xlsx")
    assert done.code == 1
    assert done.err.startswith("bad.xlsx: error [")
    assert what in done.err
    assert "\n1 error." in done.err
    assert "1 translation taken." in done.out
    assert entry(library / "content/locale/es/first-policy.po", TITLE).msgstr == "La primera"


def test_a_file_in_another_language_is_not_taken(
    library: Path, translate: Callable[..., tools.Ran], run_cli: tools.Command
):
    for out in ("fr.xlsx", "fr"):
        kind = "xlsx" if out.endswith("x") else "xliff"
        args = ["export", "--language", "fr", "--root", str(library), "--format", kind, "--out", out]
        assert run_cli("translate", *args, cwd=library.parent).code == 0
        done = translate("import", out)
        assert done.code == 1
        assert "error [other-language] this file is in 'fr', not in 'es'" in done.err
        assert "--language fr" in done.err


def test_every_row_that_is_not_taken_is_named_with_its_sheet_and_row(
    library: Path, translate: Callable[..., tools.Ran]
):
    translate("export", "--document", "first-policy", "--out", "es.xlsx")
    before = (library / "content/locale/es/first-policy.po").read_bytes()
    fill(library.parent / "es.xlsx", "first-policy#purpose", "Esta política dice qué va primero.")
    fill(library.parent / "es.xlsx", TITLE, "=B2")
    done = translate("import", "es.xlsx")
    assert done.code == 1
    assert "es.xlsx!first-policy:2:3: error [bad-exchange] this cell holds a formula" in done.err
    assert "error [bad-translation] the translation of 'first-policy#purpose' loses the slot {school.name}" in done.err
    assert "2 errors." in done.err
    assert (library / "content/locale/es/first-policy.po").read_bytes() == before


def test_a_conflict_is_a_warning_and_keeps_both(library: Path, translate: Callable[..., tools.Ran]):
    translate("export", "--document", "first-policy", "--out", "es.xlsx")
    catalog = library / "content/locale/es/first-policy.po"
    catalog.write_text(catalog.read_text(encoding="utf-8").replace("Primera", "Una primera"), encoding="utf-8")
    fill(library.parent / "es.xlsx", TITLE, "La primera")
    done = translate("import", "es.xlsx")
    assert done.code == 0
    assert "warning [translation-conflict] 'first-policy#title' has been translated differently meanwhile" in done.err
    assert "0 translations taken, 1 kept beside others." in done.out
    kept = entry(catalog, TITLE)
    assert (kept.msgstr, kept.tcomment) == ("Una primera política", "suggested: La primera")


def test_a_broken_catalog_stops_both_and_is_named(library: Path, translate: Callable[..., tools.Ran]):
    assert translate("export", "--out", "es.xlsx").code == 0
    (library / "content/locale/es/first-policy.po").write_text("nonsense\n", encoding="utf-8")
    for command, args in (("export", ["--out", "b.xlsx"]), ("import", ["es.xlsx"])):
        done = translate(command, *args)
        assert done.code == 1
        assert "content/locale/es/first-policy.po" in done.err
    assert (library / "content/locale/es/first-policy.po").read_text(encoding="utf-8") == "nonsense\n"


def test_a_catalog_under_another_name_keeps_its_entries(library: Path, translate: Callable[..., tools.Ran]):
    """What counts is the id path of an entry; a second entry elsewhere would be a mistake."""
    old = library / "content/locale/es/first-policy.po"
    old.rename(old.with_name("ours.po"))
    translate("export", "--document", "first-policy", "--out", "es.xlsx")
    fill(library.parent / "es.xlsx", TITLE, "La primera")
    done = translate("import", "es.xlsx")
    assert done.code == 0, done.err
    assert entry(old.with_name("ours.po"), TITLE).msgstr == "La primera"
    assert not old.exists()


def test_what_only_checks_and_builds_does_not_load_openpyxl():
    code = "import sys, partnerkit.cli, partnerkit.pipeline; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
