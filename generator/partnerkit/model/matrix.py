"""Value alignment matrices: what each side cares about, against the goals it is asked to share."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from partnerkit.model.base import Day, Id, Named, Node, RoleRef
from partnerkit.model.definition import Definition, Item
from partnerkit.model.text import Line, Prose


class Stakeholder(Named):
    """A group of people whose view counts."""

    title: Line
    priority: Line = Field(description="What matters most to them, in their own words.")


class Goal(Named):
    """A goal that everybody is asked to share."""

    title: Line
    text: Line


class Position(Named):
    """How one group sees one goal, from -2 (works against what they care about) to 2 (strongly supports it)."""

    stakeholder: Id
    goal: Id
    score: int | None = Field(default=None, ge=-2, le=2, description="Left out where the group has no position.")
    evidence: Line


class Gap(Node):
    """A goal that a group does not share, who looks after it, and what happens next."""

    text: Line
    owner: RoleRef
    response: Line
    due: Day | None = None


class ValueMatrix(Definition):
    """A value alignment matrix. Without positions it is a form; with them every cell is decided."""

    kind: Literal["value-matrix"]
    purpose: Prose
    method: tuple[Item, ...] = Field(min_length=1, description="How to fill it in together, in order.")
    stakeholders: tuple[Stakeholder, ...] = Field(min_length=2, max_length=6)
    goals: tuple[Goal, ...] = Field(min_length=2, max_length=10)
    positions: tuple[Position, ...] = ()
    synergies: tuple[Item, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def position(self, stakeholder: str, goal: str) -> Position | None:
        """The position of a group on a goal; None where the cell is open."""
        return next((p for p in self.positions if (p.stakeholder, p.goal) == (stakeholder, goal)), None)

    @model_validator(mode="after")
    def _every_cell_is_decided(self) -> Self:
        groups, goals = {s.id for s in self.stakeholders}, {g.id for g in self.goals}
        seen: set[tuple[str, str]] = set()
        for index, position in enumerate(self.positions):
            cell = (position.stakeholder, position.goal)
            for name, value, known in (("stakeholder", cell[0], groups), ("goal", cell[1], goals)):
                if value not in known:
                    what = "there is no {name} '{value}' in this matrix"
                    context = {"name": name, "value": value, "at": f"positions.{index}.{name}"}
                    raise PydanticCustomError("rule", what, context)
            if cell in seen:
                what = "this stakeholder has two positions on this goal"
                raise PydanticCustomError("rule", what, {"at": f"positions.{index}"})
            seen.add(cell)
        missing = sorted(f"{s}/{g}" for s in groups for g in goals if (s, g) not in seen)
        if self.positions and missing:
            what = "the matrix has no position for {cells}; write one without a score where there is none"
            raise PydanticCustomError("open-cell", what, {"cells": ", ".join(missing), "at": "positions"})
        return self
