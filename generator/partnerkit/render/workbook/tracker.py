"""Indicators as a workbook: what is counted each time, beside its target, and all of it at a glance.

A figure that is off by default is not in it: a school switches it on first, for reasons (see ``model.indicator``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from partnerkit.model.indicator import Indicator, Indicators
from partnerkit.render.workbook.formula import Area, At, Expr, Op, call, chosen, empty, when
from partnerkit.render.workbook.guide import Made
from partnerkit.render.workbook.page import Desk, Page
from partnerkit.render.workbook.sheet import Chart, Form, Series

_ROUNDS = {"Y": 5, "M": 8, "W": 16, "D": 16}
"""How many times there is room for, by the unit of the interval."""
_FORMS: dict[str, Form] = {"percent": "percent", "count": "decimal", "points": "decimal"}
_UNITS = {"percent": "sheet-percent", "count": "sheet-how-many", "points": "points-scored"}


@dataclass(frozen=True)
class _Goal:
    """Where a figure's start, its target and the day of that stand."""

    start: At
    target: At
    by: At


@dataclass(frozen=True)
class _Block:
    """Where the rounds of a figure stand, a row each."""

    when: Area
    result: Area
    target: Area
    status: Area
    filled: Area


def tracker(desk: Desk, definition: Indicators) -> Made | None:
    """The workbook; None where every figure is off."""
    figures = [one for one in definition.indicators if desk.shows(one) and not one.off_by_default]
    if not figures:
        return None
    glance = Page(desk, desk.ui("sheet-glance"), (34, 14, 12, 12, 14, 12, 14, 26))
    entry = Page(desk, desk.ui("the-figures"), (34, 18, 13, 13, 14, 12, 26, 8, 40))
    goals = Page(desk, desk.ui("what-we-count"), (30, 30, 30, 26, 16, 20, 12, 12, 14, 12, 20))
    places = list(_goals(goals, figures))
    blocks = list(_figures(entry, figures, places))
    _glance(glance, figures, places, blocks)
    sheets = (
        (glance.sheet(freeze=(4, 1), landscape=False, whole=True), desk.ui("sheet-glance-text")),
        (entry.sheet(freeze=(4, 1), repeat=(3, 3), filtered=_all(entry, blocks)), desk.ui("tracker-figures-text")),
        (goals.sheet(freeze=(4, 1), repeat=(3, 3)), desk.ui("tracker-goals-text")),
    )
    steps = (
        desk.ui("tracker-step-goals", sheet=goals.name),
        desk.ui("tracker-step-figures", sheet=entry.name),
        desk.ui("sheet-step-glance", sheet=glance.name),
    )
    care = [one.text for one in (*definition.privacy, *definition.use) if desk.shows(one)]
    return Made(sheets, steps, care)


def _all(page: Page, blocks: list[_Block]) -> Area:
    return page.area(3, 0, blocks[-1].result.bottom, 8)


def _goals(page: Page, figures: list[Indicator]) -> Iterator[_Goal]:
    """What is counted, from where to where, and for whom: a row for each figure."""
    desk, ui = page.desk, page.desk.ui
    top = page.title(lead=ui("tracker-goals-text"))
    heads = ["sheet-figure", "numerator", "denominator", "source", "how-often", "looked-after-by", "direction"]
    heads += ["baseline", "our-target", "by-when", "smallest-group"]
    page.row(top - 1, map(ui, heads), "head")
    for row, one in enumerate(figures, start=top):
        form = _FORMS[one.unit]
        target = one.target
        page.put(row, 0, one.title, "label")
        page.row(row, (one.numerator, one.denominator or "–", one.source), "text", col=1)
        page.put(row, 4, desk.words.interval(one.every), "text")
        page.put(row, 5, desk.role(one.owner), "text")
        page.put(row, 6, ui(f"direction-{one.direction}"), "text")
        start = page.put(row, 7, _measured(one, one.baseline.value), "input", form)
        wanted = page.put(row, 8, _measured(one, target.value) if target else None, "input", form)
        by = page.put(row, 9, target.by if target else None, "input", "date")
        page.put(row, 10, one.min_n, "text", "number")
        page.count(page.area(row, 7, row, 8), whole=False)
        page.days(page.area(row, 9, row))
        yield _Goal(start, wanted, by)


def _measured(one: Indicator, value: object) -> float | None:
    """A figure as a spreadsheet keeps it: percents are shares of one."""
    if value is None:
        return None
    number = float(str(value))
    return number / 100 if one.unit == "percent" else number


def _figures(page: Page, figures: list[Indicator], goals: list[_Goal]) -> Iterator[_Block]:
    """Every time that a figure was counted."""
    ui = page.desk.ui
    top = page.title(lead=ui("tracker-figures-text"))
    heads = ("sheet-figure", "when", "numerator", "denominator", "sheet-result", "our-target", "status")
    page.row(top - 1, [*map(ui, heads), ui("sheet-number-short"), ui("notes")], "head")
    row = top
    for one, goal in zip(figures, goals, strict=True):
        last = row + _ROUNDS[one.every[-1]] - 1
        for number, at in enumerate(range(row, last + 1), start=1):
            _round(page, one, goal, at, number)
        columns = [page.area(row, col, last) for col in (1, 4, 5, 6, 7)]
        block = _Block(*columns)
        page.count(page.area(row, 2, last, 3 if one.denominator else 2), whole=False)
        page.mark(block.status, (ui("tracker-reached"), "good"), (ui("tracker-better"), "fair"))
        page.mark(block.status, (ui("tracker-not-yet"), "poor"))
        page.mark(block.result, (ui("sheet-fewer-than", n=one.min_n), "quiet"))
        yield block
        row = last + 1


def _round(page: Page, one: Indicator, goal: _Goal, row: int, number: int) -> None:
    """A row: what is typed, the result, and how it stands to the target and the start."""
    ui, form = page.desk.ui, _FORMS[one.unit]
    page.put(row, 0, one.title, "label" if number == 1 else "text")
    page.put(row, 1, None, "input")
    counted = page.put(row, 2, None, "input", "number")
    if one.denominator is not None:
        out_of = page.put(row, 3, None, "input", "number")
        result: Expr = chosen(
            (call("OR", empty(counted), empty(out_of)), ""),
            (Op("<", out_of, one.min_n), ui("sheet-fewer-than", n=one.min_n)),
            (Op("=", out_of, 0), ""),
            other=Op("/", counted, out_of),
        )
    else:
        page.put(row, 3, "–", "text")
        result = when(empty(counted), "", counted)
    shown = page.put(row, 4, result, "result", form)
    target = page.put(row, 5, when(empty(goal.target), "", goal.target), "result", form)
    good, better = (">=", ">") if one.direction == "up" else ("<=", "<")
    status = chosen(
        (call("NOT", call("ISNUMBER", shown)), ""),
        (empty(target), ""),
        (Op(good, shown, target), ui("tracker-reached")),
        (empty(goal.start), ui("tracker-not-yet")),
        (Op(better, shown, goal.start), ui("tracker-better")),
        other=ui("tracker-not-yet"),
    )
    page.put(row, 6, status, "result")
    page.put(row, 7, when(empty(shown), "", number), "result", "number")
    page.put(row, 8, None, "input")


def _glance(page: Page, figures: list[Indicator], goals: list[_Goal], blocks: list[_Block]) -> None:
    """The latest of each figure beside the time before, and a chart for each."""
    ui = page.desk.ui
    top = page.title(lead=ui("sheet-glance-text"))
    heads = ("sheet-figure", "when", "now", "last-time", "sheet-change", "our-target", "by-when", "status")
    page.row(top - 1, map(ui, heads), "head")
    for row, (one, goal, block) in enumerate(zip(figures, goals, blocks, strict=True), start=top):
        form = _FORMS[one.unit]
        last = call("MAX", block.filled)
        page.put(row, 0, one.title, "label")
        page.put(row, 1, _latest(block.when, block.filled, last), "result")
        now = page.put(row, 2, _latest(block.result, block.filled, last), "result", form)
        earlier = when(
            Op("<", call("COUNT", block.filled), 2),
            "",
            call("INDEX", block.result, call("LARGE", block.filled, 2)),
        )
        before = page.put(row, 3, earlier, "result", form)
        better, worse = (">", "<") if one.direction == "up" else ("<", ">")
        change = chosen(
            (call("NOT", call("AND", call("ISNUMBER", now), call("ISNUMBER", before))), ""),
            (Op(better, now, before), ui("tracker-change-better")),
            (Op(worse, now, before), ui("tracker-change-worse")),
            other=ui("tracker-change-same"),
        )
        page.put(row, 4, change, "result")
        page.put(row, 5, when(empty(goal.target), "", goal.target), "result", form)
        page.put(row, 6, when(empty(goal.by), "", goal.by), "result", "date")
        page.put(row, 7, _latest(block.status, block.filled, last), "result")
    end = top + len(figures) - 1
    page.mark(page.area(top, 4, end), (ui("tracker-change-better"), "good"), (ui("tracker-change-worse"), "poor"))
    page.mark(page.area(top, 7, end), (ui("tracker-reached"), "good"), (ui("tracker-better"), "fair"))
    page.mark(page.area(top, 7, end), (ui("tracker-not-yet"), "poor"))
    for number, (one, block) in enumerate(zip(figures, blocks, strict=True)):
        _chart(page, one, block, end + 2 + 16 * (number // 2), 4 * (number % 2))


def _latest(column: Area, filled: Area, last: Expr) -> Expr:
    """What a column holds in the last row that has a result."""
    found = call("INDEX", column, last)
    return when(Op("=", call("COUNT", filled), 0), "", when(empty(found), "", found))


def _chart(page: Page, one: Indicator, block: _Block, row: int, col: int) -> None:
    desk, ui = page.desk, page.desk.ui
    sheet = block.result.sheet
    title = desk.say(one.title)
    page.charts.append(
        Chart(
            row=row,
            col=col,
            kind="column",
            title=title,
            across=ui("when"),
            along=ui(_UNITS[one.unit]),
            categories=block.when,
            series=(
                Series(At(sheet, 3, 4), block.result),
                Series(At(sheet, 3, 5), block.target, "accent", line=True),
            ),
            description=ui("tracker-chart", title=title),
            form=_FORMS[one.unit],
            most=1 if one.unit == "percent" else None,
            width=505,
            height=310,
        )
    )
