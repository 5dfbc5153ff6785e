"""Vision statements: concise, measurable, co-owned, and looked at again every year."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Day, Model, Named, Node, RoleRef
from partnerkit.model.definition import Definition, Item
from partnerkit.model.text import Line, Prose

MAX_STATEMENT_WORDS = 40


Figure = Annotated[Decimal, Field(max_digits=12)]
"""A measured or wanted number; more digits than these mean a slip of the hand."""


class Baseline(Model):
    """Where we start: a measured value with its date, or the date by which it will be measured."""

    value: Figure | None = None
    measured_on: Day | None = None
    due: Day | None = Field(default=None, description="When the first measurement is due, if there is none yet.")

    @model_validator(mode="after")
    def _measured_or_due(self) -> Self:
        if (self.value is None) != (self.measured_on is None):
            raise PydanticCustomError("rule", "a baseline value needs its measured_on date, and the other way round")
        if self.value is None and self.due is None:
            raise PydanticCustomError("rule", "a baseline that is not yet measured needs a due date")
        return self


class Target(Model):
    """Where we want to be, and by when."""

    value: Figure
    by: Day


class Milestone(Named):
    """A point on the way to a target."""

    value: Figure
    by: Day


class Measure(Node):
    """How we will know: one number, its instrument, and the person who looks after it."""

    title: Line
    text: Prose
    population: Line
    instrument: Line
    unit: Literal["percent", "count", "points"]
    direction: Literal["up", "down"]
    baseline: Baseline
    target: Target
    owner: RoleRef
    milestones: tuple[Milestone, ...] = ()


class CoOwner(Named):
    """Somebody who stands behind the vision, and what they bring to it."""

    role: RoleRef
    text: Line


class Vision(Definition):
    """A vision statement."""

    kind: Literal["vision"]
    statement: Line = Field(description="The vision in one sentence of at most 40 words.")
    rationale: Prose
    values: tuple[Item, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = Field(min_length=1)
    co_owners: tuple[CoOwner, ...] = Field(min_length=2)
    yearly_review: tuple[Item, ...] = Field(min_length=1, description="The steps of the yearly review, in order.")

    @model_validator(mode="after")
    def _concise(self) -> Self:
        words = len(str(self.statement).split())
        if words > MAX_STATEMENT_WORDS:
            raise PydanticCustomError(
                "rule",
                "the statement has {n} words; keep it to {most}",
                {"n": words, "most": MAX_STATEMENT_WORDS, "at": "statement"},
            )
        if self.review.every != "P1Y":
            what = "a vision is reviewed every year: write 'every: P1Y'"
            raise PydanticCustomError("rule", what, {"at": "review.every"})
        return self
