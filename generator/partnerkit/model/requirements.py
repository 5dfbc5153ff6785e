"""Requirement sets: what a law asks a document to hold, element by element.

Clauses claim elements with ``satisfies:``. The page of a set is its matrix: each element beside the clauses that cover
it, in the language of the page.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from partnerkit.model.base import Named
from partnerkit.model.definition import Definition, Item, LegalRef
from partnerkit.model.text import Line, Prose


class Element(Named):
    """One thing that the law names. ``may`` elements are allowed, not asked for."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=30)] = Field(description="Such as (c)(1).")
    text: Line
    level: Literal["shall", "may"] = "shall"


class Requirements(Definition):
    """A requirement set and its source."""

    kind: Literal["requirements"]
    applies_to: Prose
    since: Prose | None = Field(default=None, description="From when it applies.")
    elements: tuple[Element, ...] = Field(min_length=1)
    notes: tuple[Item, ...] = ()
    legal_refs: tuple[LegalRef, ...] = Field(min_length=1)
