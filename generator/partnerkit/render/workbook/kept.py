"""Lists that are kept, as sheets: lines to fill in, whether each is on time, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from partnerkit.model.template import Deadline
from partnerkit.render.workbook.formula import Area, At, Expr, Op, call, chosen, empty, tally, when
from partnerkit.render.workbook.guide import Made
from partnerkit.render.workbook.page import Desk, Page, Shown
from partnerkit.render.workbook.sheet import Chart, Form, Series, Sheet, Tone

FROM = "log-from"
"""The column that says which line of another list one belongs to."""
LINES = 120
"""Lines of a log that is kept for years."""
SOON = 7
"""Days before a date from which on it is near."""


@dataclass(frozen=True)
class Column:
    """A column of a log.

    Attributes:
        id: what it keeps.
        label: its head.
        type: what is typed.
        choices: what may be chosen.
        width: in figures of the usual size.
        total: whether it adds up the columns before it that have its id.
        of: the question that it is one of the answers to, where these stand side by side.
        short: the answer by itself.
    """

    id: str
    label: str
    type: str = "text"
    choices: tuple[str, ...] = ()
    width: float = 24
    total: bool = False
    of: str = ""
    short: str = ""

    @property
    def form(self) -> Form:
        """How what it holds is shown."""
        forms: dict[str, Form] = {"date": "date", "number": "number"}
        return forms.get(self.type, "text")


@dataclass(frozen=True)
class Kept:
    """A list that is kept.

    Attributes:
        label: what it is called.
        help: what to write.
        columns: its columns.
        deadline: which of them say by when something is done, and when it was.
        rows: what it holds already, by the ids of columns.
    """

    label: str
    help: Shown
    columns: tuple[Column, ...]
    deadline: Deadline | None = None
    rows: tuple[dict[str, Shown], ...] = ()


@dataclass(frozen=True)
class _Set:
    """A list as a sheet: the areas of its columns by their ids, and those that were added."""

    kept: Kept
    areas: dict[str, Area]
    state: Area | None
    days: Area | None


def kept_lists(desk: Desk, lists: list[Kept], rules: Sequence[Shown]) -> Made:
    """The workbook of some lists, with what they come to at a glance and the rules of those who keep them."""
    ui = desk.ui
    glance = Page(desk, ui("sheet-glance"), (52, 16, 16, 16, 16))
    pages = [Page(desk, one.label, (6, *(column.width for column in one.columns), 16, 10)) for one in lists]
    dated = any(one.deadline for one in lists)
    top = glance.title(lead=ui("sheet-glance-text"))
    today = None
    if dated:
        glance.put(top, 0, ui("log-today"), "label")
        today = glance.put(top, 1, None, "input", "date")
        glance.days(glance.area(top, 1, top))
        top += 2
    made: list[tuple[Sheet, str]] = []
    sets = []
    for one, page in zip(lists, pages, strict=True):
        found, sheet = _list(page, one, today)
        sets.append(found)
        made.append((sheet, ui("log-lines-text")))
    for found in sets:
        top = _sums(glance, found, top)
    steps = [ui("log-step-lines", sheet=page.name) for page in pages]
    steps += [ui("log-step-today", sheet=glance.name)] if dated else [ui("sheet-step-glance", sheet=glance.name)]
    return Made([(glance.sheet(landscape=False, whole=True), ui("sheet-glance-text")), *made], steps, rules)


def _list(page: Page, kept: Kept, today: At | None) -> tuple[_Set, Sheet]:
    """One list."""
    ui = page.desk.ui
    top = page.title(lead=kept.help, to=min(len(kept.columns), 6))
    late = kept.deadline is not None and kept.deadline.due is not None
    spent = kept.deadline is not None and kept.deadline.since is not None
    heads = [ui("sheet-number-short"), *(one.label for one in kept.columns)]
    heads += [ui("log-on-time")] * late + [ui("log-days")] * spent
    page.row(top - 1, heads, "head")
    end = top + LINES - 1
    for row in range(top, end + 1):
        given = kept.rows[row - top] if row - top < len(kept.rows) else {}
        page.put(row, 0, row - top + 1, "note", "number")
        for col, one in enumerate(kept.columns, start=1):
            if one.total:
                first = next(c for c, other in enumerate(kept.columns, start=1) if other.id == one.id)
                before = page.area(row, first, row, col - 1)
                page.put(row, col, when(Op("=", call("COUNT", before), 0), "", call("SUM", before)), "result", "number")
            else:
                page.put(row, col, given.get(one.id), "input", one.form)
    _checks(page, kept, top, end)
    areas = {one.id: page.area(top, col, end) for col, one in enumerate(kept.columns, start=1)}
    col = len(kept.columns) + 1
    state = days = None
    if kept.deadline is not None and late and today is not None:
        state = page.area(top, col, end)
        _states(page, state, areas, kept.deadline, today)
        col += 1
    if kept.deadline is not None and spent:
        days = page.area(top, col, end)
        _days(page, days, areas, kept.deadline)
        col += 1
    sheet = page.sheet(freeze=(top, 2), repeat=(top - 1, top - 1), filtered=page.area(top - 1, 0, end, col - 1))
    return _Set(kept, areas, state, days), replace(sheet, widths=sheet.widths[:col])


def _checks(page: Page, kept: Kept, top: int, end: int) -> None:
    for col, one in enumerate(kept.columns, start=1):
        area = page.area(top, col, end)
        if one.type == "date":
            page.days(area)
        elif one.type == "number" and not one.total:
            page.count(area, whole=False)
        elif one.choices:
            page.choose(area, one.choices)


def _cell(area: Area, row: int) -> At:
    return At(area.sheet, row, area.left)


def _states(page: Page, area: Area, columns: dict[str, Area], deadline: Deadline, today: At) -> None:
    """Whether each line is on time, as seen on the day that somebody looks: no formula asks the clock."""
    ui = page.desk.ui
    late, soon, done = ui("log-late"), ui("log-soon", n=SOON), ui("activity-done")
    due_in, done_in = columns[str(deadline.due)], columns[str(deadline.done)]
    for row in range(area.top, area.bottom + 1):
        due, finished = _cell(due_in, row), _cell(done_in, row)
        state = chosen(
            (call("NOT", empty(finished)), done),
            (call("OR", empty(due), empty(today)), ""),
            (Op("<", due, today), late),
            (Op("<=", due, Op("+", today, SOON)), soon),
            other=ui("log-in-time"),
        )
        page.put(row, area.left, state, "result")
    page.mark(area, (late, "poor"), (soon, "fair"), (done, "good"))


def _days(page: Page, area: Area, columns: dict[str, Area], deadline: Deadline) -> None:
    """How many days it took."""
    since_in, done_in = columns[str(deadline.since)], columns[str(deadline.done)]
    for row in range(area.top, area.bottom + 1):
        since, done = _cell(since_in, row), _cell(done_in, row)
        took = when(call("OR", empty(since), empty(done)), "", Op("-", done, since))
        page.put(row, area.left, took, "result", "number")


# -- at a glance -------------------------------------------------------------------------------------------------------


def _sums(page: Page, found: _Set, row: int) -> int:
    """What a list comes to: lines, sums, days, and how often each choice was made. Gives the next free row."""
    ui = page.desk.ui
    kept = found.kept
    page.heading(row, kept.label)
    row += 1
    page.put(row, 0, ui("log-filled"), "label")
    page.put(row, 1, _filled(found), "result", "number")
    row += 1
    for one in kept.columns:
        if one.type == "number" and one.id != FROM and (one.total or not _summed(kept, one)):
            page.put(row, 0, one.label, "label")
            page.put(row, 1, call("SUM", found.areas[one.id]), "result", "number")
            row += 1
    if found.days is not None:
        page.put(row, 0, ui("log-average-days"), "label")
        mean = Op("/", call("SUM", found.days), call("COUNT", found.days))
        page.put(row, 1, when(Op("=", call("COUNT", found.days), 0), "", call("ROUND", mean, 1)), "result", "decimal")
        row += 1
    row += 1
    tables = [(one.label, one.choices, found.areas[one.id]) for one in kept.columns if len(one.choices) > 1]
    if found.state is not None:
        states = (ui("log-late"), ui("log-soon", n=SOON), ui("log-in-time"), ui("activity-done"))
        tables.insert(0, (ui("log-on-time"), states, found.state))
    for label, choices, area in tables:
        row = _shares(page, row, label, choices, area)
    for asked in dict.fromkeys(one.of for one in kept.columns if one.of):
        top = row
        page.row(row, (asked, ui("sheet-how-many")), "head")
        for one in (one for one in kept.columns if one.of == asked):
            row += 1
            page.put(row, 0, one.short, "label")
            page.put(row, 1, tally(found.areas[one.id], one.choices[0]), "result", "number")
        row = _bars(page, top, row, asked)
    return row + 1


def _summed(kept: Kept, one: Column) -> bool:
    return any(other.total and other.id == one.id for other in kept.columns)


def _filled(found: _Set) -> Expr:
    """How many lines have something in their first column that is typed."""
    area = next(found.areas[one.id] for one in found.kept.columns if one.id != FROM)
    return call("SUMPRODUCT", Op("*", Op("<>", area, ""), 1))


def _shares(page: Page, row: int, label: str, choices: Sequence[str], area: Area) -> int:
    """How often each choice was made, with a chart beside it."""
    ui = page.desk.ui
    page.row(row, (label, ui("sheet-how-many")), "head")
    for at, choice in enumerate(choices, start=row + 1):
        name = page.put(at, 0, choice, "label")
        page.put(at, 1, tally(area, name), "result", "number")
    tones: dict[str, Tone] = {ui("log-late"): "poor", ui("log-soon", n=SOON): "fair"}
    marks = [(choice, tones[choice]) for choice in choices if choice in tones]
    page.mark(page.area(row + 1, 0, row + len(choices)), *marks)
    return _bars(page, row, row + len(choices), label)


_CHART_ROWS = 13


def _bars(page: Page, head: int, last: int, title: str) -> int:
    ui = page.desk.ui
    page.charts.append(
        Chart(
            row=head,
            col=2,
            kind="bar",
            title=title,
            across=ui("what"),
            along=ui("sheet-how-many"),
            categories=page.area(head + 1, 0, last),
            series=(Series(page.at(head, 1), page.area(head + 1, 1, last)),),
            description=ui("sheet-chart-bars", title=title),
            width=520,
            height=250,
        )
    )
    return max(last + 2, head + _CHART_ROWS)
