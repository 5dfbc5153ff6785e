"""Templates: documents that people fill in, such as an after-action review or an agenda with its minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Id, Model, Named, Node
from partnerkit.model.definition import Definition, Item
from partnerkit.model.text import Line, Prose


class Answer(Node):
    """One place to write: a line, some lines, a date, a choice or a box to tick."""

    type: Literal["text", "long-text", "date", "time", "number", "choice", "checkboxes"]
    label: Line
    help: Line | None = None
    lines: int = Field(default=1, ge=1, le=20, description="How many ruled lines a long text gets.")
    choices: tuple[Item, ...] = ()
    half: bool = Field(default=False, description="Two half-width answers stand side by side.")

    @model_validator(mode="after")
    def _choices_where_needed(self) -> Self:
        if (self.type in ("choice", "checkboxes")) != bool(self.choices):
            raise PydanticCustomError("rule", "choices belong to the types 'choice' and 'checkboxes', and only there")
        if self.lines > 1 and self.type != "long-text":
            raise PydanticCustomError("rule", "lines belong to the type 'long-text'")
        return self


class ColumnChoice(Named):
    """A word that may be written into a column."""

    text: Line


class Column(Named):
    """A column of a table; ``width`` is its share of the page in twelfths, or of the whole where that is more."""

    label: Line
    width: int = Field(default=1, ge=1, le=12)
    type: Literal["text", "date", "number", "choice"] = Field(
        default="text", description="What is written into it; a workbook takes nothing else."
    )
    choices: tuple[ColumnChoice, ...] = ()

    @model_validator(mode="after")
    def _choices_where_needed(self) -> Self:
        if (self.type == "choice") != bool(self.choices):
            raise PydanticCustomError("rule", "choices belong to a column of type 'choice', and only there")
        return self


def shares(columns: Sequence[Column]) -> tuple[str, ...]:
    """How wide each column is, as the class of its ``col``: ``w3`` is 3 twelfths of the page, ``x7`` are 7 of 24 parts.

    Twelfths where there are enough for all columns. Else each has its part of the whole; what is left after rounding
    down goes to those that lose most by it.
    """
    widths = [column.width for column in columns]
    total = sum(widths)
    if total <= _TWELFTHS:
        return tuple(f"w{width}" for width in widths)
    made = [width * _PARTS // total or 1 for width in widths]
    by_loss = sorted(range(len(widths)), key=lambda at: made[at] * total - widths[at] * _PARTS)
    for at in by_loss[: max(0, _PARTS - sum(made))]:
        made[at] += 1
    made[made.index(max(made))] -= max(0, sum(made) - _PARTS)
    return tuple(f"x{parts}" for parts in made)


_TWELFTHS, _PARTS = 12, 24


class Row(Named):
    """A row that is already named, such as "Celebrations" on an agenda."""

    label: Line


class Deadline(Model):
    """Which dates say whether something is on time: columns of a table, or answers of a form."""

    due: Id | None = Field(default=None, description="By when it is done.")
    done: Id | None = Field(default=None, description="When it was done.")
    since: Id | None = Field(default=None, description="From when on its days are counted.")


class Table(Node):
    """A table to write in: either named rows or a number of empty ones.

    With named rows the first column holds their names.
    """

    type: Literal["table"]
    label: Line
    help: Line | None = None
    columns: tuple[Column, ...] = Field(min_length=2, max_length=8)
    rows: tuple[Row, ...] = ()
    empty_rows: int = Field(default=0, ge=0, le=40)
    deadline: Deadline | None = Field(default=None, description="Which of its columns say whether a line is on time.")

    @property
    def shares(self) -> tuple[str, ...]:
        """How wide each column is."""
        return shares(self.columns)

    @model_validator(mode="after")
    def _has_rows(self) -> Self:
        if not self.rows and not self.empty_rows:
            raise PydanticCustomError("rule", "a table needs 'rows' or 'empty_rows'")
        if self.deadline is not None:
            _check_dates(self.deadline, {column.id: column.type for column in self.columns}, "deadline")
        return self


def _check_dates(deadline: Deadline, types: Mapping[str, str], at: str) -> None:
    for name in ("due", "done", "since"):
        one = getattr(deadline, name)
        if one is not None and types.get(one) != "date":
            raise PydanticCustomError("rule", "there is no date '{one}' here", {"one": one, "at": f"{at}.{name}"})
    if deadline.since is not None and deadline.done is None:
        raise PydanticCustomError("rule", "days are counted up to 'done': say which date that is", {"at": at})


class SignOff(Node):
    """A signature line with its meaning."""

    type: Literal["signature"]
    label: Line
    meaning: Literal["agree", "acknowledge", "consent"]


Field_ = Annotated[Answer | Table | SignOff, Field(discriminator="type")]


class Section(Node):
    """A part of the form: what it is for, guidance, and the places to write."""

    heading: Line
    minutes: int | None = Field(default=None, ge=1, le=240, description="How long this part takes in a meeting.")
    text: Prose | None = None
    prompts: tuple[Item, ...] = ()
    fields: tuple[Field_, ...] = ()


class Log(Model):
    """What a workbook keeps of a document that is filled in again and again, a line each.

    What tells who somebody is, or what a family wrote in confidence, has no place in a list that grows for years.
    """

    tables: tuple[Id, ...] = Field(default=(), description="Tables with empty rows, each a sheet of its own.")
    answers: tuple[Id, ...] = Field(
        default=(), description="Answers, and tables of counts, of which each filled-in form is one line."
    )
    deadline: Deadline | None = Field(default=None, description="Which of the answers say whether a line is on time.")


def check_log(log: Log, sections: tuple[Section, ...]) -> None:
    """Whether a log keeps what there is.

    Raises:
        PydanticCustomError: when it names something else.
    """
    fields = {one.id: one for section in sections for one in section.fields}
    for index, name in enumerate(log.tables):
        table = fields.get(name)
        if not isinstance(table, Table) or not table.empty_rows:
            what = "there is no table '{one}' with empty rows here"
            raise PydanticCustomError("rule", what, {"one": name, "at": f"log.tables.{index}"})
    for index, name in enumerate(log.answers):
        one = fields.get(name)
        counts = isinstance(one, Table) and one.rows and any(column.type == "number" for column in one.columns)
        if not isinstance(one, Answer) and not counts:
            what = "there is no answer '{one}' here, nor a table with rows and a column of type 'number'"
            raise PydanticCustomError("rule", what, {"one": name, "at": f"log.answers.{index}"})
    if log.deadline is not None:
        kept = {name: fields[name].type for name in log.answers}
        _check_dates(log.deadline, kept, "log.deadline")


class Template(Definition):
    """A fill-in document."""

    kind: Literal["template"]
    type: Literal["after-action-review", "agenda-minutes", "form", "journal"]
    purpose: Prose
    before: tuple[Item, ...] = Field(default=(), description="What to do before using it.")
    ground_rules: tuple[Item, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    after: tuple[Item, ...] = Field(default=(), description="What to do afterwards.")
    log: Log | None = Field(default=None, description="What a workbook keeps of it; without this it has none.")

    @model_validator(mode="after")
    def _log_keeps_what_there_is(self) -> Self:
        if self.log is not None:
            check_log(self.log, self.sections)
        return self
