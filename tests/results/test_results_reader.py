"""Exports of every tool come to the same answers; what is wrong is named with its place, and nothing goes unsaid."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import exports
import pytest
from openpyxl import Workbook

import tools
from partnerkit.diagnostics import Severity, errors_in
from partnerkit.render.survey import Form
from partnerkit.results import as_csv, read_answers, release, sheet, tally


def replies(form: Form, **files: bytes) -> list[dict[str, set[str]]]:
    read = read_answers(form, files)
    assert read.value is not None, [str(one) for one in read.diagnostics]
    return [{item: set(ids) for item, ids in one.answers.items()} for one in read.value.replies]


@pytest.mark.parametrize("tool", exports.EXPORTS)
@pytest.mark.parametrize("name", ["pulse", "barriers", "poll"])
def test_every_tool_says_the_same(tool: str, name: str, request: pytest.FixtureRequest):
    form = request.getfixturevalue(name)
    said = exports.people(form, 30)
    wanted = [{item: set(ids) for item, ids in one.items()} for one in said]
    if tool.startswith("microsoft") and tool.endswith("es"):
        assert len({question.stem["es"] for question in form.questions}) == len(form.questions)
    assert replies(form, file=exports.EXPORTS[tool](form, said)) == wanted


@pytest.mark.parametrize("tool", exports.EXPORTS)
def test_files_of_two_tools_put_together_are_one(tool: str, pulse: Form):
    said = exports.people(pulse, 40)
    whole = read_answers(pulse, {"all": exports.kobo(pulse, said)}).value
    read = read_answers(
        pulse, {"a": exports.odk_central(pulse, said[:15]), "b": exports.EXPORTS[tool](pulse, said[15:])}
    )
    assert whole is not None
    assert read.value is not None
    assert as_csv(release(pulse, tally(pulse, read.value.replies))) == as_csv(
        release(pulse, tally(pulse, whole.replies))
    )


@pytest.mark.parametrize(("tool", "code"), [("limesurvey", "es"), ("google", "es"), ("microsoft", "en")])
def test_the_language_of_answers_is_known(tool: str, code: str, pulse: Form):
    said = exports.people(pulse, 5)
    read = read_answers(pulse, {"file": getattr(exports, tool)(pulse, said, code)}).value
    assert read is not None
    assert {one.language for one in read.replies} == {code}


@pytest.mark.parametrize("code", tools.reading().libraries)
@pytest.mark.parametrize("tool", ["google", "limesurvey", "microsoft", "kobo"])
def test_answers_in_any_language_are_understood(tool: str, code: str):
    asked = exports.form("family-pulse-survey", *tools.reading().libraries)
    said = exports.people(asked, 12)
    full = {"full": True, "text": True} if tool == "limesurvey" else {}
    data = getattr(exports, tool)(asked, said, code, **full)
    assert replies(asked, file=data) == [{item: set(ids) for item, ids in one.items()} for one in said]
    read = read_answers(asked, {"file": data}).value
    assert read is not None
    assert {one.language for one in read.replies} == {code}


def test_answers_of_a_tool_without_a_language_are_in_none(pulse: Form):
    read = read_answers(pulse, {"file": exports.odk_central(pulse, exports.people(pulse, 5))}).value
    assert read is not None
    assert {one.language for one in read.replies} == {""}


def test_people_who_did_not_finish_are_not_counted_and_that_is_said(pulse: Form):
    data = exports.limesurvey(pulse, exports.people(pulse, 12)).replace(b"1980-01-01 00:00:00", b"", 2)
    read = read_answers(pulse, {"file.csv": data})
    assert read.value is not None
    assert len(read.value.replies) == 10
    assert [one.code for one in read.diagnostics] == ["left-out"]
    assert "2 people" in read.diagnostics[0].message


def one_wrong(form: Form, data: bytes, name: str = "file.csv") -> tuple[str, str, int, int]:
    """The one error that is found."""
    read = read_answers(form, {name: data})
    (error,) = errors_in(read.diagnostics)
    assert read.value is None
    assert error.hint
    return error.code, error.span.file, error.span.line, error.span.column


ROWS = b"respect,openness\n"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", ("wrong-columns", 0, 0)),
        (b"name,age\nAnn,7\n", ("wrong-columns", 1, 1)),
        (ROWS + b"often,perhaps\n", ("outside-scale", 2, 2)),
        (ROWS + b"often,5\n", ("outside-scale", 2, 2)),
        (ROWS + b"often,=HYPERLINK(1)\n", ("outside-scale", 2, 2)),
        (b'one_change,respect\n"two\nlines",often\nx,+1\n', ("outside-scale", 4, 2)),
        (ROWS + b"often,always,never\n", ("wrong-columns", 2, 3)),
        (b"respect,respect\noften,often\n", ("wrong-columns", 1, 2)),
        (ROWS + b'often,"always\n', ("unreadable", 2, 1)),
        (ROWS + b"often,\0\n", ("unreadable", 2, 1)),
        ("respect,one_change\noften,sí\n".encode("latin-1"), ("not-utf-8", 2, 8)),
        (b"PK\x03\x04 and no more", ("unreadable", 0, 0)),
        (b"respect,KEY\noften,uuid:1\nnever,uuid:1\n", ("counted-twice", 3, 1)),
    ],
)
def test_what_is_wrong_is_named_with_its_place(data: bytes, wanted: tuple[str, int, int], pulse: Form):
    code, file, line, column = one_wrong(pulse, data)
    assert (code, line, column) == wanted
    assert file == "file.csv"


def test_every_wrong_cell_is_named_but_not_without_end(pulse: Form):
    read = read_answers(pulse, {"file.csv": ROWS + b"maybe,never\n" * 500})
    assert len(read.diagnostics) == 52  # fifty cells, how many more, and the questions without a column
    assert any("450 more" in one.message for one in read.diagnostics)


def test_a_huge_file_is_refused(pulse: Form, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheet, "MAX_BYTES", 1000)
    assert one_wrong(pulse, ROWS + b"often,often\n" * 100)[0] == "too-large"
    monkeypatch.undo()
    monkeypatch.setattr(sheet, "MAX_ROWS", 10)
    assert one_wrong(pulse, ROWS + b"often,often\n" * 20)[::2] == ("too-large", 12)


def test_a_workbook_that_would_burst_is_refused(pulse: Form):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 80_000_000)
    assert one_wrong(pulse, stream.getvalue(), "file.xlsx")[0] == "unreadable"


def test_a_formula_in_a_workbook_is_not_evaluated(pulse: Form):
    book = Workbook()
    book.worksheets[0].append(["respect"])
    book.worksheets[0].append(["=1+1"])
    stream = io.BytesIO()
    book.save(stream)
    read = read_answers(pulse, {"file.xlsx": stream.getvalue()})
    assert read.value is not None
    assert read.value.replies == ()


@pytest.mark.parametrize("data", [exports.limesurvey, exports.odk_central])
def test_the_same_file_is_not_counted_twice(data: exports.Callable, pulse: Form):
    made = data(pulse, exports.people(pulse, 12))
    read = read_answers(pulse, {"a.csv": made, "b.csv": made})
    assert [one.code for one in errors_in(read.diagnostics)] == ["counted-twice"]


def test_the_same_submission_in_two_files_is_not_counted_twice(pulse: Form):
    said = exports.people(pulse, 12)
    full = exports.odk_central(pulse, said)
    later = full.rpartition(b"2027-01-01")[0]
    read = read_answers(pulse, {"a.csv": full, "b.csv": later})
    assert {one.code for one in errors_in(read.diagnostics)} == {"counted-twice"}
    assert "a.csv:2:1" in errors_in(read.diagnostics)[0].message


def test_a_column_that_nobody_knows_is_named_and_left_out(pulse: Form):
    data = exports.google(pulse, exports.people(pulse, 12)).replace(b"1. How often do people", b"1. How oftn do people")
    read = read_answers(pulse, {"file.csv": data})
    assert read.value is not None
    unknown, missing = read.diagnostics
    assert (unknown.code, unknown.span.line, unknown.span.column, unknown.severity) == (
        "left-out",
        1,
        2,
        Severity.WARNING,
    )
    assert "how often do people at school treat your family" in unknown.hint
    assert "respect" in missing.message


def test_columns_that_tell_who_answered_are_named(pulse: Form):
    data = b"respect,Email Address\noften,ann@example.org\n"
    read = read_answers(pulse, {"file.csv": data})
    assert "not-anonymous" in [one.code for one in read.diagnostics]
    assert not any("ann@" in str(one) for one in read.diagnostics)
    named = read_answers(replace(pulse, anonymous=False), {"file.csv": data})
    assert "not-anonymous" not in [one.code for one in named.diagnostics]


def test_a_word_that_means_two_answers_is_none(poll: Form):
    """Two lines with the same words cannot be told apart by them."""
    heads = "Which ways can work for you? Tick all that can."
    read = read_answers(poll, {"file.csv": f'"{heads}"\n"By phone, By video"\n'.encode()})
    assert read.value is not None
    assert read.value.replies[0].answers == {"way": frozenset({"phone", "video"})}


def test_utf_16_as_excel_writes_it_is_read(pulse: Form):
    text = "respect\topenness\noften\talways\n"
    assert replies(pulse, file=text.encode("utf-16")) == [{"respect": {"often"}, "openness": {"always"}}]
