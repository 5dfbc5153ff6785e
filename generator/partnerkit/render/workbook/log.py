"""Logs: what a template that is filled in again and again adds up to, a line each.

A definition says what a log keeps (``log``). Whoever writes it leaves out what tells who somebody is; a text that a
family wrote on a form has no place in a list that grows for years.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from partnerkit.model.definition import Item
from partnerkit.model.plan import ActionPlan, Activity
from partnerkit.model.report import Report
from partnerkit.model.template import Answer, Deadline, Log, Table, Template
from partnerkit.render.workbook.guide import Made
from partnerkit.render.workbook.kept import FROM, Column, Kept, kept_lists
from partnerkit.render.workbook.page import Desk, Shown


def log(desk: Desk, definition: Template | Report) -> Made | None:
    """The workbook of a template; None where it keeps no log."""
    if definition.log is None:
        return None
    fields = {one.id: one for section in definition.sections for one in section.fields if desk.shows(one)}
    kept = [_of_table(desk, fields[name], definition.log) for name in definition.log.tables if name in fields]
    if columns := tuple(_of_answers(desk, [fields[name] for name in definition.log.answers if name in fields])):
        first = Kept(desk.ui("log-each"), desk.ui("log-each-text"), columns, definition.log.deadline)
        kept.insert(0, first)
    if not kept:
        return None
    rules = [one.text for one in (*_ground_rules(definition), *definition.after) if desk.shows(one)]
    return kept_lists(desk, kept, rules)


def _ground_rules(definition: Template | Report) -> Sequence[Item]:
    return definition.ground_rules if isinstance(definition, Template) else ()


def actions(desk: Desk, definition: ActionPlan) -> Made:
    """The workbook of an action plan: its activities, and how each is going."""
    ui = desk.ui
    states = tuple(ui(f"activity-{one}") for one in ("planned", "under-way", "done", "stopped"))
    goals = {goal.id: desk.say(goal.text) for goal in definition.goals if desk.shows(goal)}
    columns = (
        Column("title", ui("what"), width=36),
        Column("goal", ui("for-the-goal"), "choice", tuple(goals.values()), width=44),
        Column("lead", ui("looked-after-by"), width=24),
        Column("start", ui("starts"), "date", width=13),
        Column("due", ui("by-when"), "date", width=13),
        Column("status", ui("status"), "choice", states, width=15),
        Column("evidence", ui("evidence"), width=36),
        Column("notes", ui("notes"), width=36),
        Column("done", ui("log-done-on"), "date", width=13),
    )

    def row(one: Activity) -> dict[str, Shown]:
        words = {"title": one.title, "goal": goals.get(one.goal), "lead": desk.role(one.lead), "evidence": one.evidence}
        return {**words, "start": one.start, "due": one.due, "status": ui(f"activity-{one.status}")}

    rows = tuple(row(one) for one in definition.activities if desk.shows(one))
    deadline = Deadline(due="due", done="done")
    kept = Kept(ui("type-action"), desk.ui("log-lines-text"), columns, deadline, rows)
    return kept_lists(desk, [kept], [one.text for one in definition.review_steps if desk.shows(one)])


def _of_table(desk: Desk, table: object, log_: Log) -> Kept:
    assert isinstance(table, Table)  # noqa: S101 -- the model has checked it
    columns = [
        Column(
            one.id, desk.say(one.label), one.type, tuple(desk.say(choice.text) for choice in one.choices),
            width=max(12.0, 8.0 * one.width + 4) if one.type == "text" else 14.0,
        )
        for one in table.columns
    ]  # fmt: skip
    deadline = table.deadline
    if deadline is not None and deadline.done is None:
        columns.append(Column("log-done", desk.ui("log-done-on"), "date", width=14))
        deadline = deadline.model_copy(update={"done": "log-done"})
    if log_.answers:
        columns.insert(0, Column(FROM, desk.ui("log-from"), "number", width=10))
    return Kept(desk.say(table.label), table.help or desk.ui("log-lines-text"), tuple(columns), deadline)


def _of_answers(desk: Desk, fields: Sequence[object]) -> Iterator[Column]:
    """The columns of a list with one line for each form that was filled in."""
    for one in fields:
        if isinstance(one, Answer):
            yield from _of_answer(desk, one)
        elif isinstance(one, Table):
            yield from _of_counts(desk, one)


def _of_answer(desk: Desk, one: Answer) -> Iterator[Column]:
    label = desk.say(one.label)
    choices = tuple(desk.say(choice.text) for choice in one.choices)
    if one.type == "checkboxes":
        yes = (desk.ui("answer-yes"),)
        for choice, words in zip(one.choices, choices, strict=True):
            yield Column(
                f"{one.id}-{choice.id}",
                f"{label}{desk.ui('label-stop')} {words}",
                "choice",
                yes,
                14,
                of=label,
                short=words,
            )
        return
    type_ = one.type if one.type in ("date", "number", "choice") else "text"
    yield Column(one.id, label, type_, choices, {"date": 13.0, "number": 12.0}.get(type_, 28.0))


def _of_counts(desk: Desk, table: Table) -> Iterator[Column]:
    """A table of counts is a column for each of its rows, and their sum."""
    numbers = [column for column in table.columns if column.type == "number"]
    label, stop = desk.say(table.label), desk.ui("label-stop")
    for column in numbers:
        name = f"{table.id}-{column.id}"
        for row in table.rows:
            yield Column(name, f"{label}{stop} {desk.say(row.label)}", "number", width=12)
        yield Column(name, f"{label}{stop} {desk.ui('total')}", "number", width=12, total=True)
