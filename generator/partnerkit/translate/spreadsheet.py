"""The table of a translator as an Excel workbook; the one place that uses openpyxl.

A sheet for each area. What identifies a text stands in hidden columns, the language and the names of the states on a
hidden sheet. Words are always written as text, so that none of them can become a formula. A workbook that comes back
has travelled by mail: it is bounded before it is unpacked, and nothing in it is evaluated.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from partnerkit.diagnostics import Diagnostic, Result, Severity, Span
from partnerkit.model.locales import Language
from partnerkit.translate.exchange import ForeignFileError, Row, State, Table, tidy
from partnerkit.wording import Words

MAX_UNPACKED = 64 * 1024 * 1024
MAX_PARTS = 3000
MAX_TAGS = 4_000_000
MAX_ROWS = 50_000
"""About ten times what the whole library needs."""

_SETTINGS = "partnerkit"
_VERSION = "translations 1"
_HIDDEN = ("id", "source hash", "translation hash")
_COLUMNS = ("where", "source", "translation", "state", "note")
_WIDTHS = (26, 60, 60, 13, 42)
_TARGET, _STATE = 3, 4
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TAKEN_NAMES = (_SETTINGS, "history")
"""Excel keeps the name History for itself."""
_LIKE_FORMULAS = ("=", "+", "-", "@", "'")

AnyCell = ReadOnlyCell | EmptyCell


# -- writing -----------------------------------------------------------------------------------------------------------


def write(table: Table, words: Words) -> bytes:
    """A workbook with a sheet for each area, with its headings in the language where they are translated."""
    book = Workbook()
    for placeholder in book.worksheets:
        book.remove(placeholder)
    for style in _styles(words.language):
        book.add_named_style(style)
    names = [*_TAKEN_NAMES]
    for area, rows in table.areas.items():
        names.append(_sheet_name(area, names))
        _fill(book.create_sheet(names[-1]), rows, words)
    _write_settings(book.create_sheet(_SETTINGS), words)
    book.properties.creator = "Partnerkit"
    book.properties.created = book.properties.modified = datetime(*_EPOCH)
    return _packed(book)


def _styles(spoken: Language) -> Iterator[NamedStyle]:
    """How cells look, and which of them may be changed."""
    direction = Alignment(
        horizontal="right" if spoken.dir == "rtl" else "left",
        vertical="top",
        wrap_text=True,
        readingOrder=2 if spoken.dir == "rtl" else 1,
    )
    plain = Alignment(vertical="top", wrap_text=True)
    shade = PatternFill("solid", fgColor="FFE8EDF2")
    yield NamedStyle("head", font=Font(bold=True), fill=shade, alignment=plain)
    yield NamedStyle("fixed", alignment=plain, number_format="@", fill=PatternFill("solid", fgColor="FFF6F6F6"))
    yield NamedStyle("target", alignment=direction, number_format="@", protection=Protection(locked=False))
    yield NamedStyle("choice", alignment=plain, number_format="@", protection=Protection(locked=False))


def _sheet_name(area: str, taken: Iterable[str]) -> str:
    """The name of an area, cut to what Excel allows, and not the name of another sheet."""
    names = {name.casefold() for name in taken}
    name, number = area[:31], 1
    while name.casefold() in names:
        number += 1
        name = f"{area[: 31 - len(f'~{number}')]}~{number}"
    return name


def _fill(sheet: Worksheet, rows: Iterable[Row], words: Words) -> None:
    heads = [*(words.ui(f"exchange-{column}") for column in _COLUMNS), *_HIDDEN]
    _put(sheet, 1, heads, ["head"] * len(heads))
    looks = ["fixed", "fixed", "target", "choice", "fixed", "fixed", "fixed", "fixed"]
    last = 1
    for last, row in enumerate(rows, start=2):
        state = words.ui(f"exchange-{row.state}")
        note = "\n".join(row.notes)[:30_000]
        hidden = (row.key, row.of_source, row.of_target)
        _put(sheet, last, (where(row.key), row.source, row.target, state, note, *hidden), looks)
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for column in range(len(_COLUMNS) + 1, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    listed = f"{_SETTINGS}!$B$3:$B${2 + len(State)}"
    choices = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=True)
    choices.add(f"D2:D{last}")
    sheet.add_data_validation(choices)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:E{last}"
    sheet.protection.sheet = True
    # False is "not forbidden": a translator may widen a column, and show only what is missing.
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.formatCells = sheet.protection.autoFilter = False


def where(key: str) -> str:
    """An id path as a person reads it: ``before › urgent › text``."""
    inside = key.partition("#")[2]
    return " › ".join(part for part in inside.replace("[", ".").replace("]", "").split(".") if part)


def _put(sheet: Worksheet, row: int, values: Iterable[str], looks: Iterable[str]) -> None:
    """Put words into the cells of a row as words, also when they look like a formula."""
    for column, (value, look) in enumerate(zip(values, looks, strict=True), start=1):
        cell = sheet.cell(row, column)
        cell.style = look
        if value and isinstance(cell, Cell):
            cell.value = value
            cell.data_type = "s"
            cell.quotePrefix = value.startswith(_LIKE_FORMULAS)


def _write_settings(sheet: Worksheet, words: Words) -> None:
    """What the reader of the workbook needs to know; the states are also the choices of their column."""
    lines = [(_SETTINGS, _VERSION), ("language", words.language.code)]
    lines += [(state.value, words.ui(f"exchange-{state}")) for state in State]
    for number, line in enumerate(lines, start=1):
        _put(sheet, number, line, ("fixed", "fixed"))
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True


def _packed(book: Workbook) -> bytes:
    """The workbook as a file without the time at which it was made."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(raw, "w")).save()
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for part in made.namelist():
            info = zipfile.ZipInfo(part, _EPOCH)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(info, made.read(part))
    return fixed.getvalue()


# -- reading -----------------------------------------------------------------------------------------------------------


def read(data: bytes, name: str) -> Result[Table | None]:
    """The table of a workbook; rows that cannot be understood are left out, each with a diagnostic.

    The file of a diagnostic is the workbook and the sheet, ``es.xlsx!home-note``; its line and column are the cell's.
    """
    try:
        bound(data)
        with warnings.catch_warnings():
            # What openpyxl cannot carry (a picture, an extension of Excel's) does not matter to us.
            warnings.simplefilter("ignore")
            return _Reader(data, name).table()
    except ForeignFileError as error:
        return Result(None, (_unreadable(name, str(error)),))
    except Exception:
        # openpyxl lets pass whatever its parsers raise about a damaged file.
        return Result(None, (_unreadable(name, "this workbook is damaged"),))


def _unreadable(name: str, what: str) -> Diagnostic:
    hint = "Import the workbook that 'partnerkit translate export' made, saved as Excel workbook (.xlsx)."
    return Diagnostic("bad-exchange", Span(name), what, hint)


def bound(data: bytes) -> None:
    """Look at an archive before it is unpacked.

    Raises:
        ForeignFileError: when it is larger than any workbook of ours, encrypted, or declares a document type.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise ForeignFileError(f"this workbook unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB")
        if any(part.flag_bits & 1 for part in parts):
            raise ForeignFileError("this workbook is encrypted")
        if "xl/workbook.xml" not in archive.namelist():
            raise ForeignFileError("this is not an Excel workbook")
        tags = 0
        for part in parts:
            content = archive.read(part)
            tags += content.count(b"<")
            # Office Open XML forbids document types (ECMA-376-2, 8.1.4), and entities live only there.
            if b"<!DOCTYPE" in content.replace(b"\0", b""):
                raise ForeignFileError("this workbook declares a document type, which no workbook may")
        if tags > MAX_TAGS:
            raise ForeignFileError("this workbook has more cells than any that we make")


class _Reader:
    """One pass over one workbook."""

    def __init__(self, data: bytes, name: str) -> None:
        self.book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        self.name = name
        self.found: list[Diagnostic] = []
        self.left = MAX_ROWS

    def table(self) -> Result[Table | None]:
        """The rows of every sheet."""
        settings = self.settings()
        # A liaison who keeps house in English may write the state in English too.
        states = {state.value.capitalize(): state for state in State}
        states |= {settings[state]: state for state in State if state in settings}
        areas: dict[str, tuple[Row, ...]] = {}
        for sheet in self.book.worksheets:
            if sheet.title != _SETTINGS:
                areas[sheet.title] = tuple(self.rows(sheet, states))
        self.book.close()
        return Result(Table(settings["language"], areas), tuple(self.found))

    def settings(self) -> dict[str, str]:
        """What the hidden sheet says."""
        said: dict[str, str] = {}
        if _SETTINGS in self.book.sheetnames:
            for cells in self.lines(self.book[_SETTINGS], 2 + len(State), 2):
                key, value = (_words(cell) or "" for cell in cells)
                said[key] = tidy(value)
        if said.get(_SETTINGS) != _VERSION or not said.get("language"):
            raise ForeignFileError("this workbook was not made by 'partnerkit translate export'")
        return said

    def lines(self, sheet: Any, rows: int, columns: int) -> Iterator[tuple[AnyCell, ...]]:
        """The cells of a sheet, whatever it says about its own size; its stubs know only sheets that can be written."""
        sheet.reset_dimensions()
        yield from sheet.iter_rows(min_row=1, max_row=rows, min_col=1, max_col=columns)

    def rows(self, sheet: Worksheet, states: dict[str, State]) -> Iterator[Row]:
        place = f"{self.name}!{sheet.title}"
        width = len(_COLUMNS) + len(_HIDDEN)
        lines = enumerate(self.lines(sheet, self.left + 2, width), start=1)
        _, head = next(lines, (1, ()))
        if tuple(_words(cell) for cell in head[len(_COLUMNS) :]) != _HIDDEN:
            hint = "If it holds translations, copy them into the sheet that was exported."
            self.report("bad-exchange", Span(place), "this sheet is not as it was exported", hint, Severity.WARNING)
            return
        for number, cells in lines:
            self.left -= 1
            if self.left < 0:
                raise ForeignFileError(f"this workbook has more than {MAX_ROWS:,} rows")
            if row := self.row(cells, Span(place, number, _TARGET), states):
                yield row

    def row(self, cells: tuple[AnyCell, ...], span: Span, states: dict[str, State]) -> Row | None:
        """One row; None where it is empty or cannot be understood."""
        said = [_words(cell) for cell in cells]
        target = said[_TARGET - 1]
        if target is None:
            what = "this cell holds a formula, a date or the like, and no words"
            self.report("bad-exchange", span, what, "Format the cell as text, and write the translation again.")
            return None
        source, label, key, of_source, of_target = (tidy(said[at] or "") for at in (1, 3, 5, 6, 7))
        if not key:
            if tidy(target):
                hint = "Copy the translation into the row of its English text in a new export."
                self.report("bad-exchange", span, "this row has lost the id of its text", hint)
            return None
        state = next((state for name, state in states.items() if name.casefold() == label.casefold()), None)
        if label and state is None:
            what = f"the state '{label}' is not one of the list"
            hint = f"Choose one of these: {', '.join(states)}. The translation counts as drafted."
            place = Span(span.file, span.line, _STATE)
            self.report("bad-exchange", place, what, hint, Severity.WARNING)
        return Row(
            key, source, tidy(target), state or State.DRAFTED, of_source=of_source, of_target=of_target, span=span
        )

    def report(self, code: str, span: Span, what: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        self.found.append(Diagnostic(code, span, what, hint, severity))


def _words(cell: AnyCell) -> str | None:
    """The words of a cell; None where it holds something else. A whole number was words before a program took it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str) and cell.data_type not in ("f", "e"):
        return value.replace("_x000D_", "")  # how Excel writes the other half of a line end
    return str(value) if type(value) is int else None
