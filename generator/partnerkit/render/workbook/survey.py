"""Answers to a survey as a workbook: counts go in, shares of favorable answers come out, and small groups stay hidden.

Counts are typed, never a row of a person. What may be shown is decided in ``hidden``; besides, a share near none
or all is only shown as such (``BANDS``), so that nobody knows what each of them said.
"""

from __future__ import annotations

from collections.abc import Iterator

from partnerkit.model.survey import BANDS, LAST_BAND, Label, Question, Survey
from partnerkit.render.workbook.formula import Area, At, Expr, Op, call, chosen, empty, when
from partnerkit.render.workbook.guide import Made
from partnerkit.render.workbook.hidden import FEW, FOR_OTHERS, GROUPS, NOBODY, Hidden, Hiding, Item, Part
from partnerkit.render.workbook.page import Desk, Page, Shown
from partnerkit.render.workbook.sheet import Chart, Role, Series, Sheet

_FIRST = 5


def survey(desk: Desk, definition: Survey) -> Made | None:
    """The workbook; None where the survey is off, or nothing in it can be counted."""
    shown = [one for one in definition.questions() if desk.shows(one)]
    rated = [one for one in shown if one.type == "scale"]
    picked = [one for one in shown if one.type in ("one", "many")]
    if definition.off_by_default or not rated + picked:
        return None
    ui = desk.ui
    sheets: list[tuple[Sheet, str]] = []
    steps: list[str] = []
    if rated:
        glance = Page(desk, ui("sheet-glance"), (38, 15, *(17.0 for _ in range(GROUPS + 1))))
        counts = Page(desk, ui("survey-counts"), (60, *(13.0 for _ in range(_widest(definition, rated) + 1))))
        results = Page(desk, ui("survey-results"), (60, 12, *(17.0 for _ in range(GROUPS + 1))))
        names, parts = _counts(counts, definition)
        hiding = Hiding(definition.min_n, _ends(desk))
        hidden = [hiding.part(part) for part in parts]
        _results(results, definition, names, list(zip(parts, hidden, strict=True)))
        _glance(glance, definition, counts, names, list(zip(parts, hidden, strict=True)))
        sheets = [
            (glance.sheet(whole=True), ui("survey-glance-text")),
            (results.sheet(freeze=(4, 1), repeat=(3, 3)), ui("survey-results-text")),
            (counts.sheet(freeze=(0, 1)), ui("survey-counts-text")),
        ]
        steps = [ui("survey-step-groups", n=GROUPS, sheet=counts.name), ui("survey-step-counts", sheet=counts.name)]
    if picked:
        other = Page(desk, ui("survey-picked"), (64, 16, 18))
        _picked(other, definition, picked)
        sheets.append((other.sheet(), ui("survey-picked-text")))
        steps.append(ui("survey-step-picked", sheet=other.name))
    steps.append(ui("survey-step-share"))
    if rated:
        sheets.append((hiding.sheet(), ""))
    care = [ui("survey-hidden", n=definition.min_n)]
    care += [desk.say(definition.scoring)] if definition.scoring else []
    return Made(sheets, steps, [*care, *(one.text for one in definition.results if desk.shows(one))])


def _widest(definition: Survey, rated: list[Question]) -> int:
    return max(len(definition.labels_of(one)) for one in rated)


# -- counts go in ------------------------------------------------------------------------------------------------------


def _counts(page: Page, definition: Survey) -> tuple[list[At], list[Part]]:
    """Who was asked and who answered, and then a table of counts for each group."""
    desk, ui = page.desk, page.desk.ui
    top = page.title(lead=ui("survey-counts-text"), to=6)
    page.row(top - 1, map(ui, ("seat-group", "survey-asked", "survey-came-back", "survey-share")), "head")
    names = []
    for number in range(GROUPS):
        row = top + number
        names.append(page.put(row, 0, ui("survey-group-n", n=number + 1), "input"))
        asked, back = (page.put(row, col, None, "input", "number") for col in (1, 2))
        page.put(row, 3, _response(asked, back), "result", "percent")
    page.count(page.area(top, 1, top + GROUPS - 1, 2))
    row = top + GROUPS + 1
    places: dict[tuple[str, int], list[Area]] = {}
    for name in names:
        page.put(row, 0, Op("&", name, ""), "heading")
        row = _table(page, definition, row + 1, places) + 1
    parts = []
    for dimension in definition.dimensions:
        items = tuple(
            Item(words, definition.labels_of(question), definition.counted_of(question), tuple(places[question.id, at]))
            for question in dimension.questions
            if question.type == "scale" and desk.shows(question)
            for at, words in enumerate(_words(desk, question))
        )
        if items:
            parts.append(Part(dimension, items))
    return names, parts


def _response(asked: Expr, back: Expr) -> Expr:
    return when(call("OR", empty(asked), empty(back), Op("=", asked, 0)), "", Op("/", back, asked))


def _words(desk: Desk, question: Question) -> Iterator[str]:
    """What is rated: the question, or each part of a battery."""
    stem = desk.say(question.stem)
    if not question.parts:
        yield stem
    for part in question.parts:
        yield f"{stem} – {desk.say(part.label)}"


def _table(page: Page, definition: Survey, row: int, places: dict[tuple[str, int], list[Area]]) -> int:
    """The counts of one group; a new head wherever the answers are others. Gives the next free row."""
    desk, ui = page.desk, page.desk.ui
    before: tuple[Label, ...] = ()
    for question in definition.questions():
        if question.type != "scale" or not desk.shows(question):
            continue
        labels = definition.labels_of(question)
        if labels != before:
            heads: list[Shown] = [ui("survey-question"), *(label.label for label in labels), ui("not-applicable")]
            page.row(row, heads, "head")
            row, before = row + 1, labels
        for at, words in enumerate(_words(desk, question)):
            page.put(row, 0, words, "text")
            page.row(row, [None] * (len(labels) + 1), "input", "number", col=1)
            page.count(page.area(row, 1, row, len(labels) + 1))
            places.setdefault((question.id, at), []).append(page.area(row, 1, row, len(labels)))
            row += 1
    return row


# -- shares come out ---------------------------------------------------------------------------------------------------


def _shown(desk: Desk, least: int, state: At, value: Expr) -> Expr:
    """A figure where it may be shown, else why it is not."""
    return chosen(
        (Op("=", state, NOBODY), ""),
        (Op("=", state, FEW), desk.ui("sheet-fewer-than", n=least)),
        (Op("=", state, FOR_OTHERS), desk.ui("survey-not-shown")),
        other=value,
    )


def _ends(desk: Desk) -> list[tuple[int, str, str]]:
    """What is said of shares near the ends: for each band its percent, and the words for either end."""

    def said(string_id: str, percent: int) -> str:
        return desk.ui(string_id, share=desk.words.number(percent, "percent"))

    percents = [*(percent for _, percent in BANDS), LAST_BAND]
    return [(one, said("survey-or-less", one), said("survey-or-more", 100 - one)) for one in percents]


def _share(hiding: Hiding, liked: At, answers: At, band: At) -> Expr:
    """The share of favorable answers in whole percent; not told exactly near the ends, where few answered even less."""
    percent, low, high = (call("INDEX", column, band) for column in hiding.bands)
    hundred = Op("*", liked, 100)
    return chosen(
        (Op("=", answers, 0), ""),
        (Op(">=", hundred, Op("*", answers, Op("-", 100, percent))), high),
        (Op("<=", hundred, Op("*", answers, percent)), low),
        other=call("ROUND", Op("/", liked, answers), 2),
    )


def _heads(page: Page, row: int, names: list[At], first: str) -> None:
    ui = page.desk.ui
    page.row(row, (first, ui("survey-answers"), ui("survey-everybody")), "head")
    for col, name in enumerate(names, start=3):
        page.put(row, col, Op("&", name, ""), "head")


def _line(page: Page, row: int, definition: Survey, hidden: Hidden, at: int | None) -> None:
    """How many answered, and the share of favorable answers: of everybody, and of each group."""
    desk = page.desk
    role: Role = "result" if at is not None else "total"
    every = hidden.answers[at] if at is not None else hidden.every
    liked = hidden.liked[at] if at is not None else hidden.every_liked
    people = hidden.answers[at] if at is not None else hidden.size
    bands = hidden.bands[at] if at is not None else hidden.band
    number = _shown(desk, definition.min_n, hidden.state[0], people[0])
    page.put(row, 1, number, role, "number")
    for group in range(GROUPS + 1):
        share = _share(hidden.hiding, liked[group], every[group], bands[group])
        page.put(row, 2 + group, _shown(desk, definition.min_n, hidden.state[group], share), role, "percent")


def _quiet(page: Page, area: Area, least: int) -> None:
    ui = page.desk.ui
    page.mark(area, (ui("sheet-fewer-than", n=least), "quiet"), (ui("survey-not-shown"), "quiet"))


Parts = list[tuple[Part, Hidden]]


def _results(page: Page, definition: Survey, names: list[At], parts: Parts) -> None:
    """Each part of the survey with its questions."""
    desk, ui = page.desk, page.desk.ui
    top = page.title(lead=ui("survey-results-text"))
    _heads(page, top - 1, names, ui("survey-question"))
    row = top
    for part, hidden in parts:
        page.put(row, 0, part.dimension.title, "total")
        if part.dimension.scored:
            _line(page, row, definition, hidden, None)
        row += 1
        for at, item in enumerate(part.items):
            page.put(row, 0, item.words, "text")
            _line(page, row, definition, hidden, at)
            row += 1
    _quiet(page, page.area(top, 1, row - 1, 2 + GROUPS), definition.min_n)
    items = [item for part, _ in parts for item in part.items]
    liked = dict.fromkeys(desk.say(one.label) for item in items for one in item.labels if one.id in item.favorable)
    page.put(row + 1, 0, ui("survey-favorable", answers=desk.words.listed(liked)), "note", to=2 + GROUPS)
    page.put(row + 2, 0, ui("survey-hidden", n=definition.min_n), "note", to=2 + GROUPS)


def _glance(page: Page, definition: Survey, counts: Page, names: list[At], parts: Parts) -> None:
    """How many answered, and one figure for each part, with a chart."""
    ui = page.desk.ui
    top = page.title(lead=ui("survey-glance-text"))
    asked, back = (call("SUM", counts.area(_FIRST - 1, col, _FIRST + GROUPS - 2)) for col in (1, 2))
    page.row(top, map(ui, ("survey-asked", "survey-came-back", "survey-share")), "head")
    first = page.put(top + 1, 0, asked, "result", "number")
    second = page.put(top + 1, 1, back, "result", "number")
    page.put(top + 1, 2, when(Op("=", first, 0), "", Op("/", second, first)), "result", "percent")
    head = top + 3
    _heads(page, head, names, ui("about"))
    scored = [(part, hidden) for part, hidden in parts if part.dimension.scored] or parts
    for row, (part, hidden) in enumerate(scored, start=head + 1):
        page.put(row, 0, part.dimension.title, "label")
        _line(page, row, definition, hidden, None)
    end = head + len(scored)
    _quiet(page, page.area(head + 1, 1, end, 2 + GROUPS), definition.min_n)
    page.charts.append(
        Chart(
            row=end + 2,
            col=0,
            kind="bar",
            title=ui("survey-chart"),
            across=ui("about"),
            along=ui("survey-chart"),
            categories=page.area(head + 1, 0, end),
            series=(Series(page.at(head, 2), page.area(head + 1, 2, end)),),
            description=ui("sheet-chart-bars", title=ui("survey-chart")),
            width=780,
            height=300,
            form="percent",
            most=1,
        )
    )


# -- questions with options --------------------------------------------------------------------------------------------


def _picked(page: Page, definition: Survey, questions: list[Question]) -> None:
    """How many chose each option, out of those who answered."""
    ui = page.desk.ui
    row = page.title(lead=ui("survey-picked-text"))
    few = ui("sheet-fewer-than", n=definition.min_n)
    for question in questions:
        page.row(row, (question.stem, ui("sheet-how-many"), ui("survey-picked-share")), "head")
        page.put(row + 1, 0, ui("survey-answered-text"), "text")
        answered = page.put(row + 1, 1, None, "input", "number")
        page.put(row + 1, 2, None, "result")
        last = row + 1 + len(question.options)
        for at, option in enumerate(question.options, start=row + 2):
            page.put(at, 0, option.label, "text")
            chose = page.put(at, 1, None, "input", "number")
            share = chosen(
                (call("OR", empty(answered), empty(chose)), ""),
                (Op("<", answered, max(definition.min_n, 1)), few),
                other=call("ROUND", Op("/", chose, answered), 2),
            )
            page.put(at, 2, share, "result", "percent")
        page.count(page.area(row + 1, 1, last))
        page.mark(page.area(row + 2, 2, last), (few, "quiet"))
        row = last + 2
