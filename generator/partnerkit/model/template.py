"""Templates: documents that people fill in, such as an after-action review or an agenda with its minutes."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Named, Node
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


class Column(Named):
    """A column of a fill-in table; ``width`` is its share of the page."""

    label: Line
    width: int = Field(default=1, ge=1, le=12)


class Row(Named):
    """A row that is already named, such as "Celebrations" on an agenda."""

    label: Line


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

    @model_validator(mode="after")
    def _has_rows(self) -> Self:
        if not self.rows and not self.empty_rows:
            raise PydanticCustomError("rule", "a table needs 'rows' or 'empty_rows'")
        return self


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


class Template(Definition):
    """A fill-in document."""

    kind: Literal["template"]
    type: Literal["after-action-review", "agenda-minutes", "form", "journal"]
    purpose: Prose
    before: tuple[Item, ...] = Field(default=(), description="What to do before using it.")
    ground_rules: tuple[Item, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    after: tuple[Item, ...] = Field(default=(), description="What to do afterwards.")
