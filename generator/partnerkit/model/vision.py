"""Vision statements: concise, measurable, co-owned, and looked at again every year."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import DocumentRef, Named, Node, RoleRef
from partnerkit.model.definition import Definition, Item
from partnerkit.model.measure import Baseline, Direction, Milestone, Target, Unit
from partnerkit.model.text import Line, Prose

MAX_STATEMENT_WORDS = 40


class Measure(Node):
    """How we will know: one number, its instrument, and the person who looks after it."""

    title: Line
    text: Prose
    population: Line
    instrument: Line
    form: DocumentRef | None = Field(default=None, description="The document that the instrument is.")
    unit: Unit
    direction: Direction
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
                "long-vision",
                "the statement has {n} words; keep it to {most}",
                {"n": words, "most": MAX_STATEMENT_WORDS, "at": "statement"},
            )
        if self.review.every != "P1Y":
            what = "a vision is reviewed every year: write 'every: P1Y'"
            raise PydanticCustomError("rule", what, {"at": "review.every"})
        adopted = self.last_change
        for index, measure in enumerate(self.measures):
            if measure.target.by <= adopted:
                what = "the target of '{id}' was in the past when this version was written"
                raise PydanticCustomError("past-target", what, {"id": measure.id, "at": f"measures.{index}.target.by"})
        return self
