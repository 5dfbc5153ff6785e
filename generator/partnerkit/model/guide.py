"""Guides: what people read once and come back to, with lists, tables and places to write."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import DocumentRef, Named, Node
from partnerkit.model.definition import Definition, Item, LegalRef
from partnerkit.model.template import Column, shares
from partnerkit.model.text import Line, Prose


class Cells(Node):
    """A row of a table: one text for each column."""

    cells: tuple[Line, ...] = Field(min_length=2, max_length=8)


class Grid(Named):
    """A table to read, and perhaps to go on with by hand."""

    title: Line
    columns: tuple[Column, ...] = Field(min_length=2, max_length=8)
    rows: tuple[Cells, ...] = ()
    empty_rows: int = Field(default=0, ge=0, le=40)

    @property
    def shares(self) -> tuple[str, ...]:
        """How wide each column is."""
        return shares(self.columns)

    @model_validator(mode="after")
    def _regular(self) -> Self:
        if not self.rows and not self.empty_rows:
            raise PydanticCustomError("rule", "a table needs 'rows' or 'empty_rows'")
        for index, row in enumerate(self.rows):
            if len(row.cells) != len(self.columns):
                what = "this row has {n} cells, the table {columns} columns"
                context = {"n": len(row.cells), "columns": len(self.columns), "at": f"rows.{index}.cells"}
                raise PydanticCustomError("rule", what, context)
        return self


class Chapter(Node):
    """A part of a guide."""

    heading: Line
    text: Prose | None = None
    style: Literal["bullets", "numbers", "ticks"] = "bullets"
    items: tuple[Item, ...] = ()
    grid: Grid | None = None
    see: tuple[DocumentRef, ...] = Field(default=(), description="The documents that this part is about.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.text is None and not self.items and self.grid is None:
            raise PydanticCustomError("rule", "a chapter needs 'text', 'items' or 'grid'")
        return self


class Guide(Definition):
    """A guide, statement, directory, schedule or card."""

    kind: Literal["guide"]
    type: Literal["guide", "statement", "directory", "schedule", "card", "logic-model", "specification"]
    purpose: Prose
    chapters: Annotated[tuple[Chapter, ...], Field(min_length=1)]
    next_steps: tuple[Item, ...] = ()
    legal_refs: tuple[LegalRef, ...] = ()
