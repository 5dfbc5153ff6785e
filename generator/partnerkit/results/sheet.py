"""A file of answers as a table of words: CSV in the dialects of survey tools, or the first sheet of a workbook.

It comes from outside: it is bounded before it is read, decoded strictly, and nothing in it is evaluated.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import load_workbook

from partnerkit.diagnostics import Diagnostic, Result, Span
from partnerkit.translate.exchange import ForeignFileError
from partnerkit.translate.spreadsheet import bound

MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 2_000
_SEPARATORS = (",", ";", "\t")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"
_EXPORT_AGAIN = "Export the answers again, as a CSV file in UTF-8."


@dataclass(frozen=True)
class Line:
    """One row of answers.

    Attributes:
        number: the line of the file where it begins, counted from 1.
        cells: its words.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table of answers.

    Attributes:
        file: the name of its file.
        heads: the heads of its columns.
        lines: its rows.
    """

    file: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]


def read_sheet(file: str, data: bytes) -> Result[Sheet | None]:
    """The table in a file; None where it cannot be read, with the reason."""
    if len(data) > MAX_BYTES:
        what = f"this file has more than {MAX_BYTES // 1024 // 1024} MB"
        return _failed("too-large", Span(file), what, "Export answers only, without attached files.")
    try:
        lines = list(_workbook(data) if data.startswith(_ZIP) else _csv(file, data))
    except _UnreadableError as error:
        return Result(None, (error.diagnostic,))
    except ForeignFileError as error:
        return _failed("unreadable", Span(file), str(error), _EXPORT_AGAIN)
    if not lines:
        return _failed("wrong-columns", Span(file), "this file is empty", _EXPORT_AGAIN)
    if len(lines) > MAX_ROWS + 1:  # the heads are one
        what = f"this file has more than {MAX_ROWS:,} rows"
        return _failed("too-large", Span(file, lines[MAX_ROWS + 1].number, 1), what, "Divide it, and name all parts.")
    if len(lines[0].cells) > MAX_COLUMNS:
        what = f"this file has more than {MAX_COLUMNS:,} columns"
        return _failed("too-large", Span(file, 1, MAX_COLUMNS + 1), what, _EXPORT_AGAIN)
    ragged = [
        Diagnostic(
            "wrong-columns",
            Span(file, line.number, len(lines[0].cells) + 1),
            f"this row has {len(line.cells)} cells, and there are {len(lines[0].cells)} columns",
            "A line end or a separator inside an answer may not be in quotes. " + _EXPORT_AGAIN,
        )
        for line in lines[1:]
        if len(line.cells) > len(lines[0].cells)
    ]
    return Result(Sheet(file, lines[0].cells, tuple(lines[1:])), tuple(ragged))


class _UnreadableError(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def _failed(code: str, span: Span, what: str, hint: str) -> Result[Sheet | None]:
    return Result(None, (Diagnostic(code, span, what, hint),))


def _decoded(file: str, data: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 with the mark that Excel puts before it."""
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode(encoding, "replace")) + 1
        what = "this file is not UTF-8 text" if encoding != "utf-16" else "this file is damaged UTF-16 text"
        hint = "In Excel, save it as 'CSV UTF-8'; or export it again from the survey tool."
        raise _UnreadableError(Diagnostic("not-utf-8", Span(file, line, column), what, hint)) from error


def _csv(file: str, data: bytes) -> Iterator[Line]:
    text = _decoded(file, data)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        what = "this file holds a character that no text has"
        raise _UnreadableError(Diagnostic("unreadable", Span(file, line, 1), what, _EXPORT_AGAIN))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    begins = 1
    try:
        for row in reader:
            if cells := _trimmed(row):
                yield Line(begins, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        what = f"this is not a CSV file: {error}"
        raise _UnreadableError(Diagnostic("unreadable", Span(file, begins, 1), what, _EXPORT_AGAIN)) from error


def _separator(text: str) -> str:
    """What stands between cells: the most frequent of the usual signs in the first row, outside of quotes."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    quoted = False
    for char in text:
        if char == '"':
            quoted = not quoted
        elif not quoted and char in "\r\n":
            break
        elif not quoted and char in counts:
            counts[char] += 1
    return max(_SEPARATORS, key=lambda sign: counts[sign])


def _workbook(data: bytes) -> Iterator[Line]:
    try:
        bound(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl cannot carry does not matter to us
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for number, row in enumerate(book.worksheets[0].iter_rows(max_row=MAX_ROWS + 3, values_only=True), start=1):
                if cells := _trimmed(_words(value) for value in row):
                    yield Line(number, cells)
            book.close()
    except ForeignFileError:
        raise
    except Exception as error:  # openpyxl lets pass whatever its parsers raise about a damaged file
        raise ForeignFileError("this workbook is damaged") from error


def _trimmed(cells: Iterable[str]) -> tuple[str, ...]:
    """A row without the empty cells at its end."""
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return tuple(kept)


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
