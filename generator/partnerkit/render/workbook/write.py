"""A workbook as a file. The only module that asks XlsxWriter for anything.

Words are written as words, never guessed at: what begins with ``= + - @`` is no formula, and is marked so that it stays
none when a program copies it elsewhere. The same workbook makes the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.chart import Chart as Drawn
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from partnerkit.render.office import zipped
from partnerkit.render.workbook.formula import Area, At, Expr, Value, reference, written
from partnerkit.render.workbook.sheet import Book, Cell, Chart, Check, Form, Series, Sheet, Style, values_of

_PAPERS = {"letter": 1, "a4": 9}
_OPENS = ("=", "+", "-", "@", "\t", "\r")
"""What a program may take for the beginning of a formula (OWASP, CSV injection)."""
_FORMS: dict[Form, str] = {
    "text": "General",
    "number": "#,##0",
    "decimal": "#,##0.0",
    "percent": "0%",
    "score": "+0;−0;0",
}
_TALL = 20
"""Points of a line of Arabic letters."""
_DATE = 14
"""The number format that every program shows as its reader writes dates."""
_FRAME = {"border": 1, "border_color": "hair", "text_wrap": True, "valign": "top"}
_ROLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font": "heading", "grow": 8, "font_color": "pine-deep"},
    "heading": {"bold": True, "font": "heading", "grow": 2, "font_color": "pine-deep", "valign": "vcenter"},
    "lead": {"text_wrap": True, "valign": "top", "font_color": "ink-soft"},
    "plain": {"text_wrap": True, "valign": "top"},
    "note": {"text_wrap": True, "valign": "top", "font_color": "ink-soft", "grow": -1},
    "link": {"font_color": "pine", "underline": 1, "valign": "top"},
    "head": _FRAME
    | {"bold": True, "bg_color": "pine-tint", "font_color": "pine-deep", "bottom": 2, "valign": "vcenter"},
    "label": _FRAME | {"bold": True},
    "text": _FRAME,
    "input": _FRAME | {"bg_color": "honey-tint", "locked": False},
    "result": _FRAME,
    "total": _FRAME | {"bold": True, "top": 2},
}
"""How each role looks: properties of XlsxWriter, with colours and fonts by their names here."""
_TONES = {
    "best": ("pine", "on-pine"),
    "good": ("pine-tint", "pine-deep"),
    "fair": ("honey-tint", "ink"),
    "poor": ("clay-tint", "clay"),
    "worst": ("clay", "on-pine"),
    "quiet": ("paper-deep", "ink-soft"),
}
"""The ground and the words of each tone."""
_SERIES = {"main": "pine", "accent": "honey", "quiet": "hair", "plum": "plum"}


def render_book(book: Book) -> bytes:
    """The file; the same bytes for the same workbook."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": book.face, "font_size": book.size},
    }
    _Writer(xlsxwriter.Workbook(stream, options), book).write()
    with zipfile.ZipFile(stream) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    # XlsxWriter knows no language among its properties.
    spoken = f"<dc:language>{escape(book.language)}</dc:language></cp:coreProperties>"
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = core.replace("</cp:coreProperties>", spoken).encode()
    return zipped(parts)


class _Writer:
    """One workbook on its way into a file."""

    def __init__(self, file: xlsxwriter.Workbook, book: Book) -> None:
        self.file = file
        self.book = book
        self.tones = dict(book.tones)
        self.values = values_of(book)
        self.formats: dict[tuple[Style, bool], Format] = {}
        self.marks: dict[str, Format] = {}

    def write(self) -> None:
        """Every sheet, and what the file says of itself."""
        book = self.book
        made = datetime.combine(book.day, time(), UTC)
        self.file.set_properties({"title": book.title, "subject": book.subject, "author": book.author, "created": made})
        self.file.set_size(24000, 16000)
        for sheet in book.sheets:
            self._sheet(sheet, self.file.add_worksheet(sheet.name))
        self.file.close()

    def _sheet(self, sheet: Sheet, page: Worksheet) -> None:
        self._set_up(sheet, page)
        for cell in sheet.cells:
            self._cell(sheet, cell, page)
        for check in sheet.checks:
            page.data_validation(*_corners(check.area), _validation(check))
        for mark in sheet.marks:
            value = '"{}"'.format(mark.value.replace('"', '""')) if isinstance(mark.value, str) else mark.value
            shown = {"type": "cell", "criteria": mark.sign, "value": value, "format": self._mark(mark.tone)}
            page.conditional_format(*_corners(mark.area), shown)
        for chart in sheet.charts:
            page.insert_chart(
                chart.row,
                chart.col,
                self._chart(chart),
                {"description": chart.description, "object_position": 2, "x_offset": 4, "y_offset": 4},
            )

    def _set_up(self, sheet: Sheet, page: Worksheet) -> None:
        book = self.book
        if book.rtl:
            page.right_to_left()
            page.set_default_row(_TALL)  # programs that lack the font would cut the letters of another one
        if sheet.hidden:
            page.hide()
        page.hide_gridlines(2)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for row, height in sheet.heights:
            page.set_row(row, height)
        if any(sheet.freeze):
            page.freeze_panes(*sheet.freeze)
        if sheet.landscape:
            page.set_landscape()
        page.set_paper(_PAPERS[book.paper])
        page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        page.fit_to_pages(1, 1 if sheet.whole else 0)
        if sheet.repeat:
            page.repeat_rows(*sheet.repeat)
        if sheet.filtered:
            page.autofilter(*_corners(sheet.filtered))
        first, last = ("R", "L") if book.rtl else ("L", "R")
        school, title = map(_kept, book.head)
        version, start, middle = map(_kept, book.foot)
        page.set_header(f"&{first}{school}&{last}{title}")
        page.set_footer(f"&{first}{version}&{last}{start} &P {middle} &N")
        page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})

    def _cell(self, sheet: Sheet, cell: Cell, page: Worksheet) -> None:
        value, row, col = cell.value, cell.row, cell.col
        risky = isinstance(value, str) and value.startswith(_OPENS)
        look = self._format(cell.style, quoted=risky)
        if cell.to > col:
            page.merge_range(row, col, row, cell.to, "", look)
        if value is None or value == "":
            page.write_blank(row, col, None, look)
        elif cell.link:
            place = reference(At(cell.link, 0, 0), sheet.name)
            page.write_url(row, col, f"internal:{place}", look, string=str(value))
        elif isinstance(value, str):
            page.write_string(row, col, value, look)
        elif isinstance(value, date):
            page.write_datetime(row, col, datetime.combine(value, time()), look)
        elif isinstance(value, int | float):
            page.write_number(row, col, value, look)
        else:
            self._formula(At(sheet.name, row, col), value, look, page)

    def _formula(self, at: At, formula: Expr, look: Format, page: Worksheet) -> None:
        value: Value = self.values[at]
        page.write_formula(at.row, at.col, f"={written(formula, at.sheet)}", look, value)

    def _format(self, style: Style, *, quoted: bool) -> Format:
        if (known := self.formats.get((style, quoted))) is not None:
            return known
        look = dict(_ROLES[style.role])
        properties: dict[str, Any] = {
            "font_name": self.book.heading if look.pop("font", "") == "heading" else self.book.face,
            "font_size": self.book.size + look.pop("grow", 0),
            "font_color": self._colour("ink"),
            "reading_order": 2 if style.rtl else 1,
            "quote_prefix": quoted,
        }
        properties |= {name: self._colour(value) if name.endswith("color") else value for name, value in look.items()}
        if style.form == "date":
            properties["num_format"] = _DATE
        elif style.form == "money":
            properties["num_format"] = self.book.money
        else:
            # What is typed as words stays words: a date-like "1-2", or what begins like a formula.
            typed = style.role == "input" and style.form == "text"
            properties["num_format"] = "@" if typed else _FORMS[style.form]
        if style.form != "text":
            centred = style.form in ("score", "date")
            properties |= {"align": "center"} if centred else {"align": "right", "indent": 1}
        self.formats[style, quoted] = made = self.file.add_format(properties)
        return made

    def _mark(self, tone: str) -> Format:
        if tone not in self.marks:
            ground, words = _TONES[tone]
            shown = {"bg_color": self._colour(ground), "font_color": self._colour(words)}
            self.marks[tone] = self.file.add_format(shown)
        return self.marks[tone]

    def _colour(self, name: str) -> str:
        return self.tones[name]

    def _chart(self, chart: Chart) -> Drawn:
        kinds = {"stacked": {"type": "column", "subtype": "stacked"}}
        drawn = self.file.add_chart(kinds.get(chart.kind, {"type": chart.kind}))
        for series in chart.series:
            if not series.line:
                drawn.add_series(self._series(chart, series))
        if lines := [series for series in chart.series if series.line]:
            over = self.file.add_chart({"type": "line"})
            for series in lines:
                over.add_series(self._series(chart, series))
            drawn.combine(over)
        font = {"name": self.book.face, "size": 9, "color": self._colour("ink")}
        title = {"name": self.book.heading, "size": 12, "color": self._colour("pine-deep")}
        drawn.set_title({"name": _no_reference(chart.title), "name_font": title, "overlay": False})
        named = {"name_font": font | {"bold": False}, "num_font": font}
        values = named | {
            "name": _no_reference(chart.along),
            "min": 0,
            "num_format": self.book.money if chart.form == "money" else _FORMS[chart.form],
            "major_gridlines": {"visible": True, "line": {"color": self._colour("hair"), "width": 0.5}},
            "line": {"none": True},
        }
        if chart.most is not None:
            values["max"] = chart.most
        names = named | {"name": _no_reference(chart.across)}
        if chart.kind == "bar":  # its categories go up, so that the first is at the bottom unless they are turned
            drawn.set_y_axis(names | {"reverse": True, "crossing": "max"})
            drawn.set_x_axis(values | {"reverse": self.book.rtl})
        else:
            drawn.set_x_axis(names | {"reverse": self.book.rtl})
            drawn.set_y_axis(values)
        drawn.set_legend({"position": "bottom", "font": font} if len(chart.series) > 1 else {"none": True})
        drawn.set_size({"width": chart.width, "height": chart.height})
        drawn.set_chartarea({"border": {"color": self._colour("hair")}})
        return drawn

    def _series(self, chart: Chart, series: Series) -> Mapping[str, Any]:
        colour = self._colour(_SERIES[series.tone])
        shown: dict[str, Any] = {
            "name": [series.name.sheet, series.name.row, series.name.col],
            "categories": [chart.categories.sheet, *_corners(chart.categories)],
            "values": [series.values.sheet, *_corners(series.values)],
        }
        if series.line:
            return shown | {"line": {"color": colour, "width": 2.25, "dash_type": "dash"}}
        labels = {"value": True, "font": {"name": self.book.face, "size": 8}} if len(chart.series) == 1 else None
        return shown | {"fill": {"color": colour}, "gap": 60, "data_labels": labels}


def _corners(area: Area) -> tuple[int, int, int, int]:
    return area.top, area.left, area.bottom, area.right


def _validation(check: Check) -> dict[str, Any]:
    shown: dict[str, Any] = {"error_title": check.title[:32], "error_message": check.message[:255]}
    if check.choices is not None:
        return shown | {"validate": "list", "source": f"={reference(check.choices)}"}
    if check.kind == "date":
        return shown | {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
    kind = "integer" if check.kind == "whole" else "decimal"
    if check.most is not None:
        return shown | {"validate": kind, "criteria": "between", "minimum": check.least, "maximum": check.most}
    return shown | {"validate": kind, "criteria": ">=", "value": check.least}


def _kept(words: str) -> str:
    """Words at the head or foot of a page, where ``&`` begins a code."""
    return words.replace("&", "&&")[:120]


def _no_reference(words: str) -> str:
    """A title that is no reference to a cell, whatever it begins with."""
    return f" {words}" if words.startswith("=") else words
