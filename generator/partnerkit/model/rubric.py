"""Rubrics and checklists: looking at something together, with words for what is seen."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Named, Node, RoleRef
from partnerkit.model.definition import Definition, Item, LegalRef
from partnerkit.model.text import Line, Prose


class Level(Named):
    """One step of a rubric."""

    title: Line


class Criterion(Node):
    """What is looked at, with words for each level, lowest first."""

    title: Line
    levels: tuple[Line, ...] = Field(min_length=3, max_length=5)
    evidence: Line | None = Field(default=None, description="Where to look for it.")


class Rubric(Definition):
    """A rubric for students, for growth of staff, or for a school's own look at itself."""

    kind: Literal["rubric"]
    type: Literal["student", "appraisal", "self-assessment"]
    used_for: Literal["growth", "evaluation", "self-assessment"]
    purpose: Prose
    how_to: tuple[Item, ...] = Field(min_length=1)
    levels: tuple[Level, ...] = Field(min_length=3, max_length=5)
    criteria: tuple[Criterion, ...] = Field(min_length=2, max_length=12)
    limits: tuple[Item, ...] = Field(min_length=1, description="What it must never be used for.")
    next_steps: tuple[Item, ...] = ()
    note_lines: int = Field(default=4, ge=0, le=12)

    @model_validator(mode="after")
    def _words_for_every_level(self) -> Self:
        for index, criterion in enumerate(self.criteria):
            if len(criterion.levels) != len(self.levels):
                what = "'{id}' has words for {n} levels, the rubric has {levels}"
                context = {"id": criterion.id, "n": len(criterion.levels), "levels": len(self.levels)}
                raise PydanticCustomError("rule", what, {**context, "at": f"criteria.{index}.levels"})
        return self


class Check(Node):
    """One thing to look at. A gate has to be met; a weight counts in the score."""

    text: Line
    help: Line | None = None
    gate: bool = False
    weight: int = Field(default=1, ge=1, le=5)


class CheckPart(Node):
    """Checks that belong together."""

    heading: Line
    text: Prose | None = None
    checks: tuple[Check, ...] = Field(min_length=1)


class Checklist(Definition):
    """A checklist with boxes to tick, answers to choose, or points to add up."""

    kind: Literal["checklist"]
    answers: Literal["tick", "yes-partly-no", "points"]
    purpose: Prose
    how_to: tuple[Item, ...] = Field(min_length=1)
    parts: tuple[CheckPart, ...] = Field(min_length=1)
    decision: Prose | None = Field(default=None, description="What the result leads to.")
    decided_by: RoleRef | None = None
    after: tuple[Item, ...] = ()
    legal_refs: tuple[LegalRef, ...] = ()

    @property
    def most_points(self) -> int:
        """The highest score: two points for each check, times its weight."""
        return sum(2 * check.weight for part in self.parts for check in part.checks)
