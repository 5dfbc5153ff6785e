"""A value alignment matrix as a workbook: numbers as a heat map, the reasons behind them, and what follows."""

from __future__ import annotations

from partnerkit.model.matrix import Goal, Stakeholder, ValueMatrix
from partnerkit.render.workbook.formula import Area, Op, call, chosen, tally
from partnerkit.render.workbook.guide import Made
from partnerkit.render.workbook.page import Desk, Page
from partnerkit.render.workbook.sheet import Chart, Mark, Series, Shade, Tone

_TONES: dict[int, Tone] = {2: "best", 1: "good", 0: "quiet", -1: "poor", -2: "worst"}
STATES = ("planned", "under-way", "done", "stopped")
_ROOM = 10


def matrix(desk: Desk, definition: ValueMatrix) -> Made:
    """The workbook."""
    ui = desk.ui
    groups, goals = definition.stakeholders, definition.goals
    glance = Page(desk, ui("sheet-glance"), (34, 12, 14, 14, 14, 40))
    scores = Page(desk, ui("kind-value-matrix"), (34, *(18.0 for _ in groups)))
    reasons = Page(desk, ui("evidence"), (34, *(34.0 for _ in groups)))
    follow = Page(desk, ui("what-comes-next"), (44, 24, 52, 14, 16))
    area = _scores(scores, definition)
    _reasons(reasons, definition)
    _follow(follow, definition)
    _glance(glance, goals, area)
    sheets = (
        (glance.sheet(freeze=(4, 1), whole=True), ui("sheet-glance-text")),
        (scores.sheet(freeze=(4, 1), repeat=(3, 3)), ui("score-legend")),
        (reasons.sheet(freeze=(4, 1), repeat=(3, 3)), ui("matrix-reasons-text")),
        (follow.sheet(freeze=(4, 0), repeat=(3, 3)), ui("gaps-caption")),
    )
    return Made(sheets, [one.text for one in definition.method if desk.shows(one)], (definition.purpose,))


def _head(page: Page, row: int, groups: tuple[Stakeholder, ...]) -> None:
    page.put(row, 0, page.desk.ui("goal"), "head")
    page.row(row, (group.title for group in groups), "head", col=1)


def _scores(page: Page, definition: ValueMatrix) -> Area:
    """The number that each group gives each goal, with a tone for each number; no position is an answer too."""
    ui = page.desk.ui
    top = page.title(lead=ui("score-legend"))
    groups, goals = definition.stakeholders, definition.goals
    _head(page, top - 1, groups)
    for row, goal in enumerate(goals, start=top):
        page.put(row, 0, goal.title, "label")
        for col, group in enumerate(groups, start=1):
            position = definition.position(group.id, goal.id)
            score = None if position is None else ui("no-position") if position.score is None else position.score
            page.put(row, col, score, "input", "score")
    area = page.area(top, 1, top + len(goals) - 1, len(groups))
    page.choose(area, (2, 1, 0, -1, -2, ui("no-position")))
    page.marks += [Mark(area, score, tone) for score, tone in _TONES.items() if score]
    # An empty cell equals 0 in a conditional format, so what makes no difference takes no tone.
    page.put(area.bottom + 2, 0, ui("what-matters-most"), "heading")
    for row, group in enumerate(groups, start=area.bottom + 3):
        page.put(row, 0, group.title, "label")
        page.put(row, 1, group.priority, "input", to=len(groups))
    return area


def _reasons(page: Page, definition: ValueMatrix) -> None:
    """Where each number comes from."""
    top = page.title(lead=page.desk.ui("matrix-reasons-text"))
    _head(page, top - 1, definition.stakeholders)
    for row, goal in enumerate(definition.goals, start=top):
        page.put(row, 0, goal.title, "label")
        for col, group in enumerate(definition.stakeholders, start=1):
            position = definition.position(group.id, goal.id)
            page.put(row, col, position.evidence if position else None, "input")


def _follow(page: Page, definition: ValueMatrix) -> None:
    """What a group does not share, who looks after it, and what is done about it."""
    desk, ui = page.desk, page.desk.ui
    top = page.title(lead=ui("gaps-caption"))
    page.row(top - 1, map(ui, ("gap", "looked-after-by", "what-we-do-about-it", "by-when", "status")), "head")
    gaps = [gap for gap in definition.gaps if desk.shows(gap)]
    for row, gap in enumerate(gaps, start=top):
        page.row(row, (gap.text, desk.role(gap.owner), gap.response), "input")
        page.put(row, 3, gap.due, "input", "date")
        page.put(row, 4, None, "input")
    end = top + len(gaps) + _ROOM - 1
    for row in range(top + len(gaps), end + 1):
        page.row(row, (None, None, None), "input")
        page.put(row, 3, None, "input", "date")
        page.put(row, 4, None, "input")
    page.days(page.area(top, 3, end))
    states = [ui(f"activity-{state}") for state in STATES]
    page.choose(page.area(top, 4, end), states)
    page.mark(page.area(top, 4, end), (states[1], "fair"), (states[2], "good"), (states[3], "quiet"))


def _glance(page: Page, goals: tuple[Goal, ...], area: Area) -> None:
    """How many groups a goal helps, and where to start; never an average, which would hide who is against it."""
    ui = page.desk.ui
    top = page.title(lead=ui("sheet-glance-text"))
    heads = ("goal", "matrix-helps", "matrix-neutral", "matrix-hinders", "no-position", "status")
    page.row(top - 1, map(ui, heads), "head")
    start, talk, ask, mixed = (ui(f"matrix-{name}") for name in ("start", "talk", "ask", "mixed"))
    for row, goal in enumerate(goals, start=top):
        scores = Area(area.sheet, area.top + row - top, area.left, area.top + row - top, area.right)
        page.put(row, 0, goal.title, "label")
        for col, sign in ((1, ">"), (3, "<")):
            page.put(row, col, _numbers(scores, sign), "result", "number")
        all_numbers = call("COUNT", scores)
        against, helped = page.at(row, 3), page.at(row, 1)
        page.put(row, 2, Op("-", Op("-", all_numbers, helped), against), "result", "number")
        page.put(row, 4, tally(scores, ui("no-position")), "result", "number")
        state = chosen(
            (Op("=", all_numbers, 0), ""),
            (Op(">", against, 0), talk),
            (Op("<", all_numbers, area.right - area.left + 1), ask),
            (Op("=", helped, all_numbers), start),
            other=mixed,
        )
        page.put(row, 5, state, "result")
    end = top + len(goals) - 1
    page.mark(page.area(top, 5, end), (start, "good"), (talk, "poor"), (ask, "fair"), (mixed, "quiet"))
    tones: tuple[tuple[Shade, int], ...] = (("main", 1), ("quiet", 2), ("accent", 3), ("plum", 4))
    page.charts.append(
        Chart(
            row=end + 2,
            col=0,
            kind="stacked",
            title=ui("matrix-caption"),
            across=ui("goal"),
            along=ui("sheet-how-many"),
            categories=page.area(top, 0, end),
            series=tuple(Series(page.at(top - 1, col), page.area(top, col, end), tone) for tone, col in tones),
            description=ui("sheet-chart-bars", title=ui("matrix-caption")),
            width=900,
            height=360,
            most=area.right - area.left + 1,
        )
    )


def _numbers(scores: Area, sign: str) -> Op:
    """How many numbers of a row lie above or below 0; words and empty cells count nothing."""
    numbers = (call("ISNUMBER", cell) for cell in scores.cells())
    parts = [
        call("IF", number, call("IF", Op(sign, cell, 0), 1, 0), 0)
        for number, cell in zip(numbers, scores.cells(), strict=True)
    ]
    total: Op = Op("+", parts[0], parts[1])
    for part in parts[2:]:
        total = Op("+", total, part)
    return total
