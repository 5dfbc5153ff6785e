"""Policies and regulations: numbered statements, the law behind them, and the dates that made them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Day, DocumentRef, Named, Node, RoleRef
from partnerkit.model.definition import Definition, LegalRef
from partnerkit.model.text import Line, Prose

PolicyCode = Annotated[str, StringConstraints(min_length=1, max_length=24)]
"""Free text, because districts number in every way: ``6020``, ``5145.6-E``, ``8:95``, ``4020 P4``."""


class Term(Named):
    """A word as this policy uses it."""

    term: Line
    text: Line


class Statement(Node):
    """A numbered clause, with its own number where the source has one, and clauses below it."""

    number: Annotated[str, StringConstraints(max_length=12)] | None = None
    heading: Line | None = None
    text: Line
    cites: tuple[Annotated[str, StringConstraints(max_length=120)], ...] = ()
    items: tuple[Statement, ...] = ()


class CrossRef(Node):
    """Another policy or form: one of this library (``document``) or a coded one outside it."""

    document: DocumentRef | None = None
    code: PolicyCode | None = None
    title: Line | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.document is None) == (self.code is None):
            raise PydanticCustomError("rule", "a cross reference has either 'document' or 'code'")
        if self.code is not None and self.title is None:
            raise PydanticCustomError("rule", "a cross reference by code needs a title")
        return self


class Policy(Definition):
    """A policy, or the regulation, exhibit, procedure or handbook entry that carries it out."""

    kind: Literal["policy"]
    type: Literal["policy", "regulation", "exhibit", "procedure", "handbook"]
    code: PolicyCode
    alt_codes: tuple[PolicyCode, ...] = ()
    section: Line | None = None
    purpose: Prose
    scope: Prose
    definitions: tuple[Term, ...] = ()
    statements: tuple[Statement, ...] = Field(min_length=1)
    procedures: tuple[Statement, ...] = ()
    responsible: RoleRef
    approval_body: RoleRef
    legal_refs: tuple[LegalRef, ...] = ()
    cross_refs: tuple[CrossRef, ...] = ()
    first_reading_on: Day | None = None
    second_reading_on: Day | None = None
    adopted_on: tuple[Day, ...] = ()
    effective_on: Day | None = None
    revised_on: tuple[Day, ...] = ()
    reviewed_on: tuple[Day, ...] = ()
    draft_notice: Prose | None = None

    @model_validator(mode="after")
    def _adopted_has_a_date(self) -> Self:
        if self.status == "adopted" and not self.adopted_on:
            what = "an adopted policy needs adopted_on; a draft has 'status: draft'"
            raise PydanticCustomError("rule", what, {"at": "status"})
        return self
